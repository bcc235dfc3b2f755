/**
 * Card readers of PC/SC at a till: the reader port on the process that holds them.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as PubSub from "effect/PubSub"
import * as Semaphore from "effect/Semaphore"
import * as Stream from "effect/Stream"
import type { Effectuality } from "../apdu/Script.ts"
import { type Bytes, fromHex, toHex } from "../crypto/bytes.ts"
import { installLine } from "../native/installLine.ts"
import {
  CardReader,
  type CardSession,
  type Inserted,
  type Presence,
  type SlotEvent
} from "../ports/CardReader.ts"
import {
  CardChanged,
  CardGone,
  CardMute,
  DriverUnavailable,
  OutcomeUnknown,
  ReaderBusy,
  ReaderGone,
  ReaderServiceDown,
  type SessionFault,
  type TransmitFault
} from "../ports/faults.ts"
import { nowAndAfter } from "../ports/nowAndAfter.ts"
import type { News, Why } from "./Message.ts"
import { bindingAt, type Outcome, type Patience, ReaderHost, usualPatience } from "./ReaderHost.ts"
import { type SlotRule, Slots } from "./Slots.ts"

export interface PcscOptions {
  /** Which library speaks with the service. Absent: `nfc-pcsc`. */
  readonly library?: "nfc-pcsc" | "smartcard"
  /** Absent: every reader without contacts is a slot of its own name. */
  readonly slots?: ReadonlyArray<SlotRule>
  readonly patience?: Partial<Patience>
  /** The file that the library is looked for from, as `import` does it. Absent: this package's own. */
  readonly from?: string | URL
}

interface Lying {
  readonly inserted: Inserted
  readonly reader: string
  /** The number that the process gave it. */
  readonly card: number
}

interface Conversation {
  readonly lying: Lying
  isSending: boolean
}

/** Milliseconds in which a card is opened or let go: it is asked for half a second while another program holds it. */
const opening = 3_000

const faultFor = (why: Why, slot: string, detail: string): SessionFault => {
  if (why === "busy") return new ReaderBusy({ slot })
  if (why === "readerGone") return new ReaderGone({ slot })
  if (why === "cardChanged") return new CardChanged({ slot })
  if (why === "mute") return new CardMute({ slot })
  return why === "service" ? new ReaderServiceDown({ detail }) : new CardGone({ slot })
}

/** The readers as the process tells of them. */
class Readers {
  readonly presences = Effect.runSync(PubSub.unbounded<Presence>())
  readonly changes = Effect.runSync(PubSub.unbounded<SlotEvent>())
  readonly slots: Slots
  readonly lying = new Map<string, Lying>()
  #generation = 0

  constructor(rules?: ReadonlyArray<SlotRule>) {
    this.slots = new Slots(rules)
  }

  tell(_tag: SlotEvent["_tag"], slot: string): void {
    PubSub.publishUnsafe(this.changes, { _tag, slot })
  }

  #take(slot: string): void {
    if (this.lying.delete(slot)) PubSub.publishUnsafe(this.presences, { _tag: "Removed", slot })
  }

  #detach(reader: string): void {
    const slot = this.slots.detach(reader)
    if (slot === undefined) return
    this.#take(slot)
    this.tell("Detached", slot)
  }

  #put({ atr, card, reader }: Extract<News, { readonly news: "card" }>): void {
    const slot = this.slots.slotOf(reader)
    if (slot === undefined) return
    this.#take(slot)
    const inserted = { slot, generation: ++this.#generation, atr: fromHex(atr) }
    this.lying.set(slot, { inserted, reader, card })
    PubSub.publishUnsafe(this.presences, { _tag: "Inserted", ...inserted })
  }

  hear(news: News): void {
    if (news.news === "card") this.#put(news)
    else if (news.news === "readerGone") this.#detach(news.reader)
    else if (news.news === "cardGone") {
      const slot = this.slots.slotOf(news.reader)
      if (slot !== undefined) this.#take(slot)
    } else if (news.news === "reader") {
      const slot = this.slots.attach(news.reader)
      if (slot !== undefined) this.tell("Attached", slot)
    }
  }

  forget(): void {
    for (const slot of this.slots.all) this.#detach(this.slots.readerAt(slot) ?? "")
  }
}

class PcscReaders {
  readonly readers: Readers
  readonly host: ReaderHost
  readonly #patience: Patience
  readonly #library: NonNullable<PcscOptions["library"]>
  readonly #alone = new Map<string, Semaphore.Semaphore>()

  constructor({ from, library = "nfc-pcsc", patience, slots }: PcscOptions, binding = bindingAt(library)) {
    this.#library = library
    this.#patience = { ...usualPatience, ...patience }
    this.readers = new Readers(slots)
    this.host = new ReaderHost({
      binding,
      from: String(from ?? import.meta.url),
      patience: this.#patience,
      hear: (news) => this.readers.hear(news),
      ended: () => this.readers.forget()
    })
  }

  get unavailable(): DriverUnavailable | undefined {
    return this.host.standing === "unavailable"
      ? new DriverUnavailable({ driver: this.#library, install: installLine(this.#library) })
      : undefined
  }

  #aloneAt(slot: string): Semaphore.Semaphore {
    const held = this.#alone.get(slot) ?? Semaphore.makeUnsafe(1)
    this.#alone.set(slot, held)
    return held
  }

  /** What has to be so before a card is spoken to. */
  #lyingAs({ generation, slot }: Inserted): Lying | SessionFault {
    if (this.host.standing !== "up")
      return this.unavailable ?? new ReaderServiceDown({ detail: this.host.detail })
    if (this.readers.slots.readerAt(slot) === undefined) return new ReaderGone({ slot })
    const lying = this.readers.lying.get(slot)
    if (lying === undefined) return new CardGone({ slot })
    return lying.inserted.generation === generation ? lying : new CardChanged({ slot })
  }

  readonly #open = Effect.fnUntraced(function* (this: PcscReaders, card: Inserted) {
    const lying = this.#lyingAs(card)
    if (!("inserted" in lying)) return yield* Effect.fail(lying)
    const ask = { ask: "open", reader: lying.reader, card: lying.card } as const
    const outcome = yield* Effect.promise(() => this.host.ask(ask, opening))
    if (outcome.reply === "answer") return { lying, isSending: false }
    if (outcome.reply === "fault")
      return yield* Effect.fail(faultFor(outcome.why, card.slot, this.host.detail))
    this.#wasSilent(outcome, card.slot)
    return yield* outcome.reply === "silent"
      ? new CardMute({ slot: card.slot })
      : new ReaderServiceDown({ detail: this.host.detail })
  }).bind(this)

  /** Nobody waits for a command that is not answered yet: whoever left it there gets another process. */
  readonly #close = ({ isSending, lying }: Conversation) =>
    Effect.promise(async () => {
      if (isSending) this.host.kill()
      else await this.host.ask({ ask: "close", reader: lying.reader }, opening)
    })

  #wasSilent({ reply }: Outcome, slot: string): void {
    if (reply === "silent") this.readers.tell("Degraded", slot)
  }

  /** What was handed to a reader, lasts, and has no whole answer, is unknown, whatever the reader says of it. */
  #heard(outcome: Outcome, does: Effectuality, unknown: OutcomeUnknown): Effect.Effect<Bytes, TransmitFault> {
    const { slot } = unknown
    if (outcome.reply === "answer" && outcome.answer.length >= 4)
      return Effect.succeed(fromHex(outcome.answer))
    this.#wasSilent(outcome, slot)
    const isSent = outcome.reply !== "fault" || outcome.isSent
    if (does === "lasting" && isSent) return Effect.fail(unknown)
    if (outcome.reply === "silent") return Effect.fail(new CardMute({ slot }))
    if (outcome.reply === "died") return Effect.fail(new ReaderServiceDown({ detail: this.host.detail }))
    const fault = outcome.reply === "fault" ? faultFor(outcome.why, slot, this.host.detail) : undefined
    return Effect.fail(
      fault === undefined || fault._tag === "ReaderBusy" || fault._tag === "DriverUnavailable"
        ? new CardGone({ slot })
        : fault
    )
  }

  #session(conversation: Conversation): CardSession {
    const { inserted, reader } = conversation.lying
    const { slot } = inserted
    const inTurn = Semaphore.makeUnsafe(1)
    let command = -1
    const send = (sent: Bytes, does: Effectuality): Effect.Effect<Bytes, TransmitFault> => {
      command += 1
      if (this.readers.lying.get(slot) !== conversation.lying) return Effect.fail(new CardGone({ slot }))
      const unknown = new OutcomeUnknown({ slot, command })
      const millis = does === "lasting" ? this.#patience.commit : this.#patience.answer
      conversation.isSending = true
      return Effect.flatMap(
        Effect.promise(async () => {
          const outcome = await this.host.ask({ ask: "send", reader, command: toHex(sent) }, millis)
          conversation.isSending = false
          return outcome
        }),
        (outcome) => this.#heard(outcome, does, unknown)
      )
    }
    return {
      card: inserted,
      transmit: (sent, does) => inTurn.withPermits(1)(Effect.suspend(() => send(sent, does)))
    }
  }

  readonly service: CardReader["Service"] = CardReader.of({
    slots: Stream.suspend(() =>
      nowAndAfter(this.readers.changes, () =>
        this.readers.slots.all.map((slot) => ({ _tag: "Attached" as const, slot }))
      )
    ),
    presence: Stream.suspend(() =>
      nowAndAfter(this.readers.presences, () =>
        Array.from(this.readers.lying.values(), ({ inserted }) => ({
          _tag: "Inserted" as const,
          ...inserted
        }))
      )
    ),
    session: (card, use) =>
      this.#aloneAt(card.slot).withPermits(1)(
        Effect.acquireUseRelease(
          this.#open(card),
          (conversation) => use(this.#session(conversation)),
          this.#close
        )
      ),
    feedback: () => Effect.void
  })
}

/** The port and the process behind it, for those that have a library of their own for it. */
export const readersOn = (options: PcscOptions, binding?: URL) =>
  Effect.gen(function* () {
    const readers = yield* Effect.acquireRelease(
      Effect.sync(() => new PcscReaders(options, binding)),
      ({ host }) => Effect.sync(() => host.close())
    )
    yield* Effect.promise(() => readers.host.ready)
    if (readers.unavailable !== undefined) return yield* readers.unavailable
    return readers
  })

/**
 * The readers of this machine. Fails where the library is not installed; where the service is not there, sessions fail with
 * `ReaderServiceDown`, and work as soon as it is.
 */
export const pcscReader = (options: PcscOptions = {}): Layer.Layer<CardReader, DriverUnavailable> =>
  Layer.effect(
    CardReader,
    Effect.map(readersOn(options), ({ service }) => service)
  )
