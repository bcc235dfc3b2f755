/**
 * As of when a report counts: what was recorded by an instant of ledger time, and of that what was effective by another one.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Operation } from "../journal/Operation.ts"
import { InstantText } from "../values/Instant.ts"

/** The fields by which every report of a past instant is asked for. */
export const asOfFields = {
  /** What was recorded up to this instant of ledger time, which is included. Absent: everything. */
  asOf: Schema.optionalKey(InstantText),
  /** Of that only what counts up to this instant, which is included. Absent: all of it. */
  effectiveUntil: Schema.optionalKey(InstantText)
}

/** As of when. */
export const AsOf = Schema.Struct(asOfFields)
export type AsOf = typeof AsOf.Type

/** Whether an operation counts as of then. */
export const counts = (
  { asOf, effectiveUntil }: AsOf,
  { effectiveAt, recordedAt }: Pick<Operation, "effectiveAt" | "recordedAt">
): boolean =>
  (asOf === undefined || recordedAt <= asOf) &&
  (effectiveUntil === undefined || effectiveAt <= effectiveUntil)
