/** Which prefixes could be somebody's bank card, and how many numbers a numbering has. */
import { describe, expect, it } from "vitest"
import { numbersOf, schemeOf } from "../../src/program/Numbering.ts"

describe("prefixes of payment schemes", () => {
  it.each([
    ["4", "Visa"],
    ["4999123", "Visa"],
    ["51", "Mastercard"],
    ["2221", "Mastercard"],
    ["2720", "Mastercard"],
    ["22", "Mir"],
    ["2200", "Mir"],
    ["34", "American Express"],
    ["37", "American Express"],
    ["3528", "JCB"],
    ["3589", "JCB"],
    ["36", "Diners Club"],
    ["305", "Diners Club"],
    ["6", "Discover, Maestro, RuPay and UnionPay"],
    ["62", "Discover, Maestro, RuPay and UnionPay"],
    ["8199", "UnionPay"],
    ["82", "RuPay"],
    ["2205", "Borica"],
    ["31", "China T-Union"],
    ["8600", "Uzcard"],
    ["9051", "ArCa"],
    ["9112", "Belkart"],
    ["9417", "Elcart"],
    ["9704", "NAPAS"],
    ["9762", "Korti Milli"],
    ["97", "NAPAS"],
    ["979", "Troy"],
    ["98601234", "Humo"],
    ["9", "ArCa"],
    ["", "Mir"],
    ["3", "Diners Club"]
  ])("%s could be %s", (prefix, scheme) => expect(schemeOf(prefix)).toBe(scheme))
  it.each([
    "9902",
    "99",
    "9861",
    "9859",
    "0",
    "1",
    "2199",
    "2206",
    "2220",
    "2721",
    "3099",
    "3200",
    "3527",
    "3590",
    "7",
    "80",
    "83",
    "8300",
    "2206999",
    "36E2",
    "GC"
  ])("%s could be none", (prefix) => expect(schemeOf(prefix)).toBe(undefined))
})

describe("how many numbers there are", () => {
  it.each<readonly [object, bigint]>([
    [{ prefix: "9902", length: 16 }, 10n ** 11n],
    [{ prefix: "9902", length: 16, check: "none" }, 10n ** 12n],
    [{ prefix: "", length: 14, alphabet: "crockford" }, 32n ** 13n],
    [{ prefix: "12345678", length: 8, check: "none" }, 1n]
  ])("%j", (numbering, count) => expect(numbersOf(numbering as never)).toBe(count))
})
