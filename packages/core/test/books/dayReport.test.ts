/** A day of trade and the cut-off that settles it: the report calls each what it is, and neither for the other. */
import { describe, expect, it } from "vitest"
import * as Schema from "effect/Schema"
import { addToDay, DayReport, dayReport, type DayRows } from "../../src/books/dayReport.ts"
import { reportCsv } from "../../src/books/reportCsv.ts"
import { reportText } from "../../src/books/reportText.ts"
import { till as tillOf } from "../../src/testing/index.ts"
import { shop } from "../tables/shop.ts"
import { chain } from "./chain.ts"

const asked = (question: object, till = chain()) => {
  const read = Schema.decodeUnknownSync(DayReport)(question)
  const rows: DayRows = new Map()
  for (const { operation } of till.journal()) addToDay(rows, read, operation)
  const report = dayReport(rows, { asOf: till.now, asked: read, assets: [] })
  till.close()
  return report
}

const report = (question: object = {}): ReadonlyArray<string> =>
  asked(question).rows.map(({ amount, day, outlet = "-", tender = "-", what }) =>
    [day.slice(-2), outlet, what, tender, amount].join(" ")
  )

describe("a day report", () => {
  it("tells what outlets did from what owners settled and corrected", () => {
    expect(report()).toEqual([
      "21 A1 bonus - 30",
      "21 A1 load cash 100",
      "21 B1 load bankCard 50",
      "21 B1 redemption - 120",
      "22 - cancellation bankCard -20",
      "22 - settlement - 0",
      "23 - bonusShare - -15",
      "23 - settlement bankCard -30",
      "23 - settlement - -127"
    ])
  })

  it.each([
    [
      "from a day on",
      { from: "2026-11-23" },
      ["23 - bonusShare - -15", "23 - settlement bankCard -30", "23 - settlement - -127"]
    ],
    ["to a day", { to: "2026-11-21", owner: "fr1" }, ["21 B1 load bankCard 50", "21 B1 redemption - 120"]],
    [
      "of one day",
      { from: "2026-11-22", to: "2026-11-22" },
      ["22 - cancellation bankCard -20", "22 - settlement - 0"]
    ],
    ["of one outlet", { outlet: "A1" }, ["21 A1 bonus - 30", "21 A1 load cash 100"]],
    ["of a terminal at which nothing was done", { terminal: "T1" }, []],
    ["of an operator who did nothing", { operator: "op1" }, []]
  ])("%s", (_, question, expected) => expect(report(question)).toEqual(expected))

  it("says where and by whom, how often, and for which member if that is asked", () => {
    const ledger = () => {
      const till = tillOf(shop(), { at: Date.UTC(2026, 10, 21, 2) })
      const where = { terminal: "T1", operator: "op1" }
      const send = (key: string, sent: object) =>
        expect(till.submit({ key, ...where, ...sent })).toMatchObject({ outcome: "approved" })
      const money = { card: "ANNA", currency: "CNY" }
      send("i", { type: "Issue", card: "ANNA", program: "member" })
      send("l", { type: "Load", ...money, amount: 100, tender: { kind: "cash" } })
      send("a", { type: "Redeem", ...money, amount: 10 })
      send("b", { type: "Redeem", ...money, amount: 20 })
      till.submit({ key: "c", type: "Redeem", ...money, ...where, amount: 2000 })
      return till
    }
    const place = {
      day: "2026-11-21",
      owner: "hq",
      outlet: "A1",
      terminal: "T1",
      operator: "op1",
      asset: "CNY"
    }
    const load = { ...place, what: "load", tender: "cash", operations: 1, amount: 100n }
    const sales = { ...place, what: "redemption", operations: 2, amount: 30n }
    expect(asked({}, ledger()).rows).toEqual([load, sales])
    const [first, second] = asked({ by: "member" }, ledger()).rows
    expect([first, second]).toMatchObject([load, sales])
    expect(first?.member).toMatch(/^acc_/)
    expect(second?.member).toBe(first?.member)
    expect(asked({ operator: "op1", terminal: "T1" }, ledger()).rows).toHaveLength(2)
    const csv = reportCsv({ ...asked({ by: "member" }, ledger()), assets: [{ code: "CNY", exponent: 2 }] })
    expect(csv.split("\r\n")[0]).toBe(
      "day,owner,outlet,terminal,operator,member,what,tender,operations,asset,amount"
    )
    expect(csv.split("\r\n")[1]).toBe(`2026-11-21,hq,A1,T1,op1,${first?.member},load,cash,1,CNY,1.00`)
    const [title, , , head, , line] = reportText({
      ...asked({ by: "member" }, ledger()),
      assets: [{ code: "CNY", exponent: 2 }]
    }).split("\n")
    expect(title).toBe("Day report")
    expect(head?.split(/ {2,}/)).toEqual([
      "Day",
      "Owner",
      "Outlet",
      "Terminal",
      "Operator",
      "Member",
      "What",
      "Tender",
      "Operations",
      "Asset",
      "Amount"
    ])
    expect(line).toMatch(/^2026-11-21 .* 1 {2}CNY .* 1\.00$/)
    expect(asked({}, ledger()).series).toEqual([
      { time: "2026-11-21", category: "load cash", value: 100n, asset: "CNY" },
      { time: "2026-11-21", category: "redemption", value: 30n, asset: "CNY" }
    ])
  })
})
