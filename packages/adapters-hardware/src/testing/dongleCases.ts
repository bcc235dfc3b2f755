/**
 * What every dongle must do.
 *
 * @module
 */
import { deepEqual, equal, notDeepEqual, notEqual } from "node:assert/strict"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Stream from "effect/Stream"
import type { Bytes } from "../crypto/bytes.ts"
import { operatorLock } from "../dongle/operatorLock.ts"
import { Dongle } from "../ports/Dongle.ts"
import { type Case, DongleHand } from "./Case.ts"

const both = Effect.all({ dongle: Dongle, hand: DongleHand })

const challengeOf = (seed: number, length: number): Bytes =>
  Uint8Array.from({ length }, (_, n) => (seed * 31 + n * 7) & 0xff)

const faultOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

/** Once it is seen: presence may come late. */
const seen = (isThere: boolean) =>
  Effect.flatMap(Dongle, ({ present }) =>
    Stream.runDrain(
      Stream.take(
        Stream.filter(present, (now) => now === isThere),
        1
      )
    )
  )

export const dongleCases: ReadonlyArray<Case<Dongle | DongleHand>> = [
  {
    name: "proves itself on challenges of every length, by the name under which it is enrolled",
    run: Effect.gen(function* () {
      const { dongle, hand } = yield* both
      yield* hand.plugIn("enrolled")
      yield* seen(true)
      for (const length of [16, 20, 32, 55, 63]) {
        const challenge = challengeOf(length, length)
        const proof = yield* dongle.prove(challenge)
        deepEqual([proof.dongle, proof.challenge], ["enrolled", challenge])
      }
      // What ends like a filling is no other challenge.
      for (const last of [0, 1, 0xff]) {
        const proof = yield* dongle.prove(new Uint8Array(32).fill(last))
        equal(proof.dongle, "enrolled")
      }
    })
  },
  {
    name: "answers another challenge otherwise",
    run: Effect.gen(function* () {
      const { dongle, hand } = yield* both
      yield* hand.plugIn("enrolled")
      yield* seen(true)
      const first = yield* dongle.prove(challengeOf(1, 32))
      const second = yield* dongle.prove(challengeOf(2, 32))
      notDeepEqual(first.answer, second.answer)
    })
  },
  {
    name: "is none where nothing is plugged in, and where it was pulled",
    run: Effect.gen(function* () {
      const { dongle, hand } = yield* both
      equal(yield* faultOf(dongle.prove(challengeOf(1, 32))), "NoDongle")
      yield* hand.plugIn("enrolled")
      yield* seen(true)
      yield* dongle.prove(challengeOf(2, 32))
      yield* hand.pull
      yield* seen(false)
      equal(yield* faultOf(dongle.prove(challengeOf(3, 32))), "NoDongle")
    })
  },
  {
    name: "is the wrong one where nobody enrolled it",
    run: Effect.gen(function* () {
      const { dongle, hand } = yield* both
      yield* hand.plugIn("other")
      yield* seen(true)
      equal(yield* faultOf(dongle.prove(challengeOf(1, 32))), "WrongDongle")
    })
  },
  {
    name: "that is pulled locks its operator, and does not let in whoever has another",
    run: Effect.scoped(
      Effect.gen(function* () {
        const { hand } = yield* both
        const lock = yield* operatorLock
        yield* hand.plugIn("enrolled")
        yield* seen(true)
        yield* lock.unlock
        equal(yield* lock.privileged(Effect.succeed("done")), "done")
        const gone = yield* Effect.forkChild(seen(false), { startImmediately: true })
        yield* hand.pull
        yield* Fiber.join(gone)
        // Whoever sees it first: the lock, or the dongle that is asked again.
        notEqual(yield* faultOf(lock.privileged(Effect.void)), "none")
        equal(yield* lock.operator, undefined)
        yield* hand.plugIn("other")
        yield* seen(true)
        equal(yield* faultOf(lock.unlock), "WrongDongle")
        equal(yield* lock.operator, undefined)
      })
    )
  }
]
