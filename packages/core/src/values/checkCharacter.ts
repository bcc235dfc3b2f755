/**
 * Check characters: the last character of a number, by which a misread or mistyped one is told.
 *
 * @module
 */

/** What numbers are written in; `crockford` has no I, L, O and U, which are taken for other characters. */
export const alphabets = {
  digits: "0123456789",
  crockford: "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
} as const
export type Alphabet = keyof typeof alphabets

const valueIn = (alphabet: string, character: string): number => alphabet.indexOf(character)

/** Whether a text is written in an alphabet. */
export const isIn = (alphabet: Alphabet, text: string): boolean =>
  text !== "" && text.split("").every((character) => valueIn(alphabets[alphabet], character) >= 0)

/**
 * The weighted sum of ISO/IEC 7812-1, annex B (Luhn), for an alphabet of any even size: every second character from the end
 * counts double, less what of it is beyond the largest.
 */
const luhnSum = (alphabet: string, text: string, doubleFromEnd: 0 | 1): number => {
  const size = alphabet.length
  let sum = 0
  for (let at = text.length - 1, position: number = doubleFromEnd; at >= 0; at--, position++) {
    const value = valueIn(alphabet, text[at] ?? "")
    const weighted = position % 2 === 1 ? value * 2 : value
    sum += weighted >= size ? weighted - size + 1 : weighted
  }
  return sum % size
}

/** The product of ISO/IEC 7064, MOD 11,10, over digits without their check digit. */
const hybridProduct = (digits: string): number => {
  let product = 10
  for (const digit of digits) {
    const sum = (product + Number(digit)) % 10 || 10
    product = (sum * 2) % 11
  }
  return product
}

/** How a number is checked. */
export type Check = "luhn" | "iso7064"

/** The character that completes a number of an alphabet. MOD 11,10 is for digits. */
export const checkCharacter = (alphabet: Alphabet, check: Check, withoutCheck: string): string => {
  if (check === "iso7064") return String((11 - hybridProduct(withoutCheck)) % 10)
  const characters = alphabets[alphabet]
  const sum = luhnSum(characters, withoutCheck, 1)
  return characters[(characters.length - sum) % characters.length] ?? ""
}

/** Whether a number ends in its right check character. */
export const checkHolds = (alphabet: Alphabet, check: Check, number: string): boolean =>
  isIn(alphabet, number) &&
  number.length > 1 &&
  checkCharacter(alphabet, check, number.slice(0, -1)) === number.slice(-1)
