/**
 * Numbering: how card numbers and codes are made, so that they can be said, are hard to guess, and are nobody else's.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CardSecretTerms } from "./CardSecrets.ts"
import { alphabets, isIn } from "../values/checkCharacter.ts"

/** How card numbers are made: prefix, random characters, check character. */
export const Numbering = Schema.Struct({
  prefix: Schema.String.check(
    Schema.isPattern(/^[0-9A-Z]{0,12}$/, { expected: "up to 12 digits or capital letters" })
  ),
  length: Schema.Int.check(Schema.isBetween({ minimum: 8, maximum: 32 })),
  /** Absent: `digits`. `crockford` has letters too, and none that is taken for another character. */
  alphabet: Schema.optionalKey(Schema.Literals(["digits", "crockford"])),
  /** Absent: `luhn` (ISO/IEC 7812-1); `iso7064` is MOD 11,10, for digits. */
  check: Schema.optionalKey(Schema.Literals(["luhn", "iso7064", "none"])),
  /**
   * `random`: each number is made from the command that issues the card, and is new unless it happens to exist. `permuted`: the
   * numbers of the program come in a secret order, each once. Absent: `random`.
   */
  order: Schema.optionalKey(Schema.Literals(["random", "permuted"])),
  /** Digits on the cards that cannot be computed from the number. Absent: none. */
  secret: Schema.optionalKey(CardSecretTerms)
})
export type Numbering = typeof Numbering.Type

/** How many characters of a number are random. */
export const randomLength = ({ check, length, prefix }: Numbering): number =>
  length - prefix.length - (check === "none" ? 0 : 1)

/** How many different numbers there are. */
export const numbersOf = (numbering: Numbering): bigint =>
  BigInt(alphabets[numbering.alphabet ?? "digits"].length) ** BigInt(Math.max(0, randomLength(numbering)))

/** Fewer numbers can be guessed at a till: one in a hundred million guesses hits one card of ten. */
const fewestNumbers = 1_000_000_000n

/**
 * Prefixes that live payment schemes issue under (ISO/IEC 7812 major industry identifiers 3 to 6, the parts of 2 and
 * 8 that are assigned, and what national schemes have of 8 and 9): a number there may be somebody's bank card. For ArCa,
 * Belkart, Elcart and Korti Milli no public table of ranges was found; they are what is printed on such cards.
 */
const schemes: ReadonlyArray<readonly [name: string, from: number, to: number]> = [
  ["Mir", 2200, 2204],
  ["Borica", 2205, 2205],
  ["Mastercard", 2221, 2720],
  ["Diners Club", 3000, 3059],
  ["China T-Union", 3100, 3199],
  ["American Express", 3400, 3499],
  ["JCB", 3528, 3589],
  ["Diners Club", 3600, 3699],
  ["American Express", 3700, 3799],
  ["Diners Club", 3800, 3999],
  ["Visa", 4000, 4999],
  ["Maestro", 5000, 5099],
  ["Mastercard", 5100, 5599],
  ["Maestro", 5600, 5899],
  ["Discover, Maestro, RuPay and UnionPay", 6000, 6999],
  ["UnionPay", 8100, 8199],
  ["RuPay", 8200, 8299],
  ["Uzcard", 8600, 8600],
  ["ArCa", 9051, 9051],
  ["Belkart", 9112, 9112],
  ["Elcart", 9417, 9417],
  ["NAPAS", 9704, 9704],
  ["Korti Milli", 9762, 9762],
  ["Troy", 9792, 9792],
  ["Humo", 9860, 9860]
]

/** The payment scheme whose numbers a prefix of digits could make, if there is one. */
export const schemeOf = (prefix: string): string | undefined => {
  if (!/^[0-9]*$/.test(prefix)) return undefined
  const from = Number(prefix.padEnd(4, "0").slice(0, 4))
  const to = Number(prefix.padEnd(4, "9").slice(0, 4))
  return schemes.find(([, first, last]) => from <= last && first <= to)?.[0]
}

/** What is wrong with a numbering: the field, and what was expected. */
export const numberingFaults = (
  numbering: Numbering
): ReadonlyArray<readonly [field: "prefix" | "length" | "check", expected: string]> => {
  const { alphabet = "digits", check, prefix } = numbering
  const scheme = alphabet === "digits" ? schemeOf(prefix) : undefined
  return [
    ...(prefix !== "" && !isIn(alphabet, prefix)
      ? [["prefix", `Expected a prefix in the alphabet ${alphabets[alphabet]}`] as const]
      : []),
    ...(scheme !== undefined
      ? [
          [
            "prefix",
            `Expected a prefix that makes no number of a payment scheme; this one could be ${scheme}`
          ] as const
        ]
      : []),
    ...(check === "iso7064" && alphabet !== "digits"
      ? [["check", "Expected luhn or none: ISO 7064, MOD 11,10, is for digits"] as const]
      : []),
    ...(numbersOf(numbering) < fewestNumbers
      ? [
          [
            "length",
            "Expected more random characters: at least a thousand million different numbers"
          ] as const
        ]
      : [])
  ]
}
