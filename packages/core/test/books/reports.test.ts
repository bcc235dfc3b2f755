/** The reports of the liability as people, spreadsheets and charts read them: each figure at its place. */
import { describe, expect, it } from "vitest"
import { breakageOf, type BreakageRule } from "../../src/books/breakage.ts"
import { breakageLines, breakageReport } from "../../src/books/breakageReport.ts"
import { monthsIn } from "../../src/books/cohort.ts"
import type { Report, Row } from "../../src/books/Report.ts"
import { reportCsv } from "../../src/books/reportCsv.ts"
import { reportText } from "../../src/books/reportText.ts"
import { rollForward } from "../../src/books/rollForward.ts"
import { type Closing, promotionsReport, rollForwardReport } from "../../src/books/rollForwardReport.ts"
import { trialBalanceReport } from "../../src/books/trialBalanceReport.ts"
import { defaultChart } from "../../src/books/AccountChart.ts"
import { unclaimedBy } from "../../src/books/unclaimed.ts"
import { unclaimedReport } from "../../src/books/unclaimedReport.ts"
import { usageIn } from "../../src/books/usage.ts"
import { vatIn } from "../../src/books/vat.ts"
import { vatReport } from "../../src/books/vatReport.ts"
import { trialBalance } from "../../src/journal/trialBalance.ts"
import type { EscheatTerms } from "../../src/program/Escheat.ts"
import type { VatTerms } from "../../src/program/Vat.ts"
import { counter } from "../tables/counter.ts"
import { shop } from "../tables/shop.ts"

const zone = "Asia/Shanghai"
const asOf = Date.parse("2027-02-01T00:00:00+08:00")
const closing: Closing = {
  date: "2027-01-31",
  asOf,
  assets: [
    { code: "CNY", exponent: 2 },
    { code: "PTS", exponent: 0 }
  ]
}
type Counter = ReturnType<typeof counter>

const told = (story: string, document?: object): Counter => {
  const till = counter(document)
  till.tell(story)
  return till
}

/** Journals are read in any order. */
const backwards = ({ recorded }: Counter) => recorded.toReversed().map(({ operation }) => operation)

/** The table without the space that lines it up, and without its rules. */
const table = <R extends Row>(report: Report<R>): ReadonlyArray<string> =>
  reportText(report)
    .split("\n")
    .filter((line) => line !== "" && !/^-+ /.test(line))
    .map((line) => line.trim().replaceAll(/ {2,}/g, " | "))
const csv = <R extends Row>(report: Report<R>): ReadonlyArray<string> =>
  reportCsv(report).trimEnd().split("\r\n")
const chart = <R extends Row>({ series }: Report<R>): ReadonlyArray<string> =>
  series.map(({ asset, category, time, value }) => `${time} ${category} ${value} ${asset}`)

describe("breakage", () => {
  const tenPercent: BreakageRule = {
    terms: { method: "proportional", expected: { basisPoints: 1000 } },
    keepsPercent: 100
  }
  const till = told(
    "Load 1000; clock 2026-12-05T10:00:00+08:00; Load 500; Redeem 250; UnlinkedRefund 30; clock 2027-01-05T10:00:00+08:00; Redeem 100 key=r; Refund 20 originalKey=r; Redeem 120; Issue 70 card=NEWA program=bearer"
  )
  const period = { from: "2026-12-01", to: "2027-01-31" }
  const fold = usageIn(period, monthsIn(zone))
  for (const operation of backwards(till)) fold.add(operation)
  const usages = fold.cohorts()
  const rows = breakageOf(usages, () => tenPercent, { opening: "2026-11", closing: "2027-01" })
  const report = breakageReport(rows, usages, period, closing)
  it("is a row for each month of sale", () => {
    expect(table(report)).toMatchInlineSnapshot(`
      [
        "Breakage",
        "as of 2027-01-31T16:00:00.000Z, from: 2026-12-01, to: 2027-01-31",
        "Program | Asset | Funding | Sold in | Method | Sold | Used | Left | Expected to break | Recognised | Recognised before | Posted at its end | To post",
        "bearer | CNY | paid | 2027-01 | proportional | 0.70 | 0.00 | 0.70 | 0.07 | 0.00 | 0.00 | 0.00 | 0.00",
        "member | CNY | paid | 2026-11 | proportional | 10.00 | 4.20 | 5.80 | 1.00 | 0.46 | 0.00 | 0.00 | 0.46",
        "member | CNY | paid | 2026-12 | proportional | 5.00 | 0.00 | 5.00 | 0.50 | 0.00 | 0.00 | 0.00 | 0.00",
        "member | CNY | refund | 2026-12 | proportional | 0.30 | 0.30 | 0.00 | 0.03 | 0.00 | 0.00 | 0.00 | 0.00",
        "Total CNY | CNY | 16.00 | 4.50 | 11.50 | 1.60 | 0.46 | 0.00 | 0.00 | 0.46",
      ]
    `)
    expect(csv(report)).toMatchInlineSnapshot(`
      [
        "program,asset,funding,cohort,method,sold,used,left,expected,recognised,before,posted,toPost",
        "bearer,CNY,paid,2027-01,proportional,0.70,0.00,0.70,0.07,0.00,0.00,0.00,0.00",
        "member,CNY,paid,2026-11,proportional,10.00,4.20,5.80,1.00,0.46,0.00,0.00,0.46",
        "member,CNY,paid,2026-12,proportional,5.00,0.00,5.00,0.50,0.00,0.00,0.00,0.00",
        "member,CNY,refund,2026-12,proportional,0.30,0.30,0.00,0.03,0.00,0.00,0.00,0.00",
      ]
    `)
  })
  it("is drawn as what was used of each month in which month, in their order", () => {
    expect(chart(report)).toMatchInlineSnapshot(`
      [
        "2026-12 member paid 2026-11 250 CNY",
        "2027-01 member paid 2026-11 170 CNY",
        "2027-01 member refund 2026-12 30 CNY",
      ]
    `)
  })
  it("is posted program by program and class by class, where there is anything to post", () => {
    expect(breakageLines(rows)).toMatchInlineSnapshot(`
      [
        {
          "account": {
            "funding": "paid",
            "kind": "liability",
            "program": "member",
          },
          "amount": 46n,
          "asset": "CNY",
        },
        {
          "account": {
            "kind": "breakageIncome",
            "program": "member",
          },
          "amount": -46n,
          "asset": "CNY",
        },
      ]
    `)
    expect(breakageLines([])).toEqual([])
  })
})

describe("unclaimed value", () => {
  const terms: EscheatTerms = { after: { years: 3 }, from: "lastActivity", sharePercent: 60 }
  const by = Date.parse("2029-12-31T00:00:00+08:00")
  const till = told(
    "Load 100; UnlinkedRefund 30; clock 2026-12-05T23:30:00+08:00; Issue 50 card=NEWA holder=H1",
    shop({ escheat: terms })
  )
  const fold = unclaimedBy({ termsOf: () => ({ terms, asset: "CNY" }), zone, by })
  for (const operation of backwards(till)) fold.add(operation)
  fold.wake()
  const report = unclaimedReport(fold.due(), { by, zone }, closing)
  it("is a list to work through", () => {
    expect(table(report)).toMatchInlineSnapshot(`
      [
        "Unclaimed property",
        "as of 2027-01-31T16:00:00.000Z, due by: 2029-12-30T16:00:00.000Z",
        "Program | Account | Holder | Asset | Funding | Amount | Owed to the state | Last activity | Due at | Version",
        "member | acc_000001 | CNY | paid | 1.00 | 0.60 | 2026-11-21T02:00:00.000Z | 2029-11-21T16:00:00.000Z | 3",
        "member | acc_000001 | CNY | refund | 0.30 | 0.18 | 2026-11-21T02:00:00.000Z | 2029-11-21T16:00:00.000Z | 3",
        "member | acc_000005 | H1 | CNY | paid | 0.50 | 0.30 | 2026-12-05T15:30:00.000Z | 2029-12-05T16:00:00.000Z | 1",
        "Total CNY | CNY | 1.80 | 1.08",
      ]
    `)
    expect(csv(report)).toMatchInlineSnapshot(`
      [
        "program,account,holder,asset,funding,amount,owed,lastActivity,dueAt,version",
        "member,acc_000001,,CNY,paid,1.00,0.60,2026-11-21T02:00:00.000Z,2029-11-21T16:00:00.000Z,3",
        "member,acc_000001,,CNY,refund,0.30,0.18,2026-11-21T02:00:00.000Z,2029-11-21T16:00:00.000Z,3",
        "member,acc_000005,H1,CNY,paid,0.50,0.30,2026-12-05T15:30:00.000Z,2029-12-05T16:00:00.000Z,1",
      ]
    `)
  })
  it("is drawn by the day on which it is due, where the tenant is", () => {
    expect(chart(report)).toMatchInlineSnapshot(`
      [
        "2029-11-22 member 60 CNY",
        "2029-11-22 member 18 CNY",
        "2029-12-06 member 30 CNY",
      ]
    `)
  })
})

describe("value added tax", () => {
  const terms: VatTerms = { kind: "multiPurpose", rate: 1900, rates: [{ category: "food", rate: 700 }] }
  const till = told(
    "Load 1000; Redeem 226 lines=food:107,room:119; clock 2026-12-05T10:00:00+08:00; Redeem 238 lines=drink:238; Issue 119 card=NEWA program=bearer"
  )
  const single = { kind: "singlePurpose", rate: 1900 } as const
  const fold = vatIn(
    {},
    (program) => (program === "bearer" ? single : terms),
    () => 0
  )
  for (const operation of backwards(till)) fold.add(operation)
  const report = vatReport(fold.taxed(), { from: "2026-11-01" }, closing)
  it("is a row for each month and rate, apart for what is taxed when it is sold", () => {
    expect(table(report)).toMatchInlineSnapshot(`
      [
        "Value added tax of vouchers",
        "as of 2027-01-31T16:00:00.000Z, from: 2026-11-01",
        "Program | Asset | Month | Taxed at | Rate in 1/100 % | With tax | Without tax | Tax",
        "bearer | CNY | 2026-12 | issue | 1900 | 1.19 | 1.00 | 0.19",
        "member | CNY | 2026-11 | redemption | 700 | 1.07 | 1.00 | 0.07",
        "member | CNY | 2026-11 | redemption | 1900 | 1.19 | 1.00 | 0.19",
        "member | CNY | 2026-12 | redemption | 1900 | 2.38 | 2.00 | 0.38",
        "Total CNY | CNY | 5.83 | 5.00 | 0.83",
      ]
    `)
    expect(csv(report)).toMatchInlineSnapshot(`
      [
        "program,asset,month,event,rate,gross,net,tax",
        "bearer,CNY,2026-12,issue,1900,1.19,1.00,0.19",
        "member,CNY,2026-11,redemption,700,1.07,1.00,0.07",
        "member,CNY,2026-11,redemption,1900,1.19,1.00,0.19",
        "member,CNY,2026-12,redemption,1900,2.38,2.00,0.38",
      ]
    `)
  })
  it("is drawn as the tax of each month", () => {
    expect(chart(report)).toMatchInlineSnapshot(`
      [
        "2026-12 bearer issue 1900 19 CNY",
        "2026-11 member redemption 700 7 CNY",
        "2026-11 member redemption 1900 19 CNY",
        "2026-12 member redemption 1900 38 CNY",
      ]
    `)
  })
})

describe("the roll-forward", () => {
  const till = told(
    "Load 100 offer=100+30; clock 2026-12-05T10:00:00+08:00; Load 100 offer=100+30; Redeem 40; clock 2027-01-05T10:00:00+08:00; Load 5; UnlinkedRefund 7 key=l; Reverse originalKey=l; Redeem 50"
  )
  const rolled = (asked: Parameters<typeof rollForwardReport>[1]) => {
    const fold = rollForward(asked, monthsIn(zone))
    for (const operation of backwards(till)) fold.add(operation)
    return {
      report: rollForwardReport(fold.cohorts(), asked, closing),
      promotions: promotionsReport(fold.costs(), asked, closing)
    }
  }
  const shown = <R extends Row>(report: Report<R>): ReadonlyArray<string> =>
    report.rows.map((row) =>
      Object.entries(row)
        .flatMap(([name, value]) =>
          typeof value === "bigint" ? (value === 0n ? [] : [`${name} ${value}`]) : [String(value)]
        )
        .join(" ")
    )
  it("is by age, in the buckets that are usual", () => {
    const { report } = rolled({})
    expect(shown(report)).toMatchInlineSnapshot(`
      [
        "member CNY gift promotional granted 60 redeemed 60 0-2 months",
        "member CNY main paid loaded 205 redeemed 30 closing 175 0-2 months",
      ]
    `)
    expect(table(report).slice(0, 2)).toMatchInlineSnapshot(`
      [
        "Liability roll-forward",
        "as of 2027-01-31T16:00:00.000Z",
      ]
    `)
    expect(chart(report)).toMatchInlineSnapshot(`
      [
        "2027-01-31 promotional 0-2 months 0 CNY",
        "2027-01-31 paid 0-2 months 175 CNY",
      ]
    `)
  })
  it("in other buckets", () => {
    expect(shown(rolled({ ages: [1, 2], from: "2027-01-05" }).report)).toMatchInlineSnapshot(`
      [
        "member CNY gift promotional opening 20 redeemed 20 1 months",
        "member CNY main paid opening 100 redeemed 30 closing 70 2+ months",
        "member CNY main paid opening 100 closing 100 1 months",
        "member CNY main paid loaded 5 closing 5 0 months",
      ]
    `)
  })
  it("in one", () => {
    expect(shown(rolled({ ages: [], from: "2027-01-05" }).report)).toMatchInlineSnapshot(`
      [
        "member CNY gift promotional opening 20 redeemed 20 0+ months",
        "member CNY main paid opening 200 loaded 5 redeemed 30 closing 175 0+ months",
      ]
    `)
  })
  it("or by the month in which it was funded, of a period without what neither was nor moved in it", () => {
    const { report } = rolled({ by: "cohort", from: "2027-01-01", to: "2027-01-31" })
    expect(shown(report)).toMatchInlineSnapshot(`
      [
        "member CNY gift promotional opening 20 redeemed 20 2026-12",
        "member CNY main paid opening 100 redeemed 30 closing 70 2026-11",
        "member CNY main paid opening 100 closing 100 2026-12",
        "member CNY main paid loaded 5 closing 5 2027-01",
      ]
    `)
    expect(table(report).slice(0, 2)).toMatchInlineSnapshot(`
      [
        "Liability roll-forward",
        "as of 2027-01-31T16:00:00.000Z, from: 2027-01-01, to: 2027-01-31",
      ]
    `)
  })
  it("of promotions is what they cost, drawn by what the period adds", () => {
    const { promotions } = rolled({ from: "2026-12-01" })
    expect(shown(promotions)).toMatchInlineSnapshot(`
      [
        "member CNY opening 30 given 30 closing 60",
      ]
    `)
    expect(table(promotions)).toMatchInlineSnapshot(`
      [
        "What promotions cost",
        "as of 2027-01-31T16:00:00.000Z, from: 2026-12-01",
        "Program | Asset | Before | Given | Expired | Fees | Clawed back | Charged back | Converted | Borne by owners | Adjusted | In all",
        "member | CNY | 0.30 | 0.30 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.60",
        "Total CNY | CNY | 0.30 | 0.30 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.00 | 0.60",
      ]
    `)
    expect(chart(promotions)).toMatchInlineSnapshot(`
      [
        "2027-01-31 member 30 CNY",
      ]
    `)
  })
})

describe("the trial balance", () => {
  const till = told("Load 100 offer=100+30; Redeem 40; Issue 7 card=NEWA tender=bankCard")
  const sums = trialBalance(till.recorded.flatMap(({ operation }) => operation.entry.postings))
  it("is a debit or a credit for each account, both sides alike", () => {
    const report = trialBalanceReport(sums, { asOf, asked: {}, assets: closing.assets, chart: defaultChart })
    expect(table(report)).toMatchInlineSnapshot(`
      [
        "Trial balance",
        "as of 2027-01-31T16:00:00.000Z",
        "Account | Of | Asset | Debit | Credit",
        "Assets:Clearing:BankCard:Hq | Cash clearing hq bankCard | CNY | 0.07",
        "Assets:Clearing:Cash:Hq | Cash clearing hq cash | CNY | 1.00",
        "Liabilities:StoredValue:Member:Gift:Promotional | Liability member gift promotional | CNY | 0.00",
        "Liabilities:StoredValue:Member:Main:Paid | Liability member main paid | CNY | 0.97",
        "Liabilities:Merchants:Hq | Merchant payable hq | CNY | 0.40",
        "Expenses:Promotion:Member | Promotion expense member | CNY | 0.30",
        "Total CNY | CNY | 1.37 | 1.37",
      ]
    `)
    expect(csv(report)).toMatchInlineSnapshot(`
      [
        "name,account,asset,debit,credit",
        "Assets:Clearing:BankCard:Hq,Cash clearing hq bankCard,CNY,0.07,",
        "Assets:Clearing:Cash:Hq,Cash clearing hq cash,CNY,1.00,",
        "Liabilities:StoredValue:Member:Gift:Promotional,Liability member gift promotional,CNY,0.00,",
        "Liabilities:StoredValue:Member:Main:Paid,Liability member main paid,CNY,,0.97",
        "Liabilities:Merchants:Hq,Merchant payable hq,CNY,,0.40",
        "Expenses:Promotion:Member,Promotion expense member,CNY,0.30,",
      ]
    `)
    expect(chart(report)).toMatchInlineSnapshot(`
      [
        "2027-01-31T16:00:00.000Z Assets:Clearing:BankCard:Hq 7 CNY",
        "2027-01-31T16:00:00.000Z Assets:Clearing:Cash:Hq 100 CNY",
        "2027-01-31T16:00:00.000Z Liabilities:StoredValue:Member:Gift:Promotional 0 CNY",
        "2027-01-31T16:00:00.000Z Liabilities:StoredValue:Member:Main:Paid -97 CNY",
        "2027-01-31T16:00:00.000Z Liabilities:Merchants:Hq -40 CNY",
        "2027-01-31T16:00:00.000Z Expenses:Promotion:Member 30 CNY",
      ]
    `)
  })
  it("says up to which effective instant it counts, and is drawn there", () => {
    const effectiveUntil = Date.parse("2026-12-31T23:59:59+08:00")
    const asked = { effectiveUntil }
    const own = [{ kind: "liability" as const, name: "Liabilities:Cards" }, ...defaultChart]
    const report = trialBalanceReport(sums, { asOf, asked, assets: closing.assets, chart: own })
    expect(table(report).slice(0, 2)).toMatchInlineSnapshot(`
      [
        "Trial balance",
        "as of 2027-01-31T16:00:00.000Z, effective until: 2026-12-31T15:59:59.000Z",
      ]
    `)
    expect(chart(report)).toMatchInlineSnapshot(`
      [
        "2026-12-31T15:59:59.000Z Assets:Clearing:BankCard:Hq 7 CNY",
        "2026-12-31T15:59:59.000Z Assets:Clearing:Cash:Hq 100 CNY",
        "2026-12-31T15:59:59.000Z Liabilities:Cards -97 CNY",
        "2026-12-31T15:59:59.000Z Liabilities:Merchants:Hq -40 CNY",
        "2026-12-31T15:59:59.000Z Expenses:Promotion:Member 30 CNY",
      ]
    `)
  })
})
