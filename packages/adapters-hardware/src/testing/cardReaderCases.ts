/**
 * What every card reader driver must do.
 *
 * @module
 */
import { deepEqual, equal, notEqual } from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Stream from "effect/Stream"
import { CardReader } from "../ports/CardReader.ts"
import { type Case, ReaderHand } from "./Case.ts"

const uid = Uint8Array.of(0xff, 0xca, 0, 0, 0)

const faultOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

const both = Effect.all({ reader: CardReader, hand: ReaderHand })

export const cardReaderCases: ReadonlyArray<Case<CardReader | ReaderHand>> = [
  {
    name: "tells of a card that was there before anybody asked",
    run: Effect.gen(function* () {
      const { hand, reader } = yield* both
      const card = yield* hand.put(1)
      const [first] = yield* Stream.runCollect(Stream.take(reader.presence, 1))
      deepEqual(first, { _tag: "Inserted", ...card })
    })
  },
  {
    name: "gives every card that is put down another generation, also the same card again",
    run: Effect.gen(function* () {
      const { hand } = yield* both
      const first = yield* hand.put(1)
      yield* hand.take
      const second = yield* hand.put(1)
      notEqual(first.generation, second.generation)
    })
  },
  {
    name: "answers whole answers, status word included, many sessions one after the other",
    run: Effect.gen(function* () {
      const { hand, reader } = yield* both
      const card = yield* hand.put(1)
      for (let n = 0; n < 100; n++) {
        const answer = yield* reader.session(card, ({ transmit }) => transmit(uid, "none"))
        deepEqual(answer.slice(-2), Uint8Array.of(0x90, 0x00))
      }
    })
  },
  {
    name: "refuses a session with a card that was changed since",
    run: Effect.gen(function* () {
      const { hand, reader } = yield* both
      const first = yield* hand.put(1)
      yield* hand.take
      const second = yield* hand.put(2)
      equal(yield* faultOf(reader.session(first, ({ transmit }) => transmit(uid, "none"))), "CardChanged")
      equal(yield* faultOf(reader.session(second, ({ transmit }) => transmit(uid, "none"))), "none")
    })
  },
  {
    name: "says that a card went, before a session and in it",
    run: Effect.gen(function* () {
      const { hand, reader } = yield* both
      const card = yield* hand.put(1)
      const within = reader.session(card, ({ transmit }) => Effect.andThen(hand.take, transmit(uid, "none")))
      equal(yield* faultOf(within), "CardGone")
      equal(yield* faultOf(reader.session(card, ({ transmit }) => transmit(uid, "none"))), "CardGone")
    })
  },
  {
    name: "says that a reader went, and works when it is back",
    run: Effect.gen(function* () {
      const { hand, reader } = yield* both
      const card = yield* hand.put(1)
      yield* hand.unplug
      equal(yield* faultOf(reader.session(card, ({ transmit }) => transmit(uid, "none"))), "ReaderGone")
      yield* hand.plugIn
      const again = yield* hand.put(1)
      equal(yield* faultOf(reader.session(again, ({ transmit }) => transmit(uid, "none"))), "none")
    })
  }
]
