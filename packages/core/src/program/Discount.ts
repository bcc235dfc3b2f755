/**
 * Discounts: what a program takes off the list price, by place, time, card type and category.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { percentOf } from "../values/split.ts"
import { Condition, type Context, isListed, pays, refusalOf } from "./SpendRule.ts"

/** One discount. For each line of a basket the first that fits counts: they never add up. */
export const Discount = Schema.Struct({
  id: Schema.String,
  /** What is taken off each line that it fits, rounded down once a line. */
  percent: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 99 })),
  /** Absent: cards of every type, and of none. */
  cardTypes: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Absent: everywhere, always, for everything. A smallest basket is one of list prices. */
  condition: Schema.optionalKey(Condition)
})
export type Discount = typeof Discount.Type

/** A line at its list price. */
interface Line {
  readonly amount: bigint
  readonly category?: string | undefined
}

/** What is taken off a line: by which discount, and how much. */
export interface TakenOff {
  readonly line: number
  readonly discount: string
  readonly percent: number
  readonly amount: bigint
}

const nowhere = {}

const fits = (
  { cardTypes, condition }: Discount,
  { category }: Line,
  cardType: string | undefined,
  context: Context
): boolean =>
  isListed(cardTypes, cardType) &&
  pays(condition, category) &&
  refusalOf(condition, nowhere, context) === undefined

/** What is taken off the lines of a basket; a line keeps at least one minor unit of its price. */
export const takenOff = (
  discounts: ReadonlyArray<Discount>,
  lines: ReadonlyArray<Line>,
  cardType: string | undefined,
  context: Context
): ReadonlyArray<TakenOff> =>
  lines.flatMap((line, n) => {
    const discount = discounts.find((one) => fits(one, line, cardType, context))
    if (discount === undefined) return []
    const amount = percentOf(line.amount, discount.percent)
    return amount === 0n ? [] : [{ line: n, discount: discount.id, percent: discount.percent, amount }]
  })
