/**
 * Breakage as a report, and the lines by which the retailer's own books take it over.
 *
 * @module
 */
import type { BookAccount } from "../journal/ChartOfAccounts.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import type { CohortBreakage } from "./breakage.ts"
import { type Period, periodText } from "./Period.ts"
import { type Column, type Point, type Report, reportOf } from "./Report.ts"
import type { Closing } from "./rollForwardReport.ts"
import type { Usage } from "./usage.ts"

const amount = <Name extends string>(name: Name, title: string) =>
  ({ name, title, kind: "amount", isSummed: true }) as const

const columns: ReadonlyArray<Column<CohortBreakage>> = [
  { name: "program", title: "Program", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "funding", title: "Funding", kind: "text" },
  { name: "cohort", title: "Sold in", kind: "text" },
  { name: "method", title: "Method", kind: "text" },
  amount("sold", "Sold"),
  amount("used", "Used"),
  amount("left", "Left"),
  amount("expected", "Expected to break"),
  amount("recognised", "Recognised"),
  amount("before", "Recognised before"),
  amount("posted", "Posted at its end"),
  amount("toPost", "To post")
]

/** The redemption curve: what of each month's sales was used in which month. */
const curves = (usages: ReadonlyArray<Usage>): ReadonlyArray<Point> =>
  usages.flatMap(({ asset, cohort, funding, months, program }) =>
    [...months]
      .toSorted(([a], [b]) => (a < b ? -1 : 1))
      .map(([time, value]) => ({ time, category: `${program} ${funding} ${cohort}`, value, asset }))
  )

/** The breakage of a period; the series are the redemption curves of its cohorts. */
export const breakageReport = (
  rows: ReadonlyArray<CohortBreakage>,
  usages: ReadonlyArray<Usage>,
  asked: Period,
  { asOf, assets }: Closing
): Report<CohortBreakage> =>
  reportOf<CohortBreakage>({
    title: "Breakage",
    asOf,
    parameters: periodText(asked),
    columns,
    rows,
    series: curves(usages),
    assets
  })

/**
 * What the retailer's own books post for the period, debits positive: income that is recognised before value ends. Our books
 * do not post it, because the holder may use the value as before.
 */
export const breakageLines = (rows: ReadonlyArray<CohortBreakage>): ReadonlyArray<AccountSum> =>
  [
    ...Map.groupBy(rows, ({ asset, funding, program }) => [program, asset, funding].join("\n")).values()
  ].flatMap((group): ReadonlyArray<AccountSum> => {
    const [first] = group
    const sum = group.reduce((total, { toPost }) => total + toPost, 0n)
    if (first === undefined || sum === 0n) return []
    const { asset, funding, program } = first
    const owed: BookAccount = { kind: "liability", program, funding }
    return [
      { account: owed, asset, amount: sum },
      { account: { kind: "breakageIncome", program }, asset, amount: -sum }
    ]
  })
