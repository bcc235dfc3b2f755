/** Why a lot gives nothing, or less than it has: the reason that a quote names, lot by lot. */
import { describe, expect, it } from "vitest"
import { type Asked, drawDown, skipsOf } from "../../src/account/drawDown.ts"
import type { Lot } from "../../src/account/Lot.ts"
import type { SpendRule } from "../../src/program/SpendRule.ts"
import type { LotId, OutletId, SubWalletId } from "../../src/values/Ids.ts"

const now = 1000

const lotOf = (id: string, remaining: bigint, change: Partial<Lot> = {}): Lot => ({
  id: id as LotId,
  subWallet: id as SubWalletId,
  funding: "paid",
  funded: 100n,
  costBasis: 100n,
  fundedAt: 0,
  activeFrom: 0,
  loadedAt: {},
  remaining,
  held: 0n,
  promised: 0n,
  ...change
})

const askedOf = (
  lots: ReadonlyArray<Lot>,
  rules: Record<string, SpendRule>,
  change: Partial<Asked>
): Asked => ({
  lots,
  ruleOf: (id) => rules[id],
  context: {
    outlet: "S1" as OutletId,
    owner: undefined,
    region: undefined,
    channel: undefined,
    terminalKind: undefined,
    weekday: () => "mon",
    minuteOfDay: () => 0,
    basket: 40n
  },
  at: now,
  lines: [{ amount: 40n }],
  amount: 40n,
  pins: [],
  drawn: [],
  ...change
})

const room = [{ category: "room", amount: 40n }]
const both = [
  { category: "room", amount: 10n },
  { category: "food", amount: 30n }
]

describe("a quote says of each lot why it does not give more", () => {
  it.each([
    ["it gives all it has", [lotOf("a", 40n)], {}, {}, []],
    ["it has more than is asked for", [lotOf("a", 50n)], {}, {}, []],
    ["another lot comes first", [lotOf("a", 40n), lotOf("b", 40n)], {}, {}, []],
    ["it is not due yet", [lotOf("a", 0n, { promised: 40n, activeFrom: now + 1 })], {}, {}, ["a scheduled"]],
    [
      "it is due, but not posted",
      [lotOf("a", 0n, { promised: 40n, activeFrom: now })],
      {},
      {},
      ["a scheduled"]
    ],
    ["it begins later", [lotOf("a", 40n, { activeFrom: now + 1 })], {}, {}, ["a scheduled"]],
    ["it has ended", [lotOf("a", 40n, { expiresAt: now })], {}, {}, ["a expired"]],
    ["it ends after this instant", [lotOf("a", 40n, { expiresAt: now + 1 })], {}, {}, []],
    ["it is held", [lotOf("a", 40n, { held: 40n })], {}, {}, ["a held"]],
    ["it is held but for one", [lotOf("a", 41n, { held: 40n })], {}, {}, []],
    ["it is for another place", [lotOf("a", 40n)], { a: { outlets: ["S2" as OutletId] } }, {}, ["a outlets"]],
    [
      "it is for another category",
      [lotOf("a", 40n)],
      { a: { categories: ["food"] } },
      { lines: room },
      ["a categories"]
    ],
    ["it is for this category", [lotOf("a", 40n)], { a: { categories: ["room"] } }, { lines: room }, []],
    [
      "its category is paid by an earlier lot",
      [lotOf("a", 10n), lotOf("b", 40n)],
      { a: { categories: ["room"] }, b: { categories: ["room"] } },
      { lines: both },
      ["b categories"]
    ],
    [
      "its category would be accepted, but an earlier lot pays it all",
      [lotOf("a", 40n), lotOf("b", 40n)],
      { b: { categories: ["room"] } },
      { lines: room },
      []
    ],
    [
      "its share is not reached, it only comes later",
      [lotOf("a", 40n), lotOf("b", 40n)],
      { b: { maximumShare: 50 } },
      {},
      []
    ],
    [
      "the share of its sub-wallet is reached by an earlier lot",
      [lotOf("a", 20n), lotOf("b", 20n, { subWallet: "a" as SubWalletId })],
      { a: { maximumShare: 50 } },
      {},
      ["b maximumShare"]
    ],
    [
      "share and cap are reached alike",
      [lotOf("a", 40n)],
      { a: { maximumShare: 50, maximumPerOperation: 20n } },
      {},
      ["a maximumPerOperation"]
    ],
    [
      "the share is the tighter bound",
      [lotOf("a", 40n)],
      { a: { maximumShare: 50, maximumPerOperation: 21n } },
      {},
      ["a maximumShare"]
    ],
    [
      "an increment: its cap was reached before",
      [lotOf("a", 40n)],
      { a: { maximumPerOperation: 15n } },
      { drawn: [{ subWallet: "a" as SubWalletId, amount: 15n }] },
      ["a maximumPerOperation"]
    ],
    ["its share is reached", [lotOf("a", 40n)], { a: { maximumShare: 50 } }, {}, ["a maximumShare"]],
    ["its share is just what it has", [lotOf("a", 20n)], { a: { maximumShare: 50 } }, {}, []],
    [
      "its cap is reached",
      [lotOf("a", 40n)],
      { a: { maximumPerOperation: 15n } },
      {},
      ["a maximumPerOperation"]
    ],
    ["its cap is just what it has", [lotOf("a", 15n)], { a: { maximumPerOperation: 15n } }, {}, []]
  ] as ReadonlyArray<
    readonly [string, ReadonlyArray<Lot>, Record<string, SpendRule>, Partial<Asked>, ReadonlyArray<string>]
  >)("%s", (_, lots, rules, change, reasons) => {
    const asked = askedOf(lots, rules, change)
    expect(skipsOf(asked, drawDown(asked)).map(({ lot, reason }) => `${lot} ${reason}`)).toEqual(reasons)
  })
})
