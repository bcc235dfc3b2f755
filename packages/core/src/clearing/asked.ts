/**
 * Questions of clearing: which owner, which days or which period, and as of when.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { PeriodStatus } from "../account/ClearingPeriod.ts"
import { OwnerId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import { Text } from "../values/Text.ts"
import { DateText } from "../values/Zone.ts"
import { entryStatuses } from "./entries.ts"
import { placeKinds } from "./statement.ts"

const asOf = {
  /** What was recorded up to this instant of ledger time, which is included. Absent: everything. */
  asOf: Schema.optionalKey(InstantText)
}

const ofDays = {
  ...asOf,
  /** Absent: every owner. */
  owner: Schema.optionalKey(OwnerId),
  /** The first and the last business date. Absent: from the first, to the last there is. */
  from: Schema.optionalKey(DateText),
  to: Schema.optionalKey(DateText),
  /** Instead of dates: a period of this cycle. */
  cycle: Schema.optionalKey(Text(64)),
  /** And its last date. */
  through: Schema.optionalKey(DateText)
}

type Sent = Readonly<Record<string, unknown>>

const daysOrPeriod = Schema.makeFilter((sent: Sent) => {
  const { cycle, from, through, to } = sent
  if ((cycle === undefined) !== (through === undefined))
    return { path: [cycle === undefined ? "cycle" : "through"], issue: "Expected cycle and through together" }
  return cycle !== undefined && (from !== undefined || to !== undefined)
    ? { path: ["cycle"], issue: "Expected a period or business dates, not both" }
    : undefined
})

/** ClearingPeriods: the periods of a cycle. */
export const ClearingPeriods = Schema.Struct({
  ...asOf,
  cycle: Text(64),
  /** Absent: all. */
  status: Schema.optionalKey(PeriodStatus)
})
export type ClearingPeriods = typeof ClearingPeriods.Type

/** ClearingStatement: what owners are due, place by place. */
export const ClearingStatement = Schema.Struct({
  ...ofDays,
  /** How finely places are told apart. Absent: `outlet`. */
  by: Schema.optionalKey(Schema.Literals(placeKinds))
}).check(daysOrPeriod)
export type ClearingStatement = typeof ClearingStatement.Type

/** ClearingEntries: what owners are due, operation by operation. */
export const ClearingEntries = Schema.Struct({
  ...ofDays,
  /** Absent: all. */
  status: Schema.optionalKey(Schema.Literals(entryStatuses)),
  /** Only what is disputed and not answered. */
  disputed: Schema.optionalKey(Schema.Boolean)
}).check(daysOrPeriod)
export type ClearingEntries = typeof ClearingEntries.Type

/** Which operations a report is about. */
export type OfDays = Pick<ClearingStatement, "asOf" | "owner" | "from" | "to" | "cycle" | "through">
