/**
 * A reader in memory: a test or a demonstration puts cards on it, and takes them away at the byte it likes.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Stream from "effect/Stream"
import {
  CardReader,
  type CardSession,
  type Inserted,
  type Presence,
  type SlotEvent
} from "../ports/CardReader.ts"
import { CardChanged, CardGone, OutcomeUnknown, ReaderGone } from "../ports/faults.ts"
import { nowAndAfter } from "../ports/nowAndAfter.ts"
import { Field, type Tear, type VirtualCard } from "./Field.ts"

/** What every DESFire says of itself through a reader of PC/SC. */
const desfireAtr = Uint8Array.of(0x3b, 0x81, 0x80, 0x01, 0x80, 0x80)

/** The hand that holds the cards. */
export class SimulatedReader {
  readonly slot: string
  readonly #events = Effect.runSync(PubSub.unbounded<Presence>())
  readonly #slots = Effect.runSync(PubSub.unbounded<SlotEvent>())
  #isAttached = true
  #generation = 0
  #lying:
    | { readonly card: VirtualCard; readonly inserted: Inserted; readonly tear: Tear | undefined }
    | undefined
  /** What the last conversation looked like. */
  field: Field | undefined

  constructor(slot = "simulated") {
    this.slot = slot
  }

  /** Puts a card down. `tear`: where it is pulled away again. */
  put(card: VirtualCard, tear?: Tear, atr = card.atr ?? desfireAtr): Inserted {
    this.take()
    const inserted = { slot: this.slot, generation: ++this.#generation, atr }
    this.#lying = { card, inserted, tear }
    Effect.runSync(PubSub.publish(this.#events, { _tag: "Inserted", ...inserted }))
    return inserted
  }

  take(): void {
    if (this.#lying === undefined) return
    this.#lying = undefined
    Effect.runSync(PubSub.publish(this.#events, { _tag: "Removed", slot: this.slot }))
  }

  unplug(): void {
    this.take()
    this.#isAttached = false
    this.#tell("Detached")
  }

  plugIn(): void {
    this.#isAttached = true
    this.#tell("Attached")
  }

  #tell(what: SlotEvent["_tag"]): void {
    const event: SlotEvent = { _tag: what, slot: this.slot }
    Effect.runSync(PubSub.publish(this.#slots, event))
  }

  #session(card: Inserted, field: Field): CardSession {
    let command = -1
    return {
      card,
      transmit: (sent, does) =>
        Effect.suspend(() => {
          command += 1
          if (this.#lying?.inserted !== card) return Effect.fail(new CardGone({ slot: this.slot }))
          const answer = field.transmit(sent)
          if (field.isLost) this.take()
          if (answer !== undefined) return Effect.succeed(answer)
          return Effect.fail(
            does === "lasting"
              ? new OutcomeUnknown({ slot: this.slot, command })
              : new CardGone({ slot: this.slot })
          )
        })
    }
  }

  readonly #open = Effect.fnUntraced(function* (this: SimulatedReader, card: Inserted) {
    const { slot } = this
    const lying = this.#lying
    if (!this.#isAttached) return yield* new ReaderGone({ slot })
    if (lying === undefined) return yield* new CardGone({ slot })
    if (lying.inserted.generation !== card.generation) return yield* new CardChanged({ slot })
    const field = new Field(lying.card, lying.tear)
    this.field = field
    return { field, inserted: lying.inserted }
  }).bind(this)

  readonly service: CardReader["Service"] = CardReader.of({
    slots: Stream.suspend(() =>
      nowAndAfter(this.#slots, () =>
        this.#isAttached ? [{ _tag: "Attached" as const, slot: this.slot }] : []
      )
    ),
    presence: Stream.suspend(() =>
      nowAndAfter(this.#events, () =>
        this.#lying === undefined ? [] : [{ _tag: "Inserted" as const, ...this.#lying.inserted }]
      )
    ),
    session: (card, use) =>
      Effect.flatMap(this.#open(card), ({ field, inserted }) => use(this.#session(inserted, field))),
    feedback: () => Effect.void
  })

  readonly layer: Layer.Layer<CardReader> = Layer.succeed(CardReader, this.service)
}
