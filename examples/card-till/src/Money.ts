/**
 * Amounts as this example writes and reads them: euros with two digits, kept as whole cents.
 *
 * @module
 */
import { fromUnits, inUnits } from "@tessera/core"
import * as Schema from "effect/Schema"

/** Minor units, as decimal digits on the line. */
export const Money = Schema.BigIntFromString

export const shown = (amount: bigint): string => inUnits(amount, 2)

/** `12.50` is 1,250 cents. Nothing where it is no amount, or none that anybody pays. */
export const readMoney = (text: string): bigint | undefined => {
  const amount = fromUnits(text, 2)
  return amount !== undefined && amount >= 0n && amount < 10_000_000n ? amount : undefined
}
