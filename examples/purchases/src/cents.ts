/**
 * Cents from a decimal text, exactly: `29.33` is 2933. No float is ever made.
 *
 * @module
 */

const decimal = /^([0-9]{1,13})(?:\.([0-9]{1,2}))?$/

/** The minor units of a text with at most two decimals; `undefined` for anything else. */
export const cents = (text: string): bigint | undefined => {
  const [, whole, fraction = ""] = decimal.exec(text) ?? []
  return whole === undefined ? undefined : BigInt(whole) * 100n + BigInt(fraction.padEnd(2, "0"))
}
