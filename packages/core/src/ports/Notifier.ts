/**
 * Notifiers: how others are told of events, such as a webhook or a messenger of the holders.
 *
 * @module
 */
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Network } from "../network/Network.ts"
import type { Event, EventKind } from "../notice/Event.ts"
import type { Instant } from "../values/Instant.ts"

/**
 * The event was not delivered, or nobody knows whether it was. It is tried again, so a receiver may get it twice and knows
 * it by its id.
 */
export class NotDelivered extends Schema.TaggedError<NotDelivered>()("NotDelivered", {
  /** For whoever looks after dead letters: no secrets, no addresses of holders. */
  reason: Schema.String,
  /** To try again is of no use: it is a dead letter at once. Absent: it is tried again. */
  permanent: Schema.optionalKey(Schema.Boolean),
  /** Milliseconds before which the receiver does not want to be asked again. */
  retryAfter: Schema.optionalKey(Schema.Int),
  /** The receiver as a whole wants to be left alone for so long, or a little while: not this event alone. */
  pausesAll: Schema.optionalKey(Schema.Boolean)
}) {}

export interface Notifier {
  /** Its cursor and its letters are kept under this name: it stays the same for ever, and no two have the same. */
  readonly name: string
  /** What it wants to be told. Absent: everything. */
  readonly kinds?: ReadonlyArray<EventKind>
  /**
   * Delivers one event; the next one of the same account comes only when this one has. `network` is the ledger's as it is
   * when it is told: names, assets and terms, with every change since the start. Absent: whoever delivers knows no newer one.
   */
  readonly deliver: (event: Event, network?: Network) => Effect.Effect<void, NotDelivered>
  /** Called after tries of which none arrived, with the instant since when nothing arrives. Absent: nobody minds. */
  readonly whenFailing?: (since: Instant) => Effect.Effect<void>
}
