/**
 * Value added tax as a report: what is taxed at issue and at redemption, per program, month and rate.
 *
 * @module
 */
import { type Period, periodText } from "./Period.ts"
import { type Column, type Report, reportOf } from "./Report.ts"
import type { Closing } from "./rollForwardReport.ts"
import type { Taxed } from "./vat.ts"

const columns: ReadonlyArray<Column<Taxed>> = [
  { name: "program", title: "Program", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "month", title: "Month", kind: "text" },
  { name: "event", title: "Taxed at", kind: "text" },
  { name: "rate", title: "Rate in 1/100 %", kind: "count" },
  { name: "gross", title: "With tax", kind: "amount", isSummed: true },
  { name: "net", title: "Without tax", kind: "amount", isSummed: true },
  { name: "tax", title: "Tax", kind: "amount", isSummed: true }
]

/** What is taxed in a period. */
export const vatReport = (
  rows: ReadonlyArray<Taxed>,
  asked: Period,
  { asOf, assets }: Closing
): Report<Taxed> =>
  reportOf<Taxed>({
    title: "Value added tax of vouchers",
    asOf,
    parameters: periodText(asked),
    columns,
    rows,
    series: rows.map(({ asset, event, month, program, rate, tax }) => ({
      time: month,
      category: `${program} ${event} ${rate}`,
      value: tax,
      asset
    })),
    assets
  })
