/** One definition of a report gives its totals, its CSV and the table that is printed. */
import { describe, expect, it } from "vitest"
import { reportCsv, type Report, reportOf, reportText } from "@tessera/core"
import { seriesOf } from "../../src/books/Report.ts"

interface Sale {
  readonly date: string
  readonly outlet: string
  readonly asset: string
  readonly count: number
  readonly at: number
  readonly sold: bigint
  readonly refunded?: bigint
}

const at = Date.UTC(2026, 10, 21, 18)

const report: Report<Sale> = reportOf<Sale>({
  title: "Sales",
  asOf: at,
  parameters: { owner: "hq" },
  columns: [
    { name: "date", title: "Date", kind: "text" },
    { name: "outlet", title: "Outlet", kind: "text" },
    { name: "count", title: "Sales", kind: "count" },
    { name: "at", title: "Last", kind: "instant" },
    { name: "asset", title: "Asset", kind: "text" },
    { name: "sold", title: "Sold", kind: "amount", isSummed: true },
    { name: "refunded", title: "Refunded", kind: "amount", isSummed: true }
  ],
  rows: [
    { date: "2026-11-21", outlet: "KTV 一号", count: 3, at, asset: "CNY", sold: 12_345n, refunded: 5n },
    { date: "2026-11-21", outlet: "=SUM(A1)", count: 1, at, asset: "JPY", sold: 700n },
    { date: "2026-11-21", outlet: 'The "Bar", KTV2', count: 1, at, asset: "CNY", sold: -100n }
  ],
  series: seriesOf([3n, 4n].map((value) => ({ time: "2026-11-21", category: "sold", value, asset: "CNY" }))),
  assets: [
    { code: "CNY", exponent: 2 },
    { code: "JPY", exponent: 0 },
    { code: "KWD", exponent: 3 }
  ]
})

describe("a report", () => {
  it("adds up what of its series is of one time, category and asset", () => {
    expect(report.series).toEqual([{ time: "2026-11-21", category: "sold", value: 7n, asset: "CNY" }])
  })

  it("adds the columns up that it is asked to, per asset", () => {
    expect(report.totals).toEqual([
      { asset: "CNY", amounts: { sold: 12_245n, refunded: 5n } },
      { asset: "JPY", amounts: { sold: 700n, refunded: 0n } }
    ])
  })

  it("is CSV with names, exponents, instants, quotes, and no formulas", () => {
    expect(reportCsv(report).split("\r\n")).toEqual([
      "date,outlet,count,at,asset,sold,refunded",
      "2026-11-21,KTV 一号,3,2026-11-21T18:00:00.000Z,CNY,123.45,0.05",
      "2026-11-21,'=SUM(A1),1,2026-11-21T18:00:00.000Z,JPY,700,",
      '2026-11-21,"The ""Bar"", KTV2",1,2026-11-21T18:00:00.000Z,CNY,-1.00,',
      ""
    ])
    expect(reportCsv(report, { byteOrderMark: true })).toBe(`\uFEFF${reportCsv(report)}`)
  })

  it("is a table whose columns stand under each other, Chinese names too", () => {
    expect(reportText(report)).toBe(
      [
        "Sales",
        "as of 2026-11-21T18:00:00.000Z, owner: hq",
        "",
        "Date        Outlet           Sales  Last                      Asset    Sold  Refunded",
        "----------  ---------------  -----  ------------------------  -----  ------  --------",
        "2026-11-21  KTV 一号             3  2026-11-21T18:00:00.000Z  CNY    123.45      0.05",
        "2026-11-21  =SUM(A1)             1  2026-11-21T18:00:00.000Z  JPY       700",
        '2026-11-21  The "Bar", KTV2      1  2026-11-21T18:00:00.000Z  CNY     -1.00',
        "----------  ---------------  -----  ------------------------  -----  ------  --------",
        "Total CNY                                                     CNY    122.45      0.05",
        "Total JPY                                                     JPY       700         0",
        ""
      ].join("\n")
    )
  })

  it("does not print an amount whose exponent it does not know", () => {
    expect(() => reportCsv({ ...report, assets: [] })).toThrow("Expected the exponent of CNY")
  })
})
