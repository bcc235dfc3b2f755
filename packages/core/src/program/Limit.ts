/**
 * Limits: how much may be spent, loaded or kept, per operation and per period.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { businessDayOf } from "../values/BusinessDate.ts"
import { AssetCode } from "../values/Asset.ts"
import { LimitId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import {
  dateText,
  type LocalDate,
  localInstant,
  plusDays,
  plusMonths,
  weekdayOf,
  weekdays,
  type Zone
} from "../values/Zone.ts"

/**
 * What a limit counts: spending (redemptions and holds), loading (also at issue and activation), corrections upwards and
 * downwards alike, and so on.
 */
export const LimitedVerb = Schema.Literals([
  "Redeem",
  "Load",
  "CashOut",
  "Transfer",
  "UnlinkedRefund",
  "Refund",
  "Adjust"
])
export type LimitedVerb = typeof LimitedVerb.Type

export const Per = Schema.Literals(["operation", "day", "week", "month", "lifetime"])
export type Per = typeof Per.Type

/**
 * Whose movements a limit of a program counts together: one account's, one card's, everything that one operator, terminal,
 * outlet or owner does with the program, or all of the program. Where a command names none of the kind, the limit does
 * not apply.
 */
export const LimitScope = Schema.Literals([
  "account",
  "card",
  "operator",
  "terminal",
  "outlet",
  "owner",
  "program"
])
export type LimitScope = typeof LimitScope.Type

/** Whether a scope is counted in the wallet whose value moves. */
export const isOfHolder = (scope: LimitScope): scope is "account" | "card" =>
  scope === "account" || scope === "card"

/** A limit on what moves: at most `amount` minor units per operation, or per period of the outlet's calendar. */
export const MovementLimit = Schema.Struct({
  id: LimitId,
  scope: LimitScope,
  verb: LimitedVerb,
  amount: Amount,
  /** Which asset it counts. Absent: the program's own, not its points. */
  currency: Schema.optionalKey(AssetCode),
  per: Per
})
export type MovementLimit = typeof MovementLimit.Type

/** A limit of one operator, terminal, outlet or owner, whatever the program: at most `amount` minor units of a currency. */
export const OwnLimit = Schema.Struct({
  id: LimitId,
  verb: LimitedVerb,
  amount: Amount,
  currency: AssetCode,
  per: Per
})
export type OwnLimit = typeof OwnLimit.Type

/** A limit on what an account may hold after a load, a transfer to it, or an unlinked refund. */
const BalanceLimit = Schema.Struct({
  id: LimitId,
  scope: Schema.Literal("account"),
  balanceAtMost: Amount
})
type BalanceLimit = typeof BalanceLimit.Type

export const Limit = Schema.Union([MovementLimit, BalanceLimit])
export type Limit = typeof Limit.Type

/** One period of a limit: its name (`2026-11-21`, `week 2026-11-16`, `2026-11`), and when the next one begins. */
export interface Window {
  readonly name: string
  readonly resetsAt: Instant | undefined
}

const mondayOf = (day: LocalDate): LocalDate => plusDays(day, -((weekdays.indexOf(weekdayOf(day)) + 6) % 7))

/** The period of a limit that an instant falls into, by the calendar of a zone; weeks begin on Monday (ISO 8601). */
export const windowOf = (per: Per, zone: Zone, instant: Instant): Window => {
  if (per === "operation" || per === "lifetime") return { name: per, resetsAt: undefined }
  const today = businessDayOf(zone, 0, instant)
  const day = today.date
  switch (per) {
    case "day":
      return { name: today.text, resetsAt: today.until }
    case "week": {
      const monday = mondayOf(day)
      return { name: `week ${dateText(monday)}`, resetsAt: localInstant(zone, plusDays(monday, 7)) }
    }
    case "month": {
      const first = { ...day, day: 1 }
      return { name: dateText(first).slice(0, 7), resetsAt: localInstant(zone, plusMonths(first, 1)) }
    }
  }
}
