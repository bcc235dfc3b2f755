/**
 * Spend rules: where, when and for what the value of a sub-wallet may be used.
 *
 * Only upper bounds by lot, by sub-wallet and by basket line exist, so that the draw-down can always find a legal
 * assignment where there is one.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount, largest, least } from "../values/Amount.ts"
import { inUnits } from "../values/Asset.ts"
import { OutletId, OwnerId } from "../values/Ids.ts"
import { percentOf } from "../values/split.ts"
import { type Weekday, weekdays } from "../values/Zone.ts"

/** By what means a command reached the ledger. `web`, `app` and `kiosk` are public: a stranger may be asking. */
export const Channel = Schema.Literals(["pos", "web", "app", "kiosk", "backoffice", "batch"])
export type Channel = typeof Channel.Type

/** A product category as the till's basket names it: 1–64 characters. */
export const Category = Schema.String.check(
  Schema.isPattern(/^[^\u0000-\u001f\u007f\ud800-\udfff]{1,64}$/u, {
    expected: "1–64 characters without control characters"
  })
)

const timeOfDay = Schema.String.check(
  Schema.isPattern(/^([01]\d|2[0-3]):[0-5]\d$/, { expected: "a time of day such as 04:00" })
)
/** Minutes after midnight of a time of day `HH:MM`. */
export const minutesOf = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))
export { timeOfDay as TimeOfDay }

const conditions = {
  outlets: Schema.optionalKey(Schema.Array(OutletId)),
  owners: Schema.optionalKey(Schema.Array(OwnerId)),
  regions: Schema.optionalKey(Schema.Array(Schema.String)),
  channels: Schema.optionalKey(Schema.Array(Channel)),
  terminalKinds: Schema.optionalKey(Schema.Array(Schema.String)),
  /** The value pays only basket lines of these categories. */
  categories: Schema.optionalKey(Schema.Array(Category)),
  weekdays: Schema.optionalKey(Schema.Array(Schema.Literals(weekdays))),
  /** Time of day in the outlet's zone, half open; `from` after `until` runs over midnight. */
  hours: Schema.optionalKey(Schema.Struct({ from: timeOfDay, until: timeOfDay })),
  /** The whole basket is worth at least this many minor units. */
  minimumBasket: Schema.optionalKey(Amount)
}

/** Where, when and for what something counts; all that are given must hold, and an absent one allows everything. */
export const Condition = Schema.Struct(conditions)
export type Condition = typeof Condition.Type

/** Conditions for use, and bounds. */
export const SpendRule = Schema.Struct({
  ...conditions,
  /** The sub-wallet pays at most this percentage (1–100) of the basket, rounded down once. */
  maximumShare: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100 }))),
  /** The sub-wallet pays at most this much in one operation; a hold counts whole, with its increments. */
  maximumPerOperation: Schema.optionalKey(Amount),
  /** Value is usable only at the outlet, or at outlets of the owner, where it was loaded. */
  onlyWhereLoaded: Schema.optionalKey(Schema.Literals(["outlet", "owner"]))
})
export type SpendRule = typeof SpendRule.Type

/** Where and when value is about to be used. An unknown outlet satisfies no condition about places. */
export interface Context {
  readonly outlet: OutletId | undefined
  readonly owner: OwnerId | undefined
  readonly region: string | undefined
  readonly channel: Channel | undefined
  readonly terminalKind: string | undefined
  readonly weekday: () => Weekday
  readonly minuteOfDay: () => number
  /** Worth of the whole basket in minor units; `undefined` where nothing is being bought (a balance inquiry). */
  readonly basket: bigint | undefined
}

/** Where value was loaded. */
export interface LoadedAt {
  readonly outlet?: OutletId | undefined
  readonly owner?: OwnerId | undefined
}

/** Why value cannot be used here: the name of the condition that fails. */
export type Refusal = keyof SpendRule

/** Whether a list allows something: an absent one allows everything, and what is not known is in no list. */
export const isListed = <A>(list: ReadonlyArray<A | undefined> | undefined, one: A | undefined): boolean =>
  list === undefined || list.includes(one)

const within = (hours: { readonly from: string; readonly until: string }, minute: number): boolean => {
  const from = minutesOf(hours.from)
  const until = minutesOf(hours.until)
  return from <= until ? from <= minute && minute < until : minute >= from || minute < until
}

const loadedHere = (where: "outlet" | "owner", loaded: LoadedAt, context: Context): boolean =>
  where === "outlet"
    ? loaded.outlet !== undefined && loaded.outlet === context.outlet
    : loaded.owner !== undefined && loaded.owner === context.owner

/** The first condition of a rule that fails in a context, categories and amounts apart; `undefined` when all hold. */
export const refusalOf = (
  rule: SpendRule | undefined,
  loaded: LoadedAt,
  context: Context
): Refusal | undefined => {
  if (rule === undefined) return undefined
  if (!isListed(rule.outlets, context.outlet)) return "outlets"
  if (!isListed(rule.owners, context.owner)) return "owners"
  if (!isListed(rule.regions, context.region)) return "regions"
  if (!isListed(rule.channels, context.channel)) return "channels"
  if (!isListed(rule.terminalKinds, context.terminalKind)) return "terminalKinds"
  if (rule.weekdays !== undefined && !rule.weekdays.includes(context.weekday())) return "weekdays"
  if (rule.hours !== undefined && !within(rule.hours, context.minuteOfDay())) return "hours"
  if ((context.basket ?? largest) < (rule.minimumBasket ?? 0n)) return "minimumBasket"
  if (rule.onlyWhereLoaded !== undefined && !loadedHere(rule.onlyWhereLoaded, loaded, context))
    return "onlyWhereLoaded"
  return undefined
}

/** Whether value under a rule may pay a line of a category (`undefined`: a line without category). */
export const pays = (rule: SpendRule | undefined, category: string | undefined): boolean =>
  isListed(rule?.categories, category)

/** The most that a sub-wallet under this rule gives to one operation on a basket. */
export const mostOf = (rule: SpendRule | undefined, basket: bigint | undefined): bigint => {
  const share =
    rule?.maximumShare === undefined || basket === undefined ? largest : percentOf(basket, rule.maximumShare)
  const each = rule?.maximumPerOperation ?? largest
  return least(share, each)
}

const list = (words: ReadonlyArray<string>): string => words.join(", ")

/** The rule in one sentence that a cashier can read to a customer. */
export const explained = (rule: SpendRule | undefined, exponent: number): string => {
  if (rule === undefined) return "Usable everywhere."
  const parts = [
    rule.outlets && `at ${list(rule.outlets)}`,
    rule.owners && `at outlets of ${list(rule.owners)}`,
    rule.regions && `in ${list(rule.regions)}`,
    rule.channels && `by ${list(rule.channels)}`,
    rule.terminalKinds && `on ${list(rule.terminalKinds)}`,
    rule.categories && `for ${list(rule.categories)}`,
    rule.weekdays && `on ${list(rule.weekdays)}`,
    rule.hours && `from ${rule.hours.from} to ${rule.hours.until}`,
    rule.minimumBasket && `from a basket of ${inUnits(rule.minimumBasket, exponent)}`,
    rule.maximumShare && `for at most ${rule.maximumShare} % of the basket`,
    rule.maximumPerOperation && `up to ${inUnits(rule.maximumPerOperation, exponent)} at a time`,
    rule.onlyWhereLoaded && `only at the ${rule.onlyWhereLoaded} where it was loaded`
  ].filter((part) => part !== undefined)
  return parts.length === 0 ? "Usable everywhere." : `Usable ${parts.join(", ")}.`
}
