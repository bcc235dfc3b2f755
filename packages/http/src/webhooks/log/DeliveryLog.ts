/**
 * The delivery log port: every post to an endpoint and what came of it, for whoever looks for a message that did not come. It is no
 * part of the ledger: of what could not be written down nothing else is lost.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"

/** The log cannot be reached. */
export class LogUnavailable extends Schema.TaggedError<LogUnavailable>()("LogUnavailable", {
  cause: Schema.Defect()
}) {}

/** One post of an event to an endpoint. */
export interface Tried {
  readonly endpoint: string
  /** The id of the event, and its kind. */
  readonly event: string
  readonly kind: string
  /** When it was posted, in milliseconds of the epoch, and how long that took. */
  readonly at: number
  readonly milliseconds: number
  readonly isDelivered: boolean
  /** What was answered. Absent: nothing was. */
  readonly status?: number
  /** Why it was not delivered. Absent: it was. */
  readonly reason?: string
}

/** As it is kept; ids are in the order of time. */
export interface Kept extends Tried {
  readonly id: string
}

/** Which posts to an endpoint, the newest first. */
export interface LogQuery {
  readonly endpoint: string
  readonly limit: number
  /** Only those before this one. Absent: from the newest on. */
  readonly before?: string
  readonly isDelivered?: boolean
  readonly event?: string
}

export class DeliveryLog extends Context.Service<
  DeliveryLog,
  {
    readonly add: (tried: Tried) => Effect.Effect<void, LogUnavailable>
    readonly list: (query: LogQuery) => Effect.Effect<ReadonlyArray<Kept>, LogUnavailable>
    /** Forgets what was posted before an instant. */
    readonly sweep: (at: number) => Effect.Effect<void, LogUnavailable>
    /** Forgets all of an endpoint. */
    readonly forget: (endpoint: string) => Effect.Effect<void, LogUnavailable>
  }
>()("@tessera/http/DeliveryLog") {}

/** An id that stands in the order of time, also among those of other processes. */
export const idAt = (at: number): string =>
  `${String(at).padStart(15, "0")}-${randomBytes(6).toString("hex")}`

/** After every id that there is. */
export const afterAll = "~"
