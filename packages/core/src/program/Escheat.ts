/**
 * Escheat: after how long without a sign of its holder value is owed to the state, and how much of it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import type { Instant } from "../values/Instant.ts"
import { percentOf } from "../values/split.ts"
import { plusSpan, Span } from "../values/Validity.ts"
import { localDate, localInstant, plusDays, type Zone } from "../values/Zone.ts"
import { Activity } from "./Dormancy.ts"
import { FundingClass } from "./SubWalletRule.ts"

/** Days, months and years are those of the tenant's zone. */
export const EscheatTerms = Schema.Struct({
  /** How long it is silent; value is due from the day after on. */
  after: Span,
  /** What the silence counts from: the last thing the holder did, or the day the account was opened. */
  from: Schema.Literals(["lastActivity", "issue"]),
  /** What a holder does that breaks the silence. Absent: everything. Corrections by staff never do. */
  endsWith: Schema.optionalKey(Schema.Array(Activity).check(Schema.isMinLength(1))),
  /** Classes that are never owed to the state. Absent: promotional value, which nobody paid for. */
  exempt: Schema.optionalKey(Schema.Array(FundingClass)),
  /** In percent: what of it is owed to the state, rounded up; the rest is the issuer's breakage. Absent: 100. */
  sharePercent: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))),
  /** An account with less than this, in minor units, is left alone. Absent: none is. */
  below: Schema.optionalKey(Amount)
})
export type EscheatTerms = typeof EscheatTerms.Type

const given: ReadonlyArray<FundingClass> = ["promotional"]

/** Whether value of a class may ever be owed to the state. */
export const isBound = ({ exempt = given }: EscheatTerms, funding: FundingClass): boolean =>
  !exempt.includes(funding)

/** Whether what a holder does breaks the silence. */
export const breaksSilence = ({ endsWith }: EscheatTerms, activity: Activity): boolean =>
  endsWith === undefined || endsWith.includes(activity)

/** The instant from which value is due: a whole span of silence has passed, and its last day. */
export const escheatAt = ({ after }: EscheatTerms, zone: Zone, since: Instant): Instant =>
  localInstant(zone, plusDays(plusSpan(localDate(zone, since), after), 1))

/** The last instant of silence after which value is due at another instant. */
export const silentUntil = (terms: EscheatTerms, zone: Zone, by: Instant): Instant => {
  // Months of any length: some days too late at first, never too early by more than they differ in length.
  let day = plusDays(plusSpan(localDate(zone, by), terms.after, -1), 4)
  while (escheatAt(terms, zone, localInstant(zone, day)) > by) day = plusDays(day, -1)
  return localInstant(zone, plusDays(day, 1)) - 1
}

/** What of an amount is owed to the state, in whole minor units; a fraction is the state's. */
export const stateShare = ({ sharePercent = 100 }: EscheatTerms, amount: bigint): bigint =>
  amount - percentOf(amount, 100 - sharePercent)
