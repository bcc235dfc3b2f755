/**
 * Notices with promises: a notifier that is an async function, and what a service tells of its letters.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Option from "effect/Option"
import type { Configuration } from "../network/Configuration.ts"
import type { Event } from "../notice/Event.ts"
import { HolderContacts } from "../holderContacts.ts"
import { Messenger, type MessengerOptions, type Sender } from "../Messenger.ts"
import type { Notice } from "../notice/compose.ts"
import { type DeadQuery, Notices as Service, type NoticesOptions as Options } from "../Notices.ts"
import { Deliveries, type Letter, type Tally } from "../ports/Deliveries.ts"
import { NotDelivered, type Notifier } from "../ports/Notifier.ts"
import type { StoreUnavailable } from "../ports/Store.ts"

/** Who is told, with a promise. */
export interface PromiseNotifier extends Omit<Notifier, "deliver"> {
  /**
   * Delivers one event. A rejection is tried again: with a `NotDelivered` as that says, with another error under its message,
   * which should hold no secret and no address. The signal is aborted when nobody waits for the answer any more.
   */
  readonly deliver: (event: Event, signal: AbortSignal) => Promise<unknown>
}

/** A way to reach holders, with a promise. */
export interface PromiseSender extends Omit<Sender, "send"> {
  /** Sends one notice; what a rejection means is said at `PromiseNotifier`. */
  readonly send: (address: string, notice: Notice, signal: AbortSignal) => Promise<unknown>
}

/** Who tells the holders whose records are kept here, and have agreed to it (`noticesSince`). */
export interface PromiseMessenger extends Omit<MessengerOptions, "sender"> {
  readonly sender: PromiseSender
}

/** Who is told, and how. */
export interface NoticesOptions extends Omit<Options, "notifiers"> {
  /** Absent: none. */
  readonly notifiers?: ReadonlyArray<Notifier>
  /** They tell holders each in their language, one-time codes included. Absent: none. */
  readonly messengers?: ReadonlyArray<PromiseMessenger>
}

const failureOf = (error: unknown): NotDelivered =>
  error instanceof NotDelivered
    ? error
    : new NotDelivered({ reason: error instanceof Error ? error.message : "the notifier failed" })

/** A notifier from an async function. */
export const notifier = ({ deliver, ...rest }: PromiseNotifier): Notifier => ({
  ...rest,
  deliver: (event) =>
    Effect.asVoid(Effect.tryPromise({ try: (signal) => deliver(event, signal), catch: failureOf }))
})

const messenger = (configuration: Configuration, { sender, ...rest }: PromiseMessenger) =>
  Messenger.make(configuration, {
    ...rest,
    sender: {
      address: (contact) => sender.address(contact),
      send: (address, notice) =>
        Effect.asVoid(
          Effect.tryPromise({ try: (signal) => sender.send(address, notice, signal), catch: failureOf })
        )
    }
  })

/** What became of what notifiers were told. */
export interface Notices {
  /** Tells all notifiers what there is to tell now, but for what waits for another try or is told by another process. */
  readonly tellAll: () => Promise<void>
  /** What could not be delivered and is not tried any more, oldest first. */
  readonly dead: (query: DeadQuery) => Promise<ReadonlyArray<Letter>>
  /** What waits for another try, and what waits behind it. */
  readonly waiting: (query: DeadQuery) => Promise<ReadonlyArray<Letter>>
  /** How far a notifier has come, since when nothing arrives, and how much of it could not be delivered. */
  readonly tally: (notifier: string) => Promise<Tally>
  /** Lets dead letters be tried again: those of these numbers, or all. Answers how many. */
  readonly redrive: (notifier: string, numbers: ReadonlyArray<number> | "all") => Promise<number>
  /** Lets everything that waits be tried at once, with all tries before it. */
  readonly revive: (notifier: string) => Promise<void>
  /** Lets one event be told again, after what waits for the same account. */
  readonly resend: (notifier: string, event: Event) => Promise<void>
  /** Tells anew what comes after these sequences of the shards, such as `events` gives. */
  readonly putCursor: (notifier: string, reached: ReadonlyArray<number>) => Promise<void>
}

/** Runs what is asked of the store. */
type Asking = <A>(asked: Effect.Effect<A, StoreUnavailable>) => Promise<A>

export const noticesOn = (notices: Service["Service"], ask: Asking): Notices => ({
  tellAll: () => ask(notices.tellAll()),
  dead: (query) => ask(notices.dead(query)),
  waiting: (query) => ask(notices.waiting(query)),
  tally: (notifier) => ask(notices.tally(notifier)),
  redrive: (notifier, numbers) => ask(notices.redrive(notifier, numbers)),
  revive: (notifier) => ask(notices.revive(notifier)),
  resend: (notifier, event) => ask(notices.resend(notifier, event)),
  putCursor: (notifier, reached) => ask(notices.putCursor(notifier, reached))
})

const nobody = Service.of({
  tellAll: () => Effect.void,
  look: () => Effect.void,
  dead: () => Effect.succeed([]),
  waiting: () => Effect.succeed([]),
  tally: () => Effect.succeed({ waiting: 0, dead: 0 }),
  redrive: () => Effect.succeed(0),
  putCursor: () => Effect.void,
  resend: () => Effect.void,
  revive: () => Effect.void,
  forget: () => Effect.void
})

/** The store's deliveries; a store of one's own may have none. */
const deliveries = Effect.flatMap(
  Effect.serviceOption(Deliveries),
  Option.match({
    onNone: () => Effect.die(new TypeError("notices: Expected a store that has deliveries")),
    onSome: (found) => Effect.succeed(found)
  })
)

/** The service that tells, if anybody is to be told. */
export const telling = (configuration: Configuration, options: NoticesOptions | undefined) =>
  options === undefined
    ? Layer.succeed(Service, nobody)
    : Layer.provide(tellingAll(configuration, options), [
        Layer.effect(Deliveries, deliveries),
        HolderContacts.layer
      ])

const tellingAll = (
  configuration: Configuration,
  { messengers = [], notifiers = [], ...options }: NoticesOptions
) =>
  Layer.unwrap(
    Effect.map(
      Effect.forEach(messengers, (one) => messenger(configuration, one)),
      (made) => Service.layer(configuration, { ...options, notifiers: [...notifiers, ...made] })
    )
  )
