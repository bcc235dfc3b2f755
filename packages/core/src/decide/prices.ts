/**
 * Prices: what is to be paid of a basket at list prices, once the program's discounts are taken off.
 *
 * @module
 */
import type { BasketLine } from "../account/Hold.ts"
import type { Answers } from "../command/Receipt.ts"
import { takenOff } from "../program/Discount.ts"
import { type AnySituation, contextAt, type Subject } from "./Situation.ts"

/** A basket as a till sends it. */
export interface Basket {
  readonly amount: bigint
  readonly lines?: ReadonlyArray<BasketLine> | undefined
  readonly basket?: bigint | undefined
  readonly prices?: "list" | "net" | undefined
}

/** What is to be paid of a basket, and what was taken off it. */
export interface Priced<B> {
  readonly net: B
  readonly discount: Answers["discount"]
}

const total = (parts: ReadonlyArray<{ readonly amount: bigint }>): bigint =>
  parts.reduce((sum, { amount }) => sum + amount, 0n)

/** The basket that is to be paid. Amounts are net unless the till says that they are list prices. */
export const priced = <B extends Basket>(
  { at, place }: AnySituation,
  { account, program }: Subject,
  asked: B
): Priced<B> => {
  if (asked.prices !== "list" || program.discounts === undefined) return { net: asked, discount: undefined }
  const { amount, basket, lines } = asked
  const listed = lines ?? [{ amount }]
  const off = takenOff(program.discounts, listed, account.cardType, contextAt(place, at, basket ?? amount))
  if (off.length === 0) return { net: asked, discount: undefined }
  const net = listed.map((line, n) => ({
    ...line,
    amount: line.amount - (off.find((one) => one.line === n)?.amount ?? 0n)
  }))
  const whole = total(off)
  return {
    net: {
      ...asked,
      amount: amount - whole,
      ...(lines !== undefined && { lines: net }),
      ...(basket !== undefined && { basket: basket - whole })
    },
    discount: { amount: whole, lines: off }
  }
}
