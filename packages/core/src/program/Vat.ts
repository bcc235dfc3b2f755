/**
 * Value added tax: which kind of voucher a program's value is, and at which rates (Directive (EU) 2016/1065).
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { wholeOf } from "../values/split.ts"

/** Hundredths of a percent: 1900 is 19 %. */
const basisPoints = Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 10_000 }))

export const VatTerms = Schema.Union([
  /** Place and rate are known when it is sold: the tax is due then, and never when it is used. */
  Schema.Struct({ kind: Schema.Literal("singlePurpose"), rate: basisPoints }),
  /** They are not: the tax is due when it is used, at the rate of what is bought. */
  Schema.Struct({
    kind: Schema.Literal("multiPurpose"),
    /** Of what has no category, or one without a rate of its own. */
    rate: basisPoints,
    rates: Schema.optionalKey(Schema.Array(Schema.Struct({ category: Schema.String, rate: basisPoints })))
  })
])
export type VatTerms = typeof VatTerms.Type

/** The rate of what is bought, in hundredths of a percent. */
export const rateOf = (terms: VatTerms, category: string | undefined): number =>
  terms.kind === "singlePurpose"
    ? terms.rate
    : (terms.rates?.find((one) => one.category === category)?.rate ?? terms.rate)

const whole = 10_000

/**
 * The tax in an amount that includes it: amount × rate ÷ (100 % + rate), to the nearest minor unit, halves away from zero.
 * Of a sum, so that it is rounded once; what is taken back of it has the same tax with a minus.
 */
export const taxIn = (amount: bigint, rate: number): bigint =>
  amount < 0n ? -taxIn(-amount, rate) : wholeOf(amount * BigInt(rate), BigInt(whole + rate), "halfUp")
