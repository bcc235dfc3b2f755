/**
 * Dormancy: after how long without use a card counts as asleep, and what may then be taken from it as a fee.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import type { Instant } from "../values/Instant.ts"
import { plusSpan, Span } from "../values/Validity.ts"
import { type LocalDate, localDate, localInstant, plusDays, plusMonths, type Zone } from "../values/Zone.ts"
import { FundingClass } from "./SubWalletRule.ts"

/**
 * What a holder does that ends dormancy: value is spent or paid out (`Redeem`), reserved or captured (`Hold`), brought in
 * by a load, an issue, a transfer (`Load`), or comes back for goods (`Refund`). Corrections by staff never do.
 */
export const Activity = Schema.Literals(["Redeem", "Hold", "Load", "Refund"])
export type Activity = typeof Activity.Type

const DormancyFee = Schema.Struct({
  /** What is taken at a time, in minor units; less where less is there. */
  amount: Amount,
  every: Schema.Literals(["month", "year"]),
  /** Whose value is taken, in draw-down order. Absent: paid value only. */
  from: Schema.optionalKey(Schema.Array(FundingClass).check(Schema.isMinLength(1))),
  /** Nothing is taken while a card holds more than this, in minor units, held and given value included. Absent: any. */
  balanceAtMost: Schema.optionalKey(Amount)
})
export type DormancyFee = typeof DormancyFee.Type

/** Days, months and years are those of the tenant's zone, whichever outlets a card was used at. */
export const Dormancy = Schema.Struct({
  /** Counted from the day of the last activity; a card is dormant from the day after on. */
  after: Span,
  /** The first is due when a card becomes dormant. Absent: a dormant card pays nothing. */
  fee: Schema.optionalKey(DormancyFee),
  /** Absent: redemptions, holds and loads. */
  endsWith: Schema.optionalKey(Schema.Array(Activity).check(Schema.isMinLength(1)))
})
export type Dormancy = typeof Dormancy.Type

const holders: ReadonlyArray<Activity> = ["Redeem", "Hold", "Load"]

/** What ends dormancy under a program's terms. */
export const endsDormancy = ({ endsWith = holders }: Dormancy, activity: Activity | undefined): boolean =>
  endsWith.some((one) => one === activity)

/** Whether a fee is taken from value of a class. */
export const paysFee = ({ from }: DormancyFee, funding: FundingClass): boolean =>
  from === undefined ? funding === "paid" : from.includes(funding)

const dormantOn = ({ after }: Dormancy, zone: Zone, activeAt: Instant): LocalDate =>
  plusDays(plusSpan(localDate(zone, activeAt), after), 1)

/** The instant from which a card is dormant that was last used at another: a whole span has passed, and its last day. */
export const dormantAt = (terms: Dormancy, zone: Zone, activeAt: Instant): Instant =>
  localInstant(zone, dormantOn(terms, zone, activeAt))

const monthsIn = { month: 1, year: 12 }

/**
 * The first instant after another, or at it, at which a fee is due. Months count from the day on which the card became
 * dormant, clamped to shorter months: no calendar month sees two, unless a card that sleeps within a month was used between.
 */
export const feeDue = (
  terms: Dormancy,
  fee: DormancyFee,
  zone: Zone,
  activeAt: Instant,
  notBefore: Instant
): Instant => {
  const first = dormantOn(terms, zone, activeAt)
  const day = localDate(zone, notBefore)
  const months = monthsIn[fee.every]
  const passed = (day.year - first.year) * 12 + day.month - first.month
  const dueIn = (period: number): Instant => localInstant(zone, plusMonths(first, period * months))
  const period = Math.max(0, Math.floor(passed / months))
  const due = dueIn(period)
  return due >= notBefore ? due : dueIn(period + 1)
}
