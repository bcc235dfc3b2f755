/**
 * Amounts of money and points: whole minor units (cents, fen, points), never fractions, never floats.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** The largest amount, and the largest ledger of one wallet: 2^53 − 1 minor units, exact in every JSON reader. */
export const largest = 9_007_199_254_740_991n

const wire = (lowest: bigint, expected: string) =>
  Schema.Union([Schema.Number, Schema.BigInt])
    .annotate({ message: `Expected ${expected}` })
    .check(
      Schema.makeFilter(
        (sent: number | bigint) =>
          typeof sent === "bigint"
            ? sent >= lowest && sent <= largest
            : Number.isSafeInteger(sent) && BigInt(sent) >= lowest,
        { expected, toJsonSchema: () => ({ minimum: Number(lowest), maximum: Number(largest) }) }
      )
    )
    .pipe(
      Schema.decodeTo(
        Schema.BigInt,
        SchemaTransformation.transform({
          decode: (sent: number | bigint) => BigInt(sent),
          encode: (amount: bigint): number | bigint => Number(amount)
        })
      )
    )

/** A positive amount as sent: a JSON integer or a bigint, 0 < amount < 2^53 minor units. */
export const Amount = wire(1n, "a positive integer of minor units below 2^53")

/** An amount that may be zero (a final capture of nothing releases the hold). */
export const AmountOrZero = wire(0n, "an integer of minor units from 0 to below 2^53")

const signed = wire(-largest, "an integer of minor units other than 0")

/** An amount with a sign and never zero: what an adjustment adds or takes. */
export const SignedAmount = signed.check(
  Schema.makeFilter((amount: bigint) => amount !== 0n, { expected: "an integer of minor units other than 0" })
)

/** An amount in a stored document or a receipt: any whole number of minor units. */
export const Minor = Schema.Union([Schema.Number, Schema.BigInt]).pipe(
  Schema.decodeTo(
    Schema.BigInt,
    SchemaTransformation.transform({
      decode: (stored: number | bigint) => BigInt(stored),
      encode: (amount: bigint): number | bigint => Number(amount)
    })
  )
)

/** The smaller of two amounts. */
export const least = (a: bigint, b: bigint): bigint => (a < b ? a : b)

/** The larger of two amounts. */
export const most = (a: bigint, b: bigint): bigint => (a > b ? a : b)

/** Never below nothing: the room that is left may have been overdrawn by a rule that was tightened later. */
export const atLeastZero = (amount: bigint): bigint => (amount > 0n ? amount : 0n)
