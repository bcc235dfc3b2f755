/**
 * What cannot be read: each wrong field is named by its path, nothing of what was sent is repeated, nothing changes.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readCommand, verbs } from "../../src/command/Command.ts"
import { readQuery } from "../../src/command/Query.ts"

const redeem = { type: "Redeem", key: "k", card: "ANNA1234", outlet: "A1", amount: 50, currency: "CNY" }
const load = { ...redeem, type: "Load", tender: { kind: "cash" } }
const capture = { type: "Capture", key: "k", outlet: "A1", amount: 5, currency: "CNY", hold: "hold_1" }
const refund = { type: "Refund", key: "k", outlet: "A1", original: "op_1" }
const adjust = { ...redeem, type: "Adjust", subWallet: "main", reason: "typo" }
const transfer = { type: "Transfer", key: "k", from: "ANNA", to: "BELA", currency: "CNY" }
const hold = { ...redeem, type: "Hold" }
const issue = { type: "Issue", key: "k", program: "member" }
const secret = "5105105105105100"

const positive = "Expected a positive integer of minor units below 2^53"
const orZero = "Expected an integer of minor units from 0 to below 2^53"
const notZero = "Expected an integer of minor units other than 0"
const card = "Expected a card number or token of 4–64 letters, digits, spaces or dashes"
const key = "Expected 1–255 characters of A-Z a-z 0-9 . _ : -"
const string = "Expected string"
const excess = "Expected no excess property"
const currency = "Expected a currency or points code such as CNY"
const instant = "Expected an instant in RFC 3339 with offset, such as 2026-11-21T10:00:00+08:00"
const date = "Expected a calendar date such as 2026-12-31"
const outlet = "Expected the outlet where money moves, or its terminal"
const points = {
  type: "Earn",
  key: "k",
  outlet: "A1",
  card: "CARD1",
  amount: 3,
  currency: "PTS",
  reason: "thanks"
}
const either = "Expected exactly one of card and account"
const both = "Expected at most one of card and account"
const whichOriginal = "Expected exactly one of original and originalKey"
const whichHold = "Expected exactly one of hold and holdKey"
const addUp = "Expected lines that add up to the amount"
const id = "Expected 1–64 characters of A-Z a-z 0-9 . _ : + % / - or space, beginning with a letter or digit"
const text = (n: number) => `Expected at most ${n} characters without control characters`
const category = "Expected 1–64 characters without control characters"
const object = "Expected a command, which is an object with a type and a key"
const verbList = `Expected one of ${Object.keys(verbs).join(", ")}`

type Path = ReadonlyArray<string | number>
type Row = readonly [situation: string, sent: unknown, path: Path, sentence: string]

const faultsIn = (sent: unknown) => {
  const read = readCommand(sent)
  return Result.isFailure(read) ? read.failure : []
}
const without = (sent: object, ...names: ReadonlyArray<string>) =>
  Object.fromEntries(Object.entries(sent).filter(([name]) => !names.includes(name)))
const pairs = (n: number) => Object.fromEntries(Array.from({ length: n }, (_, at) => [`name ${at}`, "x"]))
const lines = (n: number) => Array.from({ length: n }, () => ({ category: "food", amount: 1 }))

const shapes: ReadonlyArray<Row> = [
  ["nothing", undefined, [], object],
  ["null", null, [], object],
  ["a text", "Redeem", [], object],
  ["a number", 5, [], object],
  ["a list", [redeem], [], object],
  ["an empty object", {}, ["type"], verbList],
  ["no type", without(redeem, "type"), ["type"], verbList],
  ["a type that is no verb", { ...redeem, type: "Redeeem" }, ["type"], verbList],
  ["a verb in small letters", { ...redeem, type: "redeem" }, ["type"], verbList],
  ["a verb every object has", { ...redeem, type: "constructor" }, ["type"], verbList],
  ["a type that is a number", { ...redeem, type: 5 }, ["type"], verbList],
  ["a type from the prototype", Object.create(redeem), ["type"], verbList],
  ["a query as a command", { ...redeem, type: "Balance" }, ["type"], verbList],
  ["a field nobody knows", { ...redeem, colour: secret }, ["colour"], excess],
  ["a field of another verb", { ...redeem, tolerance: 5 }, ["tolerance"], excess],
  ["a field in other letters", { ...redeem, Amount: 5 }, ["Amount"], excess],
  [
    "__proto__ as a field",
    JSON.parse(`{"__proto__":{"amount":1},${JSON.stringify(redeem).slice(1)}`),
    ["__proto__"],
    excess
  ],
  ["constructor as a field", { ...redeem, constructor: secret }, ["constructor"], excess],
  [
    "a field inside the tender",
    { ...load, tender: { kind: "cash", colour: 1 } },
    ["tender", "colour"],
    excess
  ],
  [
    "a field inside a line",
    { ...redeem, lines: [{ category: "food", amount: 50, vat: 1 }] },
    ["lines", 0, "vat"],
    excess
  ]
]

const amounts: ReadonlyArray<Row> = [
  ["zero", { ...redeem, amount: 0 }, ["amount"], positive],
  ["below zero", { ...redeem, amount: -1 }, ["amount"], positive],
  ["minus zero", { ...redeem, amount: -0 }, ["amount"], positive],
  ["a fraction", { ...redeem, amount: 12.345 }, ["amount"], positive],
  ["a tiny fraction", { ...redeem, amount: 1e-9 }, ["amount"], positive],
  ["2^53", { ...redeem, amount: 2 ** 53 }, ["amount"], positive],
  ["2^53 as bigint", { ...redeem, amount: 2n ** 53n }, ["amount"], positive],
  ["2^63 as bigint", { ...redeem, amount: 2n ** 63n }, ["amount"], positive],
  ["zero as bigint", { ...redeem, amount: 0n }, ["amount"], positive],
  ["1e308", { ...redeem, amount: 1e308 }, ["amount"], positive],
  ["not a number", { ...redeem, amount: Number.NaN }, ["amount"], positive],
  ["infinity", { ...redeem, amount: Number.POSITIVE_INFINITY }, ["amount"], positive],
  ["a text", { ...redeem, amount: "50" }, ["amount"], positive],
  ["a list", { ...redeem, amount: [50] }, ["amount"], positive],
  ["null", { ...redeem, amount: null }, ["amount"], positive],
  ["true", { ...redeem, amount: true }, ["amount"], positive],
  ["a capture below zero", { ...capture, amount: -1 }, ["amount"], orZero],
  ["a capture of a fraction", { ...capture, amount: 0.5 }, ["amount"], orZero],
  [
    "a capture of nothing that is not final",
    { ...capture, amount: 0, final: false },
    ["amount"],
    "Expected 0 only in a final capture"
  ],
  ["an adjustment of nothing", { ...adjust, amount: 0 }, ["amount"], notZero],
  ["an adjustment of minus nothing", { ...adjust, amount: -0 }, ["amount"], notZero],
  ["an adjustment of a fraction", { ...adjust, amount: -0.5 }, ["amount"], notZero],
  ["an adjustment of -2^53", { ...adjust, amount: -(2 ** 53) }, ["amount"], notZero],
  ["a basket of nothing", { ...redeem, basket: 0 }, ["basket"], positive],
  ["no currency", without(redeem, "currency"), ["currency"], "Missing key"],
  ["a currency in small letters", { ...redeem, currency: "cny" }, ["currency"], currency],
  ["a currency of one letter", { ...redeem, currency: "C" }, ["currency"], currency],
  ["a currency of thirteen", { ...redeem, currency: "C".repeat(13) }, ["currency"], currency],
  ["a currency with a digit first", { ...redeem, currency: "1CN" }, ["currency"], currency],
  [
    "a refund with an amount and no currency",
    { ...refund, amount: 5 },
    ["currency"],
    "Expected currency wherever there is amount"
  ],
  [
    "an issue with an amount and no currency",
    { ...issue, outlet: "A1", amount: 5, tender: { kind: "cash" } },
    ["currency"],
    "Expected currency wherever there is amount"
  ],
  [
    "an issue with an amount and no tender",
    { ...issue, outlet: "A1", amount: 5, currency: "CNY" },
    ["tender"],
    "Expected tender wherever there is amount"
  ],
  [
    "an issue with an amount and no outlet",
    { ...issue, amount: 5, currency: "CNY", tender: { kind: "cash" } },
    ["outlet"],
    outlet
  ],
  ["a tolerance above 100", { ...hold, tolerance: 101 }, ["tolerance"], "Expected a value between 0 and 100"],
  ["a tolerance below 0", { ...hold, tolerance: -1 }, ["tolerance"], "Expected a value between 0 and 100"]
]

const who: ReadonlyArray<Row> = [
  ["no key", without(redeem, "key"), ["key"], "Missing key"],
  ["a key of no characters", { ...redeem, key: "" }, ["key"], key],
  ["a key of 256 characters", { ...redeem, key: "k".repeat(256) }, ["key"], key],
  ["a key with a space", { ...redeem, key: "a b" }, ["key"], key],
  ["a key with a line break at its end", { ...redeem, key: "ab\n" }, ["key"], key],
  ["a key that is a number", { ...redeem, key: 5 }, ["key"], string],
  ["neither card nor account", without(redeem, "card"), ["card"], either],
  ["both card and account", { ...redeem, account: "acc_1" }, ["account"], either],
  ["both card and account for a capture", { ...capture, card: "ANNA", account: "acc_1" }, ["account"], both],
  ["a card of three characters", { ...redeem, card: "123" }, ["card"], card],
  ["a card of 65 characters", { ...redeem, card: "1".repeat(65) }, ["card"], card],
  ["a card with NUL", { ...redeem, card: `${secret}\u0000` }, ["card"], card],
  ["a card with a letter from elsewhere", { ...redeem, card: `${secret}é` }, ["card"], card],
  ["a card that is a number", { ...redeem, card: 5105105105105100 }, ["card"], string],
  ["a card beginning with a dash", { ...redeem, card: `-${secret}` }, ["card"], card],
  [
    "an account that is a card",
    { ...without(redeem, "card"), account: secret },
    ["account"],
    "Expected an id beginning with acc_"
  ],
  ["no outlet where money moves", without(redeem, "outlet"), ["outlet"], outlet],
  [
    "no outlet where what the card's type begins with is paid",
    { type: "Issue", key: "k1", program: "member", cardType: "gold", tender: { kind: "cash" } },
    ["outlet"],
    outlet
  ],
  ["no outlet for a capture", without(capture, "outlet"), ["outlet"], outlet],
  ["no outlet for a refund", without(refund, "outlet"), ["outlet"], outlet],
  ["an outlet of no characters", { ...redeem, outlet: "" }, ["outlet"], id],
  ["an outlet of 65 characters", { ...redeem, outlet: "A".repeat(65) }, ["outlet"], id],
  ["an outlet with NUL", { ...redeem, outlet: "A1\u0000" }, ["outlet"], id],
  ["an outlet that begins with a dot", { ...redeem, outlet: ".A1" }, ["outlet"], id],
  [
    "a channel nobody knows",
    { ...redeem, channel: "fax" },
    ["channel"],
    'Expected "pos" | "web" | "app" | "kiosk" | "backoffice" | "batch"'
  ],
  [
    "a tender nobody knows",
    { ...load, tender: { kind: "gold" } },
    ["tender", "kind"],
    'Expected "cash" | "bankCard" | "transfer" | "invoice" | "other"'
  ],
  [
    "a reason nobody knows",
    { type: "Reverse", key: "k", original: "op_1", reason: "why not" },
    ["reason"],
    'Expected "customerCancel" | "merchantCancel" | "malfunction" | "unableToComplete"'
  ],
  ["no reason", without(adjust, "reason"), ["reason"], "Missing key"],
  [
    "an account for an issue",
    { ...issue, account: "acc_1" },
    ["account"],
    "Expected no account: the account is opened"
  ],
  [
    "a card for a transfer",
    { ...transfer, card: "ANNA" },
    ["card"],
    "Expected no card: from and to name the accounts"
  ],
  [
    "an account for a merge",
    { ...without(transfer, "currency"), type: "Merge", account: "acc_1" },
    ["account"],
    "Expected no account: from and to name the accounts"
  ],
  [
    "a card for a sweep",
    { type: "Sweep", key: "k", card: "ANNA" },
    ["card"],
    "Expected no card: a sweep is about all wallets"
  ],
  ["a PIN with a space", { ...redeem, pin: "12 34" }, ["pin"], "Expected 3–16 letters or digits"],
  ["a PIN that is a number", { ...redeem, pin: 1234 }, ["pin"], string]
]

const earlier: ReadonlyArray<Row> = [
  ["neither original nor key", without(refund, "original"), ["original"], whichOriginal],
  ["points by hand for a sale", { ...points, paid: 5 }, ["paid"], "Expected exactly one of amount and paid"],
  ["points for nothing", without(points, "amount"), ["amount"], "Expected exactly one of amount and paid"],
  [
    "points by hand without a word",
    without(points, "reason"),
    ["reason"],
    "Expected reason wherever there is amount"
  ],
  [
    "points by hand for a basket",
    { ...points, lines: lines(3) },
    ["paid"],
    "Expected paid wherever there is lines"
  ],
  [
    "a basket that does not add up to what was paid",
    { ...without(points, "amount", "reason"), paid: 5, lines: lines(3) },
    ["lines"],
    "Expected lines that add up to paid"
  ],
  ["both original and key", { ...refund, originalKey: "k" }, ["originalKey"], whichOriginal],
  [
    "an original that is no operation",
    { ...refund, original: "acc_1" },
    ["original"],
    "Expected an id beginning with op_"
  ],
  [
    "an original of no tail",
    { ...refund, original: "op_" },
    ["original"],
    "Expected an id beginning with op_"
  ],
  ["neither hold nor key", without(capture, "hold"), ["hold"], whichHold],
  ["both hold and key", { ...capture, holdKey: "k" }, ["holdKey"], whichHold],
  [
    "a hold that is an operation",
    { ...capture, hold: "op_1" },
    ["hold"],
    "Expected an id beginning with hold_"
  ],
  [
    "a lot that is none",
    { type: "ChangeExpiry", key: "k", lot: "op_1", expiresAt: "2026-11-21T10:00:00Z", reason: "x" },
    ["lot"],
    "Expected an id beginning with lot_"
  ],
  [
    "a basket below the amount",
    { ...redeem, basket: 49 },
    ["basket"],
    "Expected a basket worth at least the amount"
  ]
]

const at = (value: unknown, situation: string): Row => [situation, { ...redeem, at: value }, ["at"], instant]
const times: ReadonlyArray<Row> = [
  at("2026-02-30T10:00:00Z", "30 February"),
  at("2027-02-29T10:00:00Z", "29 February of a common year"),
  at("2026-04-31T10:00:00Z", "31 April"),
  at("2026-13-01T10:00:00Z", "month 13"),
  at("2026-00-10T10:00:00Z", "month 0"),
  at("2026-11-00T10:00:00Z", "day 0"),
  at("2026-11-21T24:00:00Z", "24 o'clock"),
  at("2026-11-21T10:60:00Z", "minute 60"),
  at("2026-11-21T10:00:60Z", "second 60"),
  at("2026-11-21T10:00:00", "no offset"),
  at("2026-11-21", "a date"),
  at("2026-11-21 10:00:00Z", "a space for the T"),
  at("2026-11-21T10:00:00+24:00", "an offset of a day"),
  at("2026-11-21T10:00:00+08:60", "an offset of 60 minutes"),
  at("2026-11-21T10:00:00.Z", "a dot without digits"),
  at("2026-11-21T10:00:00.1234567890Z", "ten digits of a second"),
  at("12026-11-21T10:00:00Z", "a year of five digits"),
  at("x2026-11-21T10:00:00Z", "something before"),
  at("2026-11-21T10:00:00Zx", "something after"),
  ["a number", { ...redeem, at: 1795226400000 }, ["at"], string],
  ["an impossible trading day", { ...redeem, businessDate: "2026-02-30" }, ["businessDate"], date],
  ["a trading day with a time", { ...redeem, businessDate: "2026-02-20T00:00:00Z" }, ["businessDate"], date],
  ["a trading day in other order", { ...redeem, businessDate: "20-02-2026" }, ["businessDate"], date],
  ["a hold until 30 February", { ...hold, expiresAt: "2026-02-30T10:00:00Z" }, ["expiresAt"], instant]
]

const texts: ReadonlyArray<Row> = [
  ["a reference of 129 characters", { ...redeem, reference: "r".repeat(129) }, ["reference"], text(128)],
  ["a reference with NUL", { ...redeem, reference: "a\u0000b" }, ["reference"], text(128)],
  ["a reference with a line break", { ...redeem, reference: "a\nb" }, ["reference"], text(128)],
  ["a reference with DEL", { ...redeem, reference: "a\u007fb" }, ["reference"], text(128)],
  ["a reference with half a character", { ...redeem, reference: "a\ud83d" }, ["reference"], text(128)],
  ["the other half", { ...redeem, reference: "\ude00a" }, ["reference"], text(128)],
  [
    "a reason of no characters",
    { ...adjust, reason: "" },
    ["reason"],
    "Expected a value with a length of at least 1"
  ],
  ["a shift of 65 characters", { ...redeem, shift: "s".repeat(65) }, ["shift"], text(64)],
  [
    "a category with half a character",
    { ...redeem, lines: [{ category: "a\ud83d", amount: 50 }] },
    ["lines", 0, "category"],
    category
  ],
  [
    "a category with NUL",
    { ...redeem, lines: [{ category: "a\u0000", amount: 50 }] },
    ["lines", 0, "category"],
    category
  ],
  [
    "a category with DEL",
    { ...redeem, lines: [{ category: "a\u007f", amount: 50 }] },
    ["lines", 0, "category"],
    category
  ],
  [
    "a category of no characters",
    { ...redeem, lines: [{ category: "", amount: 50 }] },
    ["lines", 0, "category"],
    category
  ],
  [
    "a category of 65 characters",
    { ...redeem, lines: [{ category: "c".repeat(65), amount: 50 }] },
    ["lines", 0, "category"],
    category
  ],
  [
    "an article of 65 characters",
    { ...redeem, lines: [{ category: "c", amount: 50, sku: "s".repeat(65) }] },
    ["lines", 0, "sku"],
    text(64)
  ],
  ["51 pairs", { ...redeem, metadata: pairs(51) }, ["metadata"], "Expected at most 50 pairs"],
  [
    "a value of 501 characters",
    { ...redeem, metadata: { a: "v".repeat(501) } },
    ["metadata", "a"],
    text(500)
  ],
  [
    "a value of a megabyte",
    { ...redeem, metadata: { a: "v".repeat(1_000_000) } },
    ["metadata", "a"],
    text(500)
  ],
  ["a value with NUL", { ...redeem, metadata: { a: "\u0000" } }, ["metadata", "a"], text(500)],
  ["a value that is a number", { ...redeem, metadata: { a: 5 } }, ["metadata", "a"], "Expected string"],
  [
    "a name of 41 characters",
    { ...redeem, metadata: { ["n".repeat(41)]: "x" } },
    ["metadata", "n".repeat(41)],
    excess
  ],
  ["a name of no characters", { ...redeem, metadata: { "": "x" } }, ["metadata", ""], excess],
  [
    "__proto__ as a name",
    { ...redeem, metadata: JSON.parse('{"__proto__":"x"}') },
    ["metadata", "__proto__"],
    excess
  ],
  ["metadata that is a list", { ...redeem, metadata: ["x"] }, ["metadata"], "Expected object"],
  ["metadata that is a text", { ...redeem, metadata: "x" }, ["metadata"], "Expected object"]
]

const baskets: ReadonlyArray<Row> = [
  ["one unit too little", { ...redeem, lines: [{ category: "food", amount: 49 }] }, ["lines"], addUp],
  [
    "one unit too much",
    {
      ...redeem,
      lines: [
        { category: "food", amount: 25 },
        { category: "room", amount: 26 }
      ]
    },
    ["lines"],
    addUp
  ],
  ["no lines", { ...redeem, lines: [] }, ["lines"], "Expected a value with a length of at least 1"],
  [
    "201 lines",
    { ...redeem, amount: 201, lines: lines(201) },
    ["lines"],
    "Expected a value with a length of at most 200"
  ],
  [
    "a line of nothing",
    {
      ...redeem,
      lines: [
        { category: "food", amount: 50 },
        { category: "room", amount: 0 }
      ]
    },
    ["lines", 1, "amount"],
    positive
  ],
  [
    "a line without amount",
    { ...redeem, lines: [{ category: "food" }] },
    ["lines", 0, "amount"],
    "Missing key"
  ],
  [
    "a line without category",
    { ...redeem, lines: [{ amount: 50 }] },
    ["lines", 0, "category"],
    "Missing key"
  ],
  [
    "lines for a refund without amount",
    { ...refund, lines: [{ category: "food", amount: 5 }] },
    ["amount"],
    "Expected amount wherever there is lines"
  ],
  ["lines of a capture", { ...capture, lines: [{ category: "food", amount: 4 }] }, ["lines"], addUp]
]

const check = (_: string, sent: unknown, path: Path, sentence: string) => {
  const before = typeof sent === "object" ? JSON.stringify(sent, noBigint) : ""
  const faults = faultsIn(sent)
  expect(faults).toContainEqual({ path, message: sentence })
  expect(JSON.stringify(faults)).not.toContain(secret)
  expect(JSON.stringify(faults).length).toBeLessThan(1500)
  if (before !== "") expect(JSON.stringify(sent, noBigint)).toBe(before)
}
const noBigint = (_: string, value: unknown) => (typeof value === "bigint" ? `${value}n` : value)

describe("a command that cannot be read", () => {
  it.each(shapes)("shape: %s", check)
  it.each(amounts)("amount: %s", check)
  it.each(who)("who and where: %s", check)
  it.each(earlier)("what it refers to: %s", check)
  it.each(times)("time: %s", check)
  it.each(texts)("text: %s", check)
  it.each(baskets)("basket: %s", check)

  it("names every fault at once, in the order of the fields", () => {
    expect(faultsIn({ ...redeem, key: "", card: "1", amount: 0, colour: 1 })).toEqual([
      { path: ["colour"], message: excess },
      { path: ["key"], message: key },
      { path: ["card"], message: card },
      { path: ["amount"], message: positive }
    ])
  })
  it("never changes the prototype of anything", () => {
    faultsIn(
      JSON.parse('{"type":"Redeem","__proto__":{"polluted":1},"metadata":{"__proto__":{"polluted":1}}}')
    )
    expect(Object.hasOwn(Object.prototype, "polluted")).toBe(false)
  })
})

describe("a command that can just be read", () => {
  it.each<readonly [string, object]>([
    ["the smallest amount", { ...redeem, amount: 1 }],
    ["the largest amount", { ...redeem, amount: 2 ** 53 - 1 }],
    ["the largest amount as bigint", { ...redeem, amount: 2n ** 53n - 1n }],
    ["a whole number written as a fraction", { ...redeem, amount: 5.0 }],
    ["a final capture of nothing", { ...capture, amount: 0 }],
    ["an adjustment down", { ...adjust, amount: -5 }],
    ["the largest adjustment down", { ...adjust, amount: -(2 ** 53 - 1) }],
    ["a key of one character", { ...redeem, key: "k" }],
    ["a key of 255 characters", { ...redeem, key: "Az0._:-".repeat(37).slice(0, 255) }],
    ["a card of four characters", { ...redeem, card: "1 -2" }],
    ["a card of 64 characters", { ...redeem, card: "1".repeat(64) }],
    ["a terminal for an outlet", { ...without(redeem, "outlet"), terminal: "T1" }],
    ["an outlet of 64 characters", { ...redeem, outlet: "A".repeat(64) }],
    ["29 February of a leap year", { ...redeem, at: "2028-02-29T23:59:59.999999999-23:59" }],
    ["a trading day", { ...redeem, businessDate: "2028-02-29" }],
    ["a reference of 128 characters", { ...redeem, reference: "é".repeat(128) }],
    ["a reference of no characters", { ...redeem, reference: "" }],
    [
      "whole characters beyond the first plane",
      { ...redeem, reference: "😀", lines: [{ category: "😀", amount: 50 }] }
    ],
    ["50 pairs", { ...redeem, metadata: pairs(50) }],
    ["a value of 500 characters", { ...redeem, metadata: { a: "v".repeat(500) } }],
    ["a name of 40 characters", { ...redeem, metadata: { ["n".repeat(40)]: "x" } }],
    ["constructor as a name", { ...redeem, metadata: { constructor: "x" } }],
    ["200 lines", { ...redeem, amount: 200, lines: lines(200) }],
    ["a basket of the amount", { ...redeem, basket: 50 }],
    ["a PIN of three", { ...redeem, pin: "123" }],
    ["a tolerance of 100", { ...hold, tolerance: 100 }],
    ["a tolerance of 0", { ...hold, tolerance: 0 }],
    ["a transfer by account", { ...transfer, from: "acc_1", to: "acc_2" }],
    ["an issue without anything", issue],
    ["a refund of all", refund],
    ["a sweep", { type: "Sweep", key: "k", asOf: "2026-11-21T10:00:00Z" }]
  ])("%s", (_, sent) => {
    expect(faultsIn(sent)).toEqual([])
  })

  it("prints card numbers, PINs and codes as masks", () => {
    const read = readCommand({
      ...redeem,
      card: secret,
      pin: "4711",
      oneTimeCode: "081516",
      authorizationCode: "ZZ9988"
    })
    const shown = `${JSON.stringify(read, noBigint)} ${String(read)}`
    for (const hidden of [secret, "4711", "081516", "ZZ9988"]) expect(shown).not.toContain(hidden)
  })
})

describe("a query that cannot be read", () => {
  it.each<Row>([
    ["no type", {}, ["type"], "Expected one of Quote, Balance, Statement"],
    ["a command", redeem, ["type"], "Expected one of Quote, Balance, Statement"],
    ["neither card nor account", { type: "Balance" }, ["card"], either],
    [
      "a quote without amount",
      { type: "Quote", card: "ANNA", outlet: "A1", currency: "CNY" },
      ["amount"],
      "Missing key"
    ],
    ["a quote without outlet", { ...without(redeem, "outlet"), type: "Quote" }, ["outlet"], outlet],
    ["a quote whose lines do not add up", { ...redeem, type: "Quote", lines: lines(1) }, ["lines"], addUp],
    ["a field nobody knows", { type: "Balance", card: "ANNA", colour: secret }, ["colour"], excess],
    [
      "a period that is no instant",
      { type: "Statement", card: "ANNA", from: "2026-02-30" },
      ["from"],
      instant
    ]
  ])("%s", (_, sent, path, sentence) => {
    const read = readQuery(typeof sent === "object" && sent !== null ? sent : {})
    const faults = Result.isFailure(read) ? read.failure : []
    expect(faults).toContainEqual({ path, message: sentence })
    expect(JSON.stringify(faults)).not.toContain(secret)
  })
})
