/**
 * Phone numbers: every spelling of a number becomes the one of ITU-T E.164, `+359888123456`, by which it is found.
 *
 * @module
 */
import type { HolderTerms } from "../network/HolderTerms.ts"

/** What people put between digits. */
const separators = /[\s().\-/\u00ad\u2010-\u2015]/g

/** ITU-T E.164: at most 15 digits with the country calling code; fewer than 7 is nobody's subscriber number. */
const international = /^[1-9]\d{6,14}$/

/** A `(0)` after the country's code is what callers from abroad leave out: `+44 (0)20 …`. */
const toLeaveOut = /^((?:\+|00)[\s.-]*\d{1,3}[\s.-]*)\(0\)/

/**
 * The number as E.164, or nothing if it is none. A number that begins with `+` or `00` says its country; any other is
 * taken as one of the tenant's country, without its trunk prefix. Letters and extensions are refused. That the number
 * exists, or has the length that its country gives it, is not checked: numbering plans change, and a library that
 * follows them would be this package's second dependency.
 */
export const phoneOf = (
  sent: string,
  { callingCode, trunkPrefix = "0" }: HolderTerms = {}
): string | undefined => {
  const written = sent.normalize("NFKC").trim()
  const isAbroad = /^(\+|00)/.test(written)
  const digits = (isAbroad ? written.replace(toLeaveOut, "$1") : written)
    .replaceAll(separators, "")
    .replace(/^(\+|00)/, "")
  if (isAbroad) return international.test(digits) ? `+${digits}` : undefined
  if (callingCode === undefined) return undefined
  const subscriber = digits.startsWith(trunkPrefix) ? digits.slice(trunkPrefix.length) : digits
  return /^\d{4,}$/.test(subscriber) && international.test(callingCode + subscriber)
    ? `+${callingCode}${subscriber}`
    : undefined
}
