/**
 * Spend rules: what they allow, what they refuse and how a cashier reads them; and the configuration they stand in.
 *
 * @module
 */
import * as Result from "effect/Result"
import { describe, expect, it } from "vitest"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { businessDayAt, networkOf } from "../../src/network/Network.ts"
import {
  allows,
  mainSubWallet,
  type Program,
  refundSubWallet,
  subWalletOf
} from "../../src/program/Program.ts"
import {
  type Context,
  explained,
  minutesOf,
  mostOf,
  pays,
  refusalOf,
  type SpendRule
} from "../../src/program/SpendRule.ts"
import {
  isTransferable,
  mayBePaidOut,
  priorityOf,
  type SubWalletRule
} from "../../src/program/SubWalletRule.ts"
import type { OutletId } from "../../src/values/Ids.ts"
import { member, shop } from "../tables/shop.ts"

const programOf = (changes: object): Program => {
  const read = readConfiguration(shop(changes))
  const program = Result.isSuccess(read) ? read.success.programs[0] : undefined
  if (program === undefined) throw new Error(JSON.stringify(read))
  return program
}
const ruleOf = (rule: object): SpendRule => {
  const subWallets = [...member.subWallets, { id: "test", funding: "paid", rule }]
  return subWalletOf(programOf({ subWallets }), "test" as never)?.rule ?? {}
}

const here: Context = {
  outlet: "A1" as never,
  owner: "hq" as never,
  region: "north",
  channel: "pos",
  terminalKind: "till",
  weekday: () => "sat",
  minuteOfDay: () => 600,
  basket: 100n
}
const nowhere: Context = {
  ...here,
  outlet: undefined,
  owner: undefined,
  region: undefined,
  channel: undefined,
  terminalKind: undefined,
  basket: undefined
}
const loaded = { outlet: "A1" as never, owner: "hq" as never }

describe("a spend rule", () => {
  it.each([
    // rule, what refuses it here, what refuses it where nothing is known
    [{}, undefined, undefined],
    [{ outlets: ["A1"] }, undefined, "outlets"],
    [{ outlets: ["A2"] }, "outlets", "outlets"],
    [{ outlets: [] }, "outlets", "outlets"],
    [{ owners: ["hq"] }, undefined, "owners"],
    [{ owners: ["fr1"] }, "owners", "owners"],
    [{ regions: ["north"] }, undefined, "regions"],
    [{ regions: ["south"] }, "regions", "regions"],
    [{ channels: ["app", "pos"] }, undefined, "channels"],
    [{ channels: ["app"] }, "channels", "channels"],
    [{ terminalKinds: ["till"] }, undefined, "terminalKinds"],
    [{ terminalKinds: ["kiosk"] }, "terminalKinds", "terminalKinds"],
    [{ weekdays: ["sat", "sun"] }, undefined, undefined],
    [{ weekdays: ["mon"] }, "weekdays", "weekdays"],
    [{ hours: { from: "10:00", until: "10:01" } }, undefined, undefined],
    [{ hours: { from: "10:01", until: "12:00" } }, "hours", "hours"],
    [{ hours: { from: "09:00", until: "10:00" } }, "hours", "hours"],
    [{ hours: { from: "10:00", until: "10:00" } }, "hours", "hours"],
    [{ hours: { from: "22:00", until: "10:01" } }, undefined, undefined],
    [{ hours: { from: "22:00", until: "10:00" } }, "hours", "hours"],
    [{ hours: { from: "10:00", until: "04:00" } }, undefined, undefined],
    [{ hours: { from: "10:01", until: "04:00" } }, "hours", "hours"],
    [{ minimumBasket: 100 }, undefined, undefined],
    [{ minimumBasket: 101 }, "minimumBasket", undefined],
    [{ onlyWhereLoaded: "outlet" }, undefined, "onlyWhereLoaded"],
    [{ onlyWhereLoaded: "owner" }, undefined, "onlyWhereLoaded"],
    [{ categories: ["room"] }, undefined, undefined],
    [{ maximumShare: 1, maximumPerOperation: 1 }, undefined, undefined],
    [{ outlets: ["A2"], owners: ["fr1"] }, "outlets", "outlets"],
    [{ owners: ["fr1"], regions: ["south"], channels: ["app"] }, "owners", "owners"],
    [
      { weekdays: ["mon"], hours: { from: "09:00", until: "10:00" }, minimumBasket: 500 },
      "weekdays",
      "weekdays"
    ]
  ])("%j is refused here by %s, anywhere by %s", (rule, refusedHere, refusedAnywhere) => {
    expect(refusalOf(ruleOf(rule), loaded, here)).toBe(refusedHere)
    expect(refusalOf(ruleOf(rule), loaded, nowhere)).toBe(refusedAnywhere)
  })
  it.each(["outlet", "owner"])("where it is not known, no %s is the one where it was loaded", (where) =>
    expect(refusalOf(ruleOf({ onlyWhereLoaded: where }), {}, nowhere)).toBe("onlyWhereLoaded")
  )
  it("no rule refuses nothing", () => expect(refusalOf(undefined, {}, nowhere)).toBe(undefined))
  it.each([
    ["outlet", "A1", "hq", undefined],
    ["outlet", "A2", "hq", "onlyWhereLoaded"],
    ["outlet", undefined, "hq", "onlyWhereLoaded"],
    ["owner", "A2", "hq", undefined],
    ["owner", "A1", "fr1", "onlyWhereLoaded"],
    ["owner", "A1", undefined, "onlyWhereLoaded"]
  ])("only at the %s where it was loaded: %s of %s is refused by %s", (where, outlet, owner, refused) => {
    expect(
      refusalOf(ruleOf({ onlyWhereLoaded: where }), { outlet: outlet as never, owner: owner as never }, here)
    ).toBe(refused)
  })
  it.each([
    [undefined, undefined, true],
    [undefined, "food", true],
    [{ categories: ["food"] }, "food", true],
    [{ categories: ["food"] }, "room", false],
    [{ categories: ["food"] }, undefined, false],
    [{}, "room", true]
  ])("%j pays %s: %s", (rule, category, is) => expect(pays(rule && ruleOf(rule), category)).toBe(is))
  it.each([
    [undefined, 100n, 9_007_199_254_740_991n],
    [{ maximumShare: 50 }, 101n, 50n],
    [{ maximumShare: 100 }, 101n, 101n],
    [{ maximumShare: 50 }, undefined, 9_007_199_254_740_991n],
    [{ maximumPerOperation: 30 }, 101n, 30n],
    [{ maximumShare: 50, maximumPerOperation: 30 }, 101n, 30n],
    [{ maximumShare: 50, maximumPerOperation: 60 }, 101n, 50n]
  ])("%j gives a basket of %s at most %i", (rule, basket, most) =>
    expect(mostOf(rule && ruleOf(rule), basket)).toBe(most)
  )
  it.each([
    [undefined, "Usable everywhere."],
    [{}, "Usable everywhere."],
    [{ outlets: ["A1", "A2"] }, "Usable at A1, A2."],
    [{ owners: ["hq"] }, "Usable at outlets of hq."],
    [{ regions: ["north"] }, "Usable in north."],
    [{ channels: ["pos", "app"] }, "Usable by pos, app."],
    [{ terminalKinds: ["till"] }, "Usable on till."],
    [{ categories: ["room"] }, "Usable for room."],
    [{ weekdays: ["mon", "tue"] }, "Usable on mon, tue."],
    [{ hours: { from: "22:00", until: "04:00" } }, "Usable from 22:00 to 04:00."],
    [{ minimumBasket: 10000 }, "Usable from a basket of 100.00."],
    [{ maximumShare: 50 }, "Usable for at most 50 % of the basket."],
    [{ maximumPerOperation: 50 }, "Usable up to 0.50 at a time."],
    [{ onlyWhereLoaded: "owner" }, "Usable only at the owner where it was loaded."],
    [
      { categories: ["room"], outlets: ["A1"], maximumShare: 50 },
      "Usable at A1, for room, for at most 50 % of the basket."
    ]
  ])("%j reads: %s", (rule, sentence) => expect(explained(rule && ruleOf(rule), 2)).toBe(sentence))
  it.each([
    ["00:00", 0],
    ["04:05", 245],
    ["23:59", 1439]
  ])("%s is minute %i", (time, minute) => expect(minutesOf(time)).toBe(minute))
})

describe("a sub-wallet", () => {
  const rule = (sent: object): SubWalletRule => {
    const found = subWalletOf(
      programOf({ subWallets: [...member.subWallets, { id: "test", ...sent }] }),
      "test" as never
    )
    if (found === undefined) throw new Error("no sub-wallet")
    return found
  }
  it.each([
    [{ funding: "paid" }, 90, true, true],
    [{ funding: "promotional" }, 50, false, false],
    [{ funding: "refund" }, 80, true, false],
    [{ funding: "compensation" }, 80, false, false],
    [{ funding: "migrated" }, 80, false, false],
    [{ funding: "paid", rule: {} }, 10, true, true],
    [{ funding: "paid", priority: 7, transferable: false, cashOut: false }, 7, false, false],
    [{ funding: "promotional", priority: 0, transferable: true, cashOut: true }, 0, true, true]
  ])("%j: priority %i, moved %s, paid out %s", (sent, priority, moves, pays) => {
    expect([priorityOf(rule(sent)), isTransferable(rule(sent)), mayBePaidOut(rule(sent))]).toEqual([
      priority,
      moves,
      pays
    ])
  })
  it.each([
    [
      [
        { id: "a", funding: "paid" },
        { id: "b", funding: "paid" },
        { id: "c", funding: "refund" }
      ],
      "b",
      "c"
    ],
    [
      [
        { id: "a", funding: "promotional" },
        { id: "b", funding: "compensation" }
      ],
      "b",
      undefined
    ],
    [
      [
        { id: "a", funding: "paid" },
        { id: "b", funding: "promotional" }
      ],
      "a",
      undefined
    ]
  ])("of %j loads go to %s, merchandise credit to %s", (subWallets, main, refund) => {
    const program = programOf({ subWallets, offers: [] })
    expect([mainSubWallet(program)?.id, refundSubWallet(program)?.id]).toEqual([main, refund])
  })
  it("merchandise credit goes where the program says", () => {
    expect(refundSubWallet(programOf({ refundSubWallet: "gift" }))?.id).toBe("gift")
  })
  it.each([
    [
      "registered",
      {
        load: true,
        reportLost: true,
        replace: true,
        cashOut: false,
        transfer: true,
        convert: false,
        unlinkedRefund: true
      }
    ],
    [
      "bearer",
      {
        load: false,
        reportLost: false,
        replace: false,
        cashOut: false,
        transfer: true,
        convert: true,
        unlinkedRefund: true
      }
    ],
    [
      "voucher",
      {
        load: false,
        reportLost: false,
        replace: false,
        cashOut: false,
        transfer: false,
        convert: false,
        unlinkedRefund: false
      }
    ]
  ])("what a %s may by default, and what its program says instead", (kind, expected) => {
    const all = ["load", "reportLost", "replace", "cashOut", "transfer", "convert", "unlinkedRefund"] as const
    const may = (program: Program) => Object.fromEntries(all.map((name) => [name, allows(program, name)]))
    expect(may(programOf({ kind, capabilities: {} }))).toEqual(expected)
    const turned = Object.fromEntries(Object.entries(expected).map(([name, is]) => [name, !is]))
    expect(may(programOf({ kind, capabilities: turned }))).toEqual(turned)
  })
})

describe("a configuration", () => {
  const faults = (changes: object, others: object = {}) => {
    const read = readConfiguration(shop(changes, others))
    return Result.isFailure(read)
      ? read.failure.map(({ message, path }) => `${path.join(".")}: ${message}`)
      : []
  }
  const one = (id: string) => ({ id, scope: "account", balanceAtMost: 5 })
  it.each<readonly [string, object, object, string]>([
    [
      "an owner twice",
      {},
      {
        owners: [
          { id: "hq", kind: "own" },
          { id: "fr1", kind: "own" },
          { id: "hq", kind: "own" }
        ]
      },
      "owners.2.id: Expected an id used once; hq is there twice"
    ],
    [
      "an outlet twice",
      {},
      { outlets: [...shop().outlets, { id: "A1", owner: "hq" }] },
      "outlets.3.id: Expected an id used once; A1 is there twice"
    ],
    [
      "a terminal twice",
      {},
      {
        terminals: [
          { id: "T", outlet: "A1" },
          { id: "T", outlet: "A1" }
        ]
      },
      "terminals.1.id: Expected an id used once; T is there twice"
    ],
    [
      "an operator twice",
      {},
      {
        operators: [
          { id: "o", role: "owner" },
          { id: "o", role: "owner" }
        ]
      },
      "operators.1.id: Expected an id used once; o is there twice"
    ],
    [
      "a version twice",
      {},
      { programs: [member, member] },
      "programs.1.id: Expected an id used once; member version 1 is there twice"
    ],
    [
      "decimals that are others elsewhere",
      {},
      { programs: [member, { ...member, id: "other", asset: { code: "CNY", exponent: 3 } }] },
      "programs.1.asset.exponent: Expected 2, as elsewhere for CNY: what is recorded would mean other amounts"
    ],
    [
      "clearing terms of owners that there are not",
      {},
      { clearing: { collections: [{ id: "c", by: "loader", loaders: ["hq", "fr9"] }] } },
      "clearing.collections.0.loaders.1: Expected the id of an owner: hq, fr1"
    ],
    [
      "an owner in no clearing cycle",
      {},
      { clearing: { cycles: [{ id: "weekly", every: "week", owners: ["hq"] }] } },
      "clearing.cycles.0.owners: Expected a cycle for every owner; none has fr1"
    ],
    [
      "an agreement twice",
      {},
      { clearing: { agreements: [{ id: "a" }, { id: "a" }] } },
      "clearing.agreements.1.id: Expected an id used once; a is there twice"
    ],
    [
      "a sub-wallet twice",
      { subWallets: [...member.subWallets, { id: "main", funding: "paid" }] },
      {},
      "programs.0.subWallets.5.id: Expected an id used once; main is there twice"
    ],
    [
      "an offer twice",
      {
        offers: [
          { id: "o", pay: 1 },
          { id: "o", pay: 1 }
        ]
      },
      {},
      "programs.0.offers.1.id: Expected an id used once; o is there twice"
    ],
    [
      "a limit twice",
      { limits: [one("l"), one("l")] },
      {},
      "programs.0.limits.1.id: Expected an id used once; l is there twice"
    ],
    [
      "an outlet of nobody",
      {},
      { outlets: [...shop().outlets, { id: "X", owner: "nn" }] },
      "outlets.3.owner: Expected the id of an owner: hq, fr1"
    ],
    [
      "a terminal nowhere",
      {},
      { terminals: [{ id: "T", outlet: "nn" }] },
      "terminals.0.outlet: Expected the id of an outlet: A1, A2, B1"
    ],
    [
      "an operator nowhere",
      {},
      { operators: [{ id: "o", role: "owner", outlet: "nn" }] },
      "operators.0.outlet: Expected the id of an outlet: A1, A2, B1"
    ],
    [
      "an issuer nobody knows",
      { issuer: "nn" },
      {},
      "programs.0.issuer: Expected the id of an owner: hq, fr1"
    ],
    [
      "a refund sub-wallet that is not there",
      { refundSubWallet: "nn" },
      {},
      "programs.0.refundSubWallet: Expected the id of a sub-wallet: room, a1only, gift, refund, main"
    ],
    [
      "a bonus into nothing",
      { offers: [{ id: "o", pay: 1, bonus: { subWallet: "nn", amount: 1 } }] },
      {},
      "programs.0.offers.0.bonus.subWallet: Expected the id of a sub-wallet: room, a1only, gift, refund, main"
    ],
    [
      "refunds to a sub-wallet that is not there",
      {
        offers: [],
        subWallets: [{ id: "main", funding: "paid" }],
        refundAfterExpiry: { kind: "refundSubWallet" }
      },
      {},
      "programs.0.refundAfterExpiry: Expected a sub-wallet with funding refund to send the value to"
    ],
    [
      "too few digits",
      { numbering: { prefix: "99021234", length: 17 } },
      {},
      "programs.0.numbering.length: Expected more random characters: at least a thousand million different numbers"
    ],
    [
      "numbers of a payment scheme",
      { numbering: { prefix: "4000", length: 16 } },
      {},
      "programs.0.numbering.prefix: Expected a prefix that makes no number of a payment scheme; this one could be Visa"
    ],
    [
      "letters in a number of digits",
      { numbering: { prefix: "GC", length: 16 } },
      {},
      "programs.0.numbering.prefix: Expected a prefix in the alphabet 0123456789"
    ],
    [
      "a check digit for letters",
      { numbering: { prefix: "GC", length: 16, alphabet: "crockford", check: "iso7064" } },
      {},
      "programs.0.numbering.check: Expected luhn or none: ISO 7064, MOD 11,10, is for digits"
    ],
    [
      "no outlet at all",
      {},
      { outlets: [], terminals: [{ id: "T", outlet: "A1" }] },
      "terminals.0.outlet: Expected the id of an outlet: none is configured"
    ],
    ["no program", {}, { programs: [] }, "programs: Expected a value with a length of at least 1"],
    [
      "no sub-wallet",
      { offers: [], subWallets: [] },
      {},
      "programs.0.subWallets: Expected a sub-wallet, or points"
    ],
    [
      "a zone nobody keeps",
      {},
      { zone: "Moon/Base" },
      "zone: Expected an IANA time zone such as Asia/Shanghai"
    ],
    [
      "a zone of an outlet",
      {},
      {
        outlets: [
          { id: "A1", owner: "hq", zone: "x" },
          { id: "A2", owner: "hq" }
        ]
      },
      "outlets.0.zone: Expected an IANA time zone such as Asia/Shanghai"
    ],
    [
      "a time of day",
      {},
      {
        outlets: [
          { id: "A1", owner: "hq", businessDayEndsAt: "24:00" },
          { id: "A2", owner: "hq" }
        ]
      },
      "outlets.0.businessDayEndsAt: Expected a time of day such as 04:00"
    ],
    ["a field nobody knows", { colour: 1 }, {}, "programs.0.colour: Expected no excess property"],
    [
      "an impossible printed day",
      { subWallets: [{ id: "main", funding: "paid", validity: { until: "2026-02-30" } }], offers: [] },
      {},
      "programs.0.subWallets.0.validity.until: Expected a calendar date such as 2026-12-31"
    ]
  ])("%s", (_, changes, others, fault) => expect(faults(changes, others)).toContain(fault))
  it("is right when nothing is wrong", () => expect(faults({})).toEqual([]))
  it.each([
    { prefix: "99021234", length: 18 },
    { prefix: "99021234", length: 17, check: "none" },
    { prefix: "GC", length: 9, alphabet: "crockford" },
    { prefix: "", length: 9, alphabet: "crockford" },
    { prefix: "4000", length: 16, alphabet: "crockford" },
    { prefix: "0", length: 12, check: "iso7064" }
  ])("a thousand million numbers are enough: %j", (numbering) => expect(faults({ numbering })).toEqual([]))
  it("two versions of a program may stand beside each other; the newest opens accounts", () => {
    const read = readConfiguration(shop({}, { programs: [{ ...member, version: 2 }, member] }))
    expect(Result.isSuccess(read) && networkOf(read.success).programs.get("member" as never)?.version).toBe(2)
  })
  it("finds places by id, with their own zone or the tenant's", () => {
    const read = readConfiguration(shop())
    if (Result.isFailure(read)) throw new Error("unreadable")
    const network = networkOf(read.success)
    const day = (outlet: string | undefined) =>
      businessDayAt(network, network.outlets.get(outlet as OutletId), Date.parse("2026-11-21T16:30:00Z")).text
    expect([day("A1"), day("B1"), day(undefined)]).toEqual(["2026-11-22", "2026-11-21", "2026-11-22"])
    expect(network.headOffice).toBe("hq")
    expect([
      network.owners.size,
      network.outlets.size,
      network.terminals.size,
      network.operators.size
    ]).toEqual([2, 3, 2, 1])
  })
})
