/**
 * What a wallet counts: a currency of ISO 4217 or a points asset, with the number of digits of its minor unit.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** A currency or points code: 2–12 capital letters or digits, as in `CNY` or `POINTS`. */
export const AssetCode = Schema.String.check(
  Schema.isPattern(/^[A-Z][A-Z0-9]{1,11}$/, { expected: "a currency or points code such as CNY" })
)

/** An asset: its code and its exponent (0 for yen, 2 for yuan, 3 for dinar; at most 6). */
export const Asset = Schema.Struct({
  code: AssetCode,
  exponent: Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 6 }))
})
export type Asset = typeof Asset.Type

/** An amount as people read it: `12345` minor units of an asset with exponent 2 are `123.45`. */
export const inUnits = (amount: bigint, exponent: number): string => {
  const digits = (amount < 0n ? -amount : amount).toString().padStart(exponent + 1, "0")
  const sign = amount < 0n ? "-" : ""
  return exponent === 0
    ? `${sign}${digits}`
    : `${sign}${digits.slice(0, -exponent)}.${digits.slice(-exponent)}`
}

/**
 * The amount that a text says in units: `123.45` are 12,345 minor units of an asset with exponent 2. Exactly: a text with
 * more digits after the point than the asset has, with groups or without digits says no amount.
 */
export const fromUnits = (text: string, exponent: number): bigint | undefined => {
  const [, sign, whole = "", fraction = ""] = /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text) ?? []
  if (whole === "" || fraction.length > exponent) return undefined
  const amount = BigInt(whole + fraction.padEnd(exponent, "0"))
  return sign === "-" ? -amount : amount
}
