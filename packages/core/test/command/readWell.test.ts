/** Reading a well-formed command the quick way gives what its schema gives, and takes nothing that the schema refuses. */
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { type Verb, verbs } from "../../src/command/Command.ts"
import { readWell } from "../../src/command/readWell.ts"

/** What each field may hold, the edge of what it takes included. */
const samples: Readonly<Record<string, ReadonlyArray<unknown>>> = {
  key: ["k", "T1:2026-11-21:7", "x".repeat(255)],
  at: ["2026-11-21T10:00:00Z", "2024-02-29T23:59:59.999+14:00", "2026-11-21T10:00:00.123456789-05:30"],
  businessDate: ["2026-11-21", "2024-02-29"],
  channel: ["pos", "web"],
  account: ["acc_1"],
  card: ["9902 1234-5678", "ANNA"],
  newCard: ["BELA"],
  from: ["ANNA", "acc_1"],
  to: ["BELA", "acc_2"],
  pin: ["1234"],
  newPin: ["1234", "123456789012"],
  oneTimeCode: ["123456"],
  cardSecret: ["123", "12345678"],
  secretFrom: ["printed", "magstripe", "virtual"],
  count: [1, 1_000_000, 0, 1.5],
  verb: ["Redeem", "SetPin"],
  authorizationCode: ["12345678"],
  metadata: [{}, { till: "7", "a b": "" }, { " ": "a name that is none" }],
  holder: ["h1"],
  active: [true, false],
  pending: [true],
  partial: [true, false],
  final: [true, false],
  amount: [1, 9_007_199_254_740_991, 754n, -5],
  paid: [1, 754n, -5],
  basket: [1000, 9_007_199_254_740_991n],
  currency: ["CNY"],
  tender: [
    { kind: "cash" },
    { kind: "bankCard", reference: "r1" },
    { kind: "transfer", total: 9_007_199_254_740_991, payer: "organisation", buyer: "b1" },
    { kind: "cash", total: 2 },
    { kind: "card", reference: "r1" },
    { kind: "cash", more: 1 }
  ],
  lines: [
    [{ category: "food", amount: 1 }],
    [{ category: "food", amount: 754n, sku: "s" }],
    [{ category: "food", amount: 1, more: 1 }]
  ],
  expiresAt: ["2026-12-31T16:00:00Z"],
  listAsOf: ["2026-11-20T15:00:00Z"],
  effectiveAt: ["2026-11-20T16:00:00Z"],
  wanted: [
    { type: "Load", operator: "op1", card: "9902 1234-5678", amount: 5, currency: "CNY" },
    { type: "Reverse", operator: "op1", original: "op_1", outlet: "A1", terminal: "T1" },
    { type: "Load", operator: "op1", card: "9902", account: "acc_1" },
    { type: "Lend", operator: "op1" },
    { type: "Block", operator: "op1", account: "acc_1", more: 1 }
  ],
  request: [`req_${"0".repeat(26)}`, "op_1"],
  grantedTo: ["op1"],
  ofOutlet: ["A1"],
  ofTerminal: ["T1"],
  prices: ["list", "net"],
  voucher: ["birthday"],
  vouchers: [["lot_1_0"], ["lot_1_0", "lot_2_910000"]],
  occasion: ["birthday"],
  on: ["2026-11-21"],
  about: ["expiry", "fee", "dormant", "anniversary"],
  referrer: ["9902 1234-5678", "acc_1"],
  asOf: ["2026-12-31T16:00:00+08:00"],
  tolerance: [0, 20, 100],
  version: [2, 0],
  hold: ["hold_1"],
  lot: ["lot_1_0"],
  original: ["op_1"],
  shift: ["s1", "2026-11-22 A1/1", " a shift that is none"],
  float: [
    { amount: 0, currency: "CNY" },
    { amount: 5n, currency: "CNY" },
    { amount: -1, currency: "CNY" }
  ],
  counted: [
    [{ tender: "cash", amount: 0, currency: "CNY" }],
    [
      { tender: "cash", amount: 7n, currency: "CNY" },
      { tender: "bankCard", amount: 7, currency: "CNY" }
    ],
    [
      { tender: "cash", amount: 7, currency: "CNY" },
      { tender: "cash", amount: 7, currency: "CNY" }
    ]
  ],
  leaves: [0, 5, 5n, -1],
  handsOverTo: ["amy"],
  takesOverFrom: ["s0"],
  side: ["debit", "credit", "both"],
  cycle: ["monthly", "x".repeat(65)],
  through: ["2026-11-30", "2026-11-31"],
  owedBy: ["fr1"],
  owedTo: ["fr2"],
  result: ["paid", "failed"],
  reason: ["customerCancel", "a mistake"]
}

const doubtful: ReadonlyArray<unknown> = [
  undefined,
  null,
  "",
  " ",
  "\u0000",
  "a".repeat(300),
  "2026-02-30T10:00:00Z",
  0,
  -1,
  1.5,
  Number.NaN,
  2 ** 53,
  -(2n ** 70n),
  true,
  {},
  [],
  [{ category: "food", amount: 0 }],
  { kind: "shells" },
  { kind: "cash", more: 1 },
  { a: 1 }
]

const fieldOf = (name: string, own?: ReadonlyArray<unknown>): fc.Arbitrary<unknown> =>
  fc.oneof(
    { weight: 12, arbitrary: fc.constantFrom(...(own ?? samples[name] ?? ["x1"])) },
    { weight: 1, arbitrary: fc.constantFrom(...doubtful) }
  )

const gift = { id: "gift", version: 1, kind: "bearer", asset: { code: "EUR", exponent: 2 } }
const limit = { id: "day", verb: "Load", amount: 5, currency: "CNY", per: "day" }

/** What a change puts in the place of a document. */
const documents: Partial<Record<Verb, ReadonlyArray<unknown>>> = {
  ChangeTenant: [
    { zone: "Asia/Tokyo" },
    { zone: "UTC", authorizationCodes: { digits: 8 } },
    { zone: "Nowhere" }
  ],
  ChangeOwner: [
    { id: "o1", kind: "merchant" },
    { id: "o1", kind: "own", limits: [limit] },
    { id: "o1", kind: "own", limits: [limit, limit] }
  ],
  ChangeOutlet: [{ id: "A1", owner: "o1", active: false }, { id: "A1" }],
  ChangeTerminal: [
    { id: "T1", outlet: "A1", limits: [limit] },
    { id: "T1", outlet: "A1", more: 1 }
  ],
  ChangeOperator: [
    { id: "amy", role: "cashier", permissions: { Adjust: "code" }, limits: [{ ...limit, amount: 5n }] },
    { id: "amy", role: "king" }
  ],
  ChangeClient: [
    {
      id: "shop",
      scopes: ["all"],
      keys: [{ id: "a", sha256: "0".repeat(64), expiresAt: "2027-01-01T00:00:00Z" }]
    },
    { id: "shop", scopes: [], keys: [{ id: "a", sha256: "0".repeat(63) }] }
  ],
  ChangeProgram: [
    { ...gift, version: 3, subWallets: [{ id: "main", funding: "paid" }] },
    {
      ...gift,
      subWallets: [
        { id: "main", funding: "paid" },
        { id: "main", funding: "paid" }
      ]
    },
    gift
  ]
}

/** Mostly well-formed commands of a verb; now and then with a field that nobody knows. */
const sentOf = (verb: Verb): fc.Arbitrary<Record<string, unknown>> => {
  const names = Object.keys(verbs[verb].fields)
  const sampled = (name: string) => fieldOf(name, name === "to" ? documents[verb] : undefined)
  const fields = Object.fromEntries(names.map((name) => [name, sampled(name)]))
  const rare = ["lines", "paid", "pin", "oneTimeCode", "authorizationCode", "account", "metadata"]
  const usual = names.filter((name) => !rare.includes(name))
  return fc
    .tuple(
      fc.record(fields, { requiredKeys: [] }),
      fc.record(Object.fromEntries(usual.map((name) => [name, sampled(name)]))),
      fc.oneof(
        fc.subarray(["card", "original", "hold"]),
        fc.constantFrom(["card", "ofOutlet"], ["card", "ofTerminal"]),
        fc.subarray(usual)
      ),
      fc.oneof(
        { weight: 9, arbitrary: fc.constant({}) },
        { weight: 1, arbitrary: fc.constantFrom({ more: 1 }, JSON.parse('{"__proto__":{"key":"k"}}')) }
      )
    )
    .map(([some, all, dropped, more]) => {
      const sent: Record<string, unknown> = { ...all, type: verb }
      for (const name of dropped) delete sent[name]
      return { ...sent, ...(Object.keys(some).length % 2 === 0 ? {} : some), type: verb, ...more }
    })
}

/** All ways to take at most so many of some. */
const fewOf = <A>([first, ...rest]: ReadonlyArray<A>, most: number): ReadonlyArray<ReadonlyArray<A>> =>
  first === undefined || most === 0
    ? [[]]
    : [...fewOf(rest, most), ...fewOf(rest, most - 1).map((others) => [first, ...others])]

/** What a verb cannot do without, with as few other fields as it takes. */
const simplestOf = (verb: Verb, isSound: (sent: object) => boolean): object | undefined => {
  const fields = Object.entries(verbs[verb].fields)
  const [needed = [], others = []] = [false, true].map((isOptional) =>
    fields
      .filter(([, field]) => (Schema.toEncoded(field).ast.context?.isOptional === true) === isOptional)
      .map(([name]) => name)
  )
  const sampleOf = (name: string) =>
    ((name === "to" ? documents[verb] : undefined) ?? samples[name] ?? ["x1"])[0]
  return fewOf(others, 3)
    .toSorted((a, b) => a.length - b.length)
    .map((some) => Object.fromEntries([...needed, ...some].map((name) => [name, sampleOf(name)])))
    .map((sent) => ({ ...sent, type: verb }))
    .find(isSound)
}

const shown = (value: unknown): unknown => {
  if (Redacted.isRedacted(value)) return { redacted: Redacted.value(value) }
  if (typeof value !== "object" || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).map(([name, field]) => [name, shown(field)]))
}

it("what an object has from elsewhere is read by the schema alone", () => {
  const sent = Object.create({ key: "k" }, { type: { value: "Sweep", enumerable: true } })
  expect(readWell(verbs.Sweep)(sent)).toBe(undefined)
})

describe("reading well-formed commands", () => {
  it.each(Object.keys(verbs) as Array<Verb>)("%s: as its schema reads it", (verb) => {
    const shape = verbs[verb]
    const [well, strictly] = [
      readWell(shape),
      Schema.decodeUnknownResult(shape, { onExcessProperty: "error", errors: "all" })
    ]
    fc.assert(
      fc.property(sentOf(verb), (sent) => {
        const [quickly, slowly] = [well(sent), strictly(sent)]
        expect(shown(quickly)).toEqual(Result.isSuccess(slowly) ? shown(slowly.success) : undefined)
      }),
      { numRuns: 400 }
    )
    const simplest = simplestOf(verb, (sent) => Result.isSuccess(strictly(sent)))
    expect(simplest && well(simplest)).toBeDefined()
  })
})
