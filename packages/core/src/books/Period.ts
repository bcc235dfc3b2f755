/**
 * Periods of a report: which operations come before it, which belong to it, and which come after.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Operation } from "../journal/Operation.ts"
import { type Instant, InstantText } from "../values/Instant.ts"
import { DateText, localDate, dateText, type Zone } from "../values/Zone.ts"

/** The fields by which a period is asked for: of business dates, or of ledger time. Absent: everything. */
export const periodFields = {
  /** From this business date on, and to this one, which is included. */
  from: Schema.optionalKey(DateText),
  to: Schema.optionalKey(DateText),
  /** What was recorded after this instant; together with `asOf` a period of ledger time. */
  after: Schema.optionalKey(InstantText),
  /** What was recorded up to this instant of ledger time, which is included. Absent: everything. */
  asOf: Schema.optionalKey(InstantText)
}

/** Business dates and ledger time are not mixed: what begins at a date has no other beginning. */
export const oneBeginning = Schema.makeFilter((asked: { readonly from?: string; readonly after?: Instant }) =>
  asked.from !== undefined && asked.after !== undefined
    ? { path: ["after"], issue: "Expected at most one of from and after" }
    : undefined
)

const Fields = Schema.Struct(periodFields)
export type Period = typeof Fields.Type

/** Where an operation stands to a period. */
export type Place = "before" | "within" | "after"

/** Where an operation stands to a period. */
export const placeIn = (
  { after, asOf, from, to }: Period,
  { businessDate, recordedAt }: Pick<Operation, "businessDate" | "recordedAt">
): Place => {
  if (asOf !== undefined && recordedAt > asOf) return "after"
  if (to !== undefined && businessDate > to) return "after"
  const isBefore = (from !== undefined && businessDate < from) || (after !== undefined && recordedAt <= after)
  return isBefore ? "before" : "within"
}

/** The date at which a period closes: its last business date, or the day of the instant up to which it was read. */
export const closingDate = ({ to }: Period, zone: Zone, asOf: Instant): string =>
  to ?? dateText(localDate(zone, asOf))

/** A period as people read it. */
export const periodText = ({ from, to }: Period): Readonly<Record<string, string>> => ({
  ...(from !== undefined && { from }),
  ...(to !== undefined && { to })
})
