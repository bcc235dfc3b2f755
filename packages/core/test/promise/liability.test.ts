/** The liability asked for without Effect, on a ledger of several years. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest"
import { MemoryStore } from "../../src/testing/index.ts"
import { open, type StoredValue } from "../../src/promise/index.ts"

const configuration = {
  tenant: "demo",
  zone: "Europe/Berlin",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "S1", owner: "hq" }],
  programs: [
    {
      id: "gift",
      version: 1,
      kind: "bearer",
      asset: { code: "EUR", exponent: 2 },
      subWallets: [
        { id: "bonus", funding: "promotional" },
        { id: "main", funding: "paid" }
      ],
      capabilities: { load: true },
      breakage: { method: "proportional", expected: { basisPoints: 1000 } },
      vat: { kind: "multiPurpose", rate: 1900 },
      escheat: { after: { years: 3 }, from: "lastActivity", sharePercent: 60 }
    }
  ]
}

const [gift] = configuration.programs

const at = (instant: string): void => void vi.setSystemTime(Date.parse(instant))

const report = <A extends { readonly outcome: string }>(answer: A) => {
  if (answer.outcome !== "answered") throw new Error(JSON.stringify(answer))
  return answer as Exclude<A, { readonly outcome: "declined" | "invalid" | "inDoubt" }>
}

const opened = (document: unknown = configuration): Promise<StoredValue> =>
  open({ configuration: document, store: MemoryStore.layer, secret: "a secret of at least 32 characters" })

const sold = async (pos: StoredValue): Promise<void> => {
  const place = { outlet: "S1", currency: "EUR" }
  at("2026-01-15T10:00:00Z")
  await pos.issue({
    key: "i",
    program: "gift",
    card: "CARD1",
    amount: 100_000,
    tender: { kind: "cash" },
    ...place
  })
  at("2026-02-10T10:00:00Z")
  await pos.redeem({ key: "r", card: "CARD1", amount: 45_000, ...place })
}

let pos: StoredValue
beforeEach(async () => {
  vi.useFakeTimers({ toFake: ["Date"] })
  at("2026-01-01T10:00:00Z")
  pos = await opened()
})
afterEach(async () => {
  await pos.close()
  vi.useRealTimers()
})

describe("pos.liability", () => {
  it("rolls forward by age or by cohort, and ties to the trial balance", async () => {
    await sold(pos)
    const question = { from: "2026-02-01", to: "2026-02-28" }
    const { report: rows } = report(await pos.liability.rollForward(question))
    expect(rows.rows).toMatchObject([
      { program: "gift", age: "0-2 months", opening: 100_000n, redeemed: 45_000n, closing: 55_000n }
    ])
    expect(rows.series).toEqual([
      { time: "2026-02-28", category: "paid 0-2 months", asset: "EUR", value: 55_000n }
    ])
    const { report: cohorts } = report(await pos.liability.rollForward({ ...question, by: "cohort" }))
    expect(cohorts.rows.map(({ age }) => age)).toEqual(["2026-01"])
    const owed = (await pos.books()).find(({ account }) => account.kind === "liability")
    expect(owed?.amount).toBe(-55_000n)
  })

  it("is the same for a past instant whenever it is asked for", async () => {
    await sold(pos)
    const asOf = "2026-01-31T22:59:59.999Z"
    const before = [
      await pos.liability.rollForward({ asOf }),
      await pos.liability.breakage({ asOf }),
      await pos.liability.vat({ asOf })
    ]
    at("2030-01-01T00:00:00Z")
    await pos.load({
      key: "l",
      card: "CARD1",
      amount: 7,
      currency: "EUR",
      outlet: "S1",
      tender: { kind: "cash" }
    })
    const to = { ...gift, version: 2, vat: { kind: "singlePurpose", rate: 700 } } as const
    expect(
      await pos.changeProgram({ key: "c", to: to as never, version: 1, reason: "another rate" })
    ).toMatchObject({
      outcome: "approved"
    })
    const after = [
      await pos.liability.rollForward({ asOf }),
      await pos.liability.breakage({ asOf }),
      await pos.liability.vat({ asOf })
    ]
    expect(after).toEqual(before)
  })

  it("recognises breakage as value is used, less what the state will ask for", async () => {
    await sold(pos)
    const { lines, report: rows } = report(
      await pos.liability.breakage({ from: "2026-02-01", to: "2026-02-28" })
    )
    // 10 % of 1,000.00 of which 40 % are kept: 40.00; of the other 960.00, 450.00 are used.
    expect(rows.rows).toMatchObject([{ expected: 4_000n, recognised: 1_875n, before: 0n, toPost: 1_875n }])
    expect(lines).toEqual([
      { account: { kind: "liability", program: "gift", funding: "paid" }, asset: "EUR", amount: 1_875n },
      { account: { kind: "breakageIncome", program: "gift" }, asset: "EUR", amount: -1_875n }
    ])
  })

  it("has the tax of what was used", async () => {
    await sold(pos)
    const { report: rows } = report(await pos.liability.vat())
    expect(rows.rows).toMatchObject([
      { month: "2026-02", event: "redemption", gross: 45_000n, tax: 7_185n, net: 37_815n }
    ])
  })

  it("lists what nobody claims, and hands it over", async () => {
    await sold(pos)
    at("2029-02-11T00:00:00Z")
    const { report: due } = report(await pos.liability.unclaimed())
    expect(due.rows).toMatchObject([{ amount: 55_000n, owed: 33_000n, version: 2 }])
    for (const { account, version } of due.rows)
      expect(
        await pos.escheat({ key: "e", account, version, jurisdiction: "US-DE", reason: "report of 2029" })
      ).toMatchObject({ outcome: "approved", receipt: { taken: 55_000n } })
    expect(report(await pos.liability.unclaimed()).report.rows).toEqual([])
    expect(
      report(await pos.liability.unclaimed({ asOf: "2029-02-10T00:00:00Z", by: "2029-03-01T00:00:00Z" }))
        .report.rows
    ).toHaveLength(1)
  })

  it("shows what promotions cost apart", async () => {
    expect(report(await pos.liability.promotions()).report.rows).toEqual([])
    await sold(pos)
    const gift = { subWallet: "bonus", tender: { kind: "other" }, currency: "EUR", outlet: "S1" } as const
    await pos.load({ key: "b", card: "CARD1", amount: 700, ...gift })
    await pos.redeem({ key: "s", card: "CARD1", amount: 200, currency: "EUR", outlet: "S1" })
    const { report: costs } = report(await pos.liability.promotions({ from: "2026-02-10" }))
    expect(costs.rows).toMatchObject([{ program: "gift", opening: 0n, given: 700n, closing: 700n }])
    expect(costs.series).toEqual([{ time: "2026-02-10", category: "gift", asset: "EUR", value: 700n }])
    const { report: rolled } = report(await pos.liability.rollForward())
    expect(rolled.totals).toMatchObject([
      { asset: "EUR", amounts: { granted: 700n, issued: 100_000n, redeemed: 45_200n, closing: 55_500n } }
    ])
  })

  it.each([
    [{ from: "yesterday" }, ["from"]],
    [{ from: "2026-01-01", after: "2026-01-01T00:00:00Z" }, ["after"]],
    [{ ages: [3, 2] }, ["ages"]],
    [{ by: "card" }, ["by"]],
    [{ owner: "hq" }, ["owner"]]
  ])("names what is wrong with a question: %j", async (question, path) => {
    expect(await pos.liability.rollForward(question as never)).toMatchObject({
      outcome: "invalid",
      errors: [{ path }]
    })
  })
})

describe("pos.liability.deposits", () => {
  const program = (id: string, more: object = {}) => ({
    id,
    version: 1,
    kind: "bearer",
    asset: { code: "JPY", exponent: 0 },
    subWallets: [
      { id: "bonus", funding: "promotional" },
      { id: "main", funding: "paid" }
    ],
    capabilities: { load: true },
    presets: ["jp-own-business"],
    ...more
  })
  const japan = {
    tenant: "demo",
    zone: "Asia/Tokyo",
    owners: [
      { id: "hq", kind: "headOffice" },
      { id: "fr", kind: "franchise" }
    ],
    outlets: [{ id: "S1", owner: "hq" }],
    programs: [
      program("meals", {
        offers: [{ id: "more", pay: 9_000_000, bonus: { subWallet: "bonus", amount: 3_000_000 } }]
      }),
      program("books"),
      program("theirs", { issuer: "fr" }),
      program("lawless", { presets: [] })
    ]
  }
  const place = { outlet: "S1", currency: "JPY", tender: { kind: "cash" } } as const
  const dues = async (till: StoredValue, question?: { from?: string; to?: string; asOf?: string }) =>
    report(await till.liability.deposits(question)).report.rows.map(
      ({ asset, date, due, issuer, law, unused }) => `${date} ${law} ${issuer} ${unused} ${asset}: ${due}`
    )

  it("are due above the threshold at the base dates, for all programs of an issuer together", async () => {
    await using till = await opened(japan)
    const issued = async (key: string, of: string, amount: number) =>
      expect(await till.issue({ key, program: of, card: `CARD${key}`, amount, ...place })).toMatchObject({
        outcome: "approved"
      })
    at("2026-03-31T14:59:00Z")
    await issued("1", "books", 1_000_001)
    await till.issue({ key: "2", program: "meals", card: "CARD2", outlet: "S1" })
    await till.load({ key: "3", card: "CARD2", amount: 9_000_000, offer: "more", ...place })
    await issued("4", "theirs", 10_000_000)
    await issued("5", "lawless", 30_000_000)
    at("2026-03-31T15:00:00Z")
    await issued("6", "books", 10_000_000)
    at("2026-09-29T15:00:00Z")
    await till.redeem({ key: "7", card: "CARD6", amount: 10_000_000, outlet: "S1", currency: "JPY" })
    await till.redeem({ key: "8", card: "CARD1", amount: 1, outlet: "S1", currency: "JPY" })
    at("2026-12-24T00:00:00Z")
    const both = [
      "2026-03-31 jp-own-business fr 10000000 JPY: 0",
      "2026-03-31 jp-own-business hq 10000001 JPY: 5000000",
      "2026-09-30 jp-own-business fr 10000000 JPY: 0",
      "2026-09-30 jp-own-business hq 10000000 JPY: 0"
    ]
    expect(await dues(till)).toEqual(both)
    expect(await dues(till, { from: "2026-04-01" })).toEqual(both.slice(2))
    expect(await dues(till, { from: "2026-03-31", to: "2026-09-29" })).toEqual(both.slice(0, 2))
    expect(await dues(till, { to: "2026-03-31" })).toEqual([
      "2025-09-30 jp-own-business fr 0 JPY: 0",
      "2025-09-30 jp-own-business hq 0 JPY: 0",
      ...both.slice(0, 2)
    ])
    // No base date is counted before it has come, nor before there was the law.
    expect(await dues(till, { from: "2026-12-01", to: "9999-12-31" })).toEqual([])
    expect(await dues(till, { from: "0001-01-01", to: "2010-09-29" })).toEqual([])
    expect(await dues(till, { asOf: "2026-04-01T00:00:00Z" })).toHaveLength(4)
  })

  it("are of nobody where no law asks for them", async () => {
    expect(await dues(pos)).toEqual([])
  })

  it("say what is wrong with a question", async () => {
    expect(await pos.liability.deposits({ from: "soon" })).toMatchObject({
      outcome: "invalid",
      errors: [{ path: ["from"] }]
    })
  })
})
