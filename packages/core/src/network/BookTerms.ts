/**
 * Book terms: up to when the books are closed for good, and how far back something may still count.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { InstantText } from "../values/Instant.ts"
import { DateText } from "../values/Zone.ts"

/** The lock: nothing that is recorded from now on counts before it. */
export const Lock = Schema.Struct({
  /** The last business date that is closed. */
  lockedThrough: DateText,
  /** The first instant that is open: when that day had ended at every outlet, as it was closed. */
  lockedUntil: InstantText
})
export type Lock = typeof Lock.Type

/** For whoever may let something count earlier: how many days of 24 hours it may lie back, 1–366. */
export const BackDating = Schema.Struct({
  days: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 366 }))
})
export type BackDating = typeof BackDating.Type
