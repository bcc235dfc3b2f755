/** Cases that once were wrong, each found by a law and kept by name. */
import { describe, expect, it } from "vitest"
import { demoConfiguration, till } from "../src/testing/index.ts"
import { loaded, opened, shop } from "./promise/shop.ts"
import { counter } from "./tables/counter.ts"

const chain = {
  ...demoConfiguration,
  outlets: [...demoConfiguration.outlets, { id: "NYC", owner: "hq", zone: "America/New_York" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }],
      limits: [{ id: "day", scope: "account", verb: "Redeem", amount: 100, per: "day" }]
    }
  ]
}

describe("limits of outlets in several zones", () => {
  it("a day that is over in one zone still counts where it is not: no second allowance by spending abroad", () => {
    const ledger = till(chain)
    const money = { card: "CARD0001", currency: "CNY" }
    const redeem = (key: string, outlet: string) =>
      ledger.submit({ type: "Redeem", key, ...money, amount: 100, outlet })
    ledger.submit({ type: "Issue", key: "issue", program: "member", card: "CARD0001", outlet: "NYC" })
    ledger.submit({
      type: "Load",
      key: "load",
      ...money,
      amount: 900,
      tender: { kind: "cash" },
      outlet: "NYC"
    })

    expect(redeem("new-york.1", "NYC").outcome).toBe("approved")
    expect(redeem("shanghai.1", "KTV1").outcome).toBe("approved")
    expect(redeem("new-york.2", "NYC")).toMatchObject({
      outcome: "declined",
      decline: { _tag: "LimitExceeded", limit: "day", room: 0n }
    })
  })
})

describe("value that would end before it begins", () => {
  const ended = {
    ...demoConfiguration,
    programs: [
      {
        id: "member",
        version: 1,
        kind: "registered",
        asset: { code: "CNY", exponent: 2 },
        subWallets: [
          { id: "gift", funding: "promotional", validity: { until: "2026-11-22" } },
          { id: "refund", funding: "refund", validity: { until: "2026-11-22" } },
          { id: "main", funding: "paid", validity: { days: 3, from: "issue" } }
        ],
        offers: [
          { id: "bonus", pay: 100, bonus: { subWallet: "gift", amount: 10 } },
          {
            id: "staged",
            pay: 100,
            bonus: { subWallet: "gift", amount: 10, release: { instalments: 2, every: "month" } }
          }
        ]
      }
    ]
  }
  const money = { card: "CARD0001", currency: "CNY", outlet: "KTV1" }
  const cash = { tender: { kind: "cash" } }

  it.each([
    ["a load", { type: "Load", amount: 100, ...cash }, 10],
    ["an offer's bonus", { type: "Load", amount: 100, offer: "bonus", ...cash }, 2],
    ["a later instalment", { type: "Load", amount: 100, offer: "staged", ...cash }, 0],
    ["merchandise credit", { type: "UnlinkedRefund", amount: 1, reason: "returned" }, 2],
    ["a correction upwards", { type: "Adjust", amount: 1, subWallet: "gift", reason: "goodwill" }, 2]
  ])("%s is refused, so that nobody pays and has nothing", (_, command, days) => {
    const ledger = till(ended)
    ledger.submit({ type: "Issue", key: "issue", program: "member", card: "CARD0001", outlet: "KTV1" })
    ledger.now += days * 86_400_000
    expect(ledger.submit({ ...command, ...money, key: "late" })).toMatchObject({
      outcome: "declined",
      decline: { _tag: "ProgramRuleViolation", rule: "validity" }
    })
  })

  it("from the instant on which it ends it is not", () => {
    const ledger = till(ended, { at: Date.parse("2026-11-22T16:00:00Z") })
    ledger.submit({ type: "Issue", key: "issue", program: "member", card: "CARD0001", outlet: "KTV1" })
    const late = { type: "UnlinkedRefund", key: "late", amount: 1, reason: "returned", ...money }
    expect(ledger.submit(late).outcome).toBe("declined")
  })

  it("up to the last instant it is taken", () => {
    const ledger = till(ended, { at: Date.parse("2026-11-22T15:59:59.999Z") })
    ledger.submit({ type: "Issue", key: "issue", program: "member", card: "CARD0001", outlet: "KTV1" })
    const last = { type: "UnlinkedRefund", key: "last", amount: 1, reason: "returned", ...money }
    expect(ledger.submit(last).outcome).toBe("approved")
  })
})

describe("reversals after a card was converted", () => {
  it.each(["Redeem 10 card=NEWA", "Transfer 10 from=ANNA to=NEWA", "Adjust 20 subWallet=gift card=NEWA"])(
    "%s: its value is owed by the program that the card is under now",
    (asked) => {
      const till = counter()
      till.tell("Load 20; Issue 50 card=NEWA program=bearer")
      till.tell(`${asked} key=o; Convert card=NEWA program=member holder=H1; Reverse originalKey=o`)
      expect(till.books()).toBe("Dr cashClearing/hq/cash 70, Cr liability/main/paid 70")
      till.audit()
    }
  )
})

describe("a part that was held when its lot ended, and released at that very instant", () => {
  it("lapses under a key of its own", () => {
    const terms = {
      subWallets: [{ id: "main", funding: "paid", validity: { days: 1 } }],
      holds: { expireAfter: { days: 3 } }
    }
    const ledger = till({ ...chain, programs: chain.programs.map((program) => ({ ...program, ...terms })) })
    const money = { card: "CARD0001", currency: "CNY", outlet: "NYC" }
    ledger.submit({ type: "Issue", key: "issue", program: "member", card: "CARD0001", outlet: "NYC" })
    ledger.submit({ type: "Load", key: "load", ...money, amount: 100, tender: { kind: "cash" } })
    ledger.submit({ type: "Hold", key: "hold", ...money, amount: 1 })
    const [end] = ledger.wallets().flatMap(({ lots }) => lots.flatMap(({ expiresAt }) => expiresAt ?? []))
    ledger.now = end ?? 0
    expect(ledger.submit({ type: "Release", key: "release", holdKey: "hold", outlet: "NYC" }).outcome).toBe(
      "approved"
    )
    const keys = ledger
      .journal()
      .flatMap(({ operation: { key, verb } }) => (verb === "ExpireLot" ? [key] : []))
    expect(new Set(keys).size).toBe(2)
  })
})

describe("a counter that a merge opens", () => {
  const [program] = shop.programs
  const configuration = {
    ...shop,
    programs: [
      {
        ...program,
        points: {
          asset: { code: "PTS", exponent: 0 },
          subWallet: { id: "stars", funding: "promotional" },
          earn: [{ points: 1, per: 10 }]
        },
        limits: [
          { id: "money", scope: "outlet", verb: "Transfer", amount: 1000, per: "day" },
          { id: "points", scope: "outlet", verb: "Transfer", amount: 1000, currency: "PTS", per: "day" }
        ]
      }
    ]
  }
  const here = { outlet: "SHOP1", currency: "EUR" }

  it("counts money and points from then on: neither forgets the other", async () => {
    await using pos = await opened({ configuration })
    const [from, to, last] = ["9902 0000 0001", "9902 0000 0002", "9902 0000 0003"]
    for (const card of [from, to, last]) {
      await loaded(pos, 500, card)
      await pos.redeem({ ...here, key: `redeem-${card.slice(-1)}`, card, amount: 100 })
    }
    expect(await pos.merge({ key: "m", outlet: "SHOP1", from, to })).toMatchObject({ outcome: "approved" })
    expect(await pos.transfer({ ...here, key: "t1", from: to, to: last, amount: 500 })).toMatchObject({
      outcome: "approved"
    })
    expect(await pos.transfer({ ...here, key: "t2", from: to, to: last, amount: 101 })).toMatchObject({
      outcome: "declined",
      decline: { code: "limit_exceeded", limit: "money", room: 100n }
    })
  })
})
