/** A day of trade and the cut-off that settles it: the report calls each what it is, and neither for the other. */
import { describe, expect, it } from "vitest"
import { addToDay, dayReport, type DayRows } from "../../src/books/dayReport.ts"
import { chain } from "./chain.ts"

const report = (): ReadonlyArray<string> => {
  const till = chain()
  const rows: DayRows = new Map()
  for (const { operation } of till.journal()) addToDay(rows, {}, operation)
  const said = dayReport(rows, { asOf: till.now, asked: {}, assets: [] }).rows
  till.close()
  return said.map(({ amount, day, outlet = "-", tender = "-", what }) =>
    [day.slice(-2), outlet, what, tender, amount].join(" ")
  )
}

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
})
