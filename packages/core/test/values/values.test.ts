/**
 * Amounts, assets, card numbers and canonical text, to the last unit and character.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  Amount,
  AmountOrZero,
  atLeastZero,
  largest,
  least,
  Minor,
  most,
  SignedAmount
} from "../../src/values/Amount.ts"
import { Asset, AssetCode, inUnits } from "../../src/values/Asset.ts"
import { CardNumber, masked } from "../../src/values/CardNumber.ts"
import { normalised, withoutLookAlikes } from "../../src/values/spelling.ts"
import {
  type Alphabet,
  alphabets,
  type Check,
  checkCharacter,
  checkHolds,
  isIn
} from "../../src/values/checkCharacter.ts"
import { decimals } from "../../src/values/decimals.ts"
import { firstMac, type Mac } from "../../src/values/Mac.ts"
import { canonicalText } from "../../src/values/canonical.ts"
import {
  accountOf,
  approvalCodeOf,
  type ClientId,
  holdOf,
  type Key,
  lotOf,
  type OperationId,
  placedBy,
  scoped,
  sourceOf,
  unscoped,
  walletOf
} from "../../src/values/Ids.ts"
import { iso } from "../../src/values/Instant.ts"

const reads = (schema: Schema.Decoder<unknown>) => (sent: unknown) => {
  const read = Schema.decodeUnknownResult(schema)(sent)
  return Result.isSuccess(read) ? read.success : "refused"
}

describe("decimals of a hash", () => {
  it.each([
    ["a1b2c3", 2, "12"],
    ["a1b2c3", 3, "123"],
    ["a1b2c3", 5, "12301"],
    ["fedcba", 6, "543210"]
  ])("of %s the first %i are %s: its digits, and then its letters", (hash, count, digits) =>
    expect(decimals(hash, count)).toBe(digits)
  )
})

describe("keys and secrets", () => {
  it.each([
    ["till", "k1"],
    ["one\ntwo", "k1"],
    ["", ""]
  ])("%j of %j is one name, and two again", (client, key) =>
    expect(unscoped(scoped(client as ClientId, key as Key))).toEqual([client, key])
  )
  it("the first secret is the oldest, or the only one", () => {
    const under =
      (name: string): Mac =>
      () =>
        name
    const [now, before, first] = [under("now"), under("before"), under("first")] as const
    expect(firstMac({ mac: now })).toBe(now)
    expect(firstMac({ mac: now, before: [] })).toBe(now)
    expect(firstMac({ mac: now, before: [before, before, first] })).toBe(first)
  })
})

describe("amounts", () => {
  const top = 9_007_199_254_740_991
  it("the largest is 2^53 − 1", () => expect(largest).toBe(2n ** 53n - 1n))
  it.each<readonly [unknown, unknown, unknown, unknown]>([
    // sent, as an amount, as an amount or zero, as a signed amount
    [1, 1n, 1n, 1n],
    [0, "refused", 0n, "refused"],
    [-1, "refused", "refused", -1n],
    [top, largest, largest, largest],
    [top + 1, "refused", "refused", "refused"],
    [-top, "refused", "refused", -largest],
    [-top - 1, "refused", "refused", "refused"],
    [1n, 1n, 1n, 1n],
    [0n, "refused", 0n, "refused"],
    [largest, largest, largest, largest],
    [largest + 1n, "refused", "refused", "refused"],
    [-largest - 1n, "refused", "refused", "refused"],
    [0.5, "refused", "refused", "refused"],
    ["1", "refused", "refused", "refused"],
    [Number.NaN, "refused", "refused", "refused"]
  ])("%s", (sent, amount, orZero, signed) => {
    expect([reads(Amount)(sent), reads(AmountOrZero)(sent), reads(SignedAmount)(sent)]).toEqual([
      amount,
      orZero,
      signed
    ])
  })
  it("are written as whole numbers of JSON", () => {
    expect(Schema.encodeSync(Amount)(5n)).toBe(5)
    expect(Schema.encodeSync(Minor)(-5n)).toBe(-5)
    expect(reads(Minor)(-5)).toBe(-5n)
    expect(reads(Minor)(7n)).toBe(7n)
  })
  it.each([
    [1n, 2n, 1n, 2n],
    [2n, 1n, 1n, 2n],
    [-1n, 0n, -1n, 0n],
    [3n, 3n, 3n, 3n]
  ])("of %i and %i the least is %i, the most %i", (a, b, small, large) => {
    expect([least(a, b), most(a, b)]).toEqual([small, large])
  })
  it.each([
    [1n, 1n],
    [0n, 0n],
    [-1n, 0n]
  ])("%i is never below nothing: %i", (amount, room) => expect(atLeastZero(amount)).toBe(room))
})

describe("assets", () => {
  it.each([
    [0n, 2, "0.00"],
    [5n, 2, "0.05"],
    [50n, 2, "0.50"],
    [12345n, 2, "123.45"],
    [-12345n, 2, "-123.45"],
    [-5n, 2, "-0.05"],
    [12345n, 0, "12345"],
    [-12345n, 0, "-12345"],
    [0n, 0, "0"],
    [12345n, 3, "12.345"],
    [1n, 3, "0.001"],
    [12345n, 4, "1.2345"],
    [1234n, 4, "0.1234"],
    [largest, 2, "90071992547409.91"]
  ])("%i minor units with %i digits are %s", (amount, exponent, text) =>
    expect(inUnits(amount, exponent)).toBe(text)
  )
  it.each([
    ["CNY", true],
    ["POINTS", true],
    ["A1", true],
    ["ABCDEFGHIJKL", true],
    ["ABCDEFGHIJKLM", false],
    ["A", false],
    ["1A", false],
    ["cny", false],
    ["CNY ", false],
    ["", false]
  ])("%s is a code: %s", (code, is) => expect(reads(AssetCode)(code) === code).toBe(is))
  it.each([
    [0, true],
    [6, true],
    [7, false],
    [-1, false],
    [1.5, false]
  ])("%d digits are allowed: %s", (exponent, is) =>
    expect(reads(Asset)({ code: "CNY", exponent }) !== "refused").toBe(is)
  )
})

describe("card numbers", () => {
  it.each([
    ["4111 1111-1111 1111", "4111111111111111"],
    ["abc-d", "ABCD"],
    ["ABCD", "ABCD"]
  ])("%s is %s", (sent, one) => expect(normalised(sent)).toBe(one))
  it.each([
    ["4111111111111111", "************1111"],
    ["12345678", "****5678"],
    ["1234567", "****567"],
    ["1234", "**34"],
    ["12", "*2"]
  ])("%s is shown as %s", (number, shown) => expect(masked(number)).toBe(shown))
  it.each([
    ["7992739871", "3"],
    ["411111111111111", "1"],
    ["0", "0"],
    ["9", "1"],
    ["5", "9"],
    ["1", "8"],
    ["51", "3"],
    ["559", "5"]
  ])("the check digit of %s is %s", (number, digit) => {
    expect(checkCharacter("digits", "luhn", number)).toBe(digit)
    for (let other = 0; other < 10; other++)
      expect(checkHolds("digits", "luhn", `${number}${other}`)).toBe(String(other) === digit)
  })
  it.each(["", "0", "4111-1111", "411111111111111x", " 18", "x18", "18x", "A02", "01A"])(
    "%j has no right check digit",
    (text) => expect(checkHolds("digits", "luhn", text)).toBe(false)
  )
  it.each<readonly [Alphabet, string, boolean]>([
    ["digits", "", false],
    ["digits", "0", true],
    ["digits", "1A", false],
    ["crockford", "1A", true],
    ["crockford", "1I", false]
  ])("in %s, %j is written: %s", (alphabet, text, is) => expect(isIn(alphabet, text)).toBe(is))
  it.each<readonly [Alphabet, Check]>([
    ["digits", "luhn"],
    ["digits", "iso7064"],
    ["crockford", "luhn"]
  ])("one wrong character is always found: %s, %s", (alphabet, check) => {
    const characters = alphabets[alphabet]
    const text = fc.array(fc.constantFrom(...characters.split("")), { minLength: 7, maxLength: 31 })
    fc.assert(
      fc.property(text, fc.nat(), fc.integer({ min: 1, max: characters.length - 1 }), (made, at, off) => {
        const number = `${made.join("")}${checkCharacter(alphabet, check, made.join(""))}`
        const place = at % number.length
        const other = characters[(characters.indexOf(number[place] ?? "") + off) % characters.length]
        const wrong = `${number.slice(0, place)}${other}${number.slice(place + 1)}`
        expect([checkHolds(alphabet, check, number), checkHolds(alphabet, check, wrong)]).toEqual([
          true,
          false
        ])
      })
    )
  })
  // ISO 7064's own example, the German tax number of the federal office's example, and a Croatian OIB.
  it.each([
    ["0794", "5"],
    ["8609574271", "9"],
    ["6943515153", "0"]
  ])("the check digit of %s by MOD 11,10 is %s", (number, digit) => {
    for (let other = 0; other < 10; other++)
      expect(checkHolds("digits", "iso7064", `${number}${other}`)).toBe(String(other) === digit)
  })
  it("what looks alike is read as one", () => expect(withoutLookAlikes("OIL0123ABC")).toBe("0110123ABC"))
  it.each([
    ["1234", true],
    ["1--4", true],
    ["123", false],
    ["-234", false],
    ["123-", false],
    ["12_4", false],
    [`1${"2".repeat(63)}`, true],
    [`1${"2".repeat(64)}`, false]
  ])("%s can be read: %s", (sent, is) => expect(reads(CardNumber)(sent) !== "refused").toBe(is))
})

describe("canonical text", () => {
  it.each<readonly [text: string, value: unknown]>([
    ['{"a":2,"b":1}', { b: 1, a: 2 }],
    ['{"a":{"c":[3,{"y":2,"z":1}],"d":1}}', { a: { d: 1, c: [3, { z: 1, y: 2 }] } }],
    ['{"b":null}', { a: undefined, b: null }],
    ['{"a":5,"b":5}', { a: 5n, b: 5 }],
    ["-1180591620717411303424", -(2n ** 70n)],
    ["[]", []],
    ["[null,null,true]", [undefined, null, true]],
    ['"a\\"b"', 'a"b'],
    ['{"a\\"":1}', { 'a"': 1 }],
    ["null", undefined],
    ['{"A":1,"B":1,"a":1}', { B: 1, a: 1, A: 1 }]
  ])("%s", (text, value) => expect(canonicalText(value)).toBe(text))
  it("has no place for two spellings", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.integer()), (pairs) => {
        const turned = Object.fromEntries(Object.entries(pairs).toReversed())
        expect(canonicalText(turned)).toBe(canonicalText(pairs))
        expect(JSON.parse(canonicalText(pairs))).toEqual({ ...pairs })
      })
    )
  })
})

describe("ids", () => {
  const operation = "op_01ABCDEFGHJKMNPQRSTVWX7K2P9Q" as OperationId
  it("carry the tail of their operation and lead back to it", () => {
    expect(accountOf(operation)).toBe("acc_01ABCDEFGHJKMNPQRSTVWX7K2P9Q")
    expect(walletOf(operation, 2)).toBe("wal_01ABCDEFGHJKMNPQRSTVWX7K2P9Q_2")
    expect(lotOf(operation, 11)).toBe("lot_01ABCDEFGHJKMNPQRSTVWX7K2P9Q_11")
    expect(sourceOf(lotOf(operation, 11))).toBe(operation)
    expect(holdOf(operation)).toBe("hold_01ABCDEFGHJKMNPQRSTVWX7K2P9Q")
    expect(placedBy(holdOf(operation))).toBe(operation)
    expect(approvalCodeOf(operation)).toBe("7K2P9Q")
    expect(scoped("till" as ClientId, "k" as Key)).toBe("till\nk")
  })
})

describe("instants", () => {
  it.each([
    [0, "1970-01-01T00:00:00.000Z"],
    [1795226400001, "2026-11-21T02:00:00.001Z"]
  ])("%i is %s", (instant, text) => {
    expect(iso(instant)).toBe(text)
    expect(iso(instant)).toBe(text)
  })
  it("stay right however many are asked for", () => {
    for (let n = 0; n < 2500; n++) expect(iso(n * 1000)).toBe(new Date(n * 1000).toISOString())
  })
})
