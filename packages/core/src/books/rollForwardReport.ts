/**
 * The roll-forward as a report: per program, asset, sub-wallet, funding class and age; and what promotions cost, apart.
 *
 * @module
 */
import type { FundingClass } from "../program/SubWalletRule.ts"
import type { Asset } from "../values/Asset.ts"
import type { ProgramId, SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { bucketOf, monthsBetween, usualAges } from "./cohort.ts"
import { type CostColumn, type LiabilityColumn, liabilityColumns } from "./liabilityColumns.ts"
import { type Period, periodText } from "./Period.ts"
import { type Column, type Report, reportOf, seriesOf } from "./Report.ts"
import type { CohortMoved, CostMoved } from "./rollForward.ts"

/** What of an account of the books is of one age. Columns are positive as they are named. */
export interface RollForwardRow extends Readonly<Record<LiabilityColumn | "opening" | "closing", bigint>> {
  readonly program: ProgramId
  readonly asset: string
  readonly subWallet: SubWalletId
  readonly funding: FundingClass
  /** Since the month in which it was funded; or that month. */
  readonly age: string
}

/** What promotions cost, by program. */
export interface PromotionsRow extends Readonly<Record<CostColumn | "opening" | "closing", bigint>> {
  readonly program: ProgramId
  readonly asset: string
}

/** When a report closes, up to when the journal was read for it, and the assets that it names. */
export interface Closing {
  readonly date: string
  readonly asOf: Instant
  readonly assets: ReadonlyArray<Asset>
}

/** How value is divided by age. */
export interface Aging {
  /** Absent: `age`, in buckets; `cohort`: by the month in which it was funded. */
  readonly by?: "age" | "cohort"
  /** In months, rising: where buckets begin. Absent: 3, 6, 12, 24, 36 and 60. */
  readonly ages?: ReadonlyArray<number>
}

const titles: Record<LiabilityColumn, string> = {
  issued: "Issued",
  loaded: "Loaded",
  granted: "Granted",
  refunded: "Refunded",
  transferredIn: "Transferred in",
  redeemed: "Redeemed",
  expired: "Expired",
  fees: "Fees",
  cashedOut: "Cashed out",
  clawedBack: "Clawed back",
  chargedBack: "Charged back",
  escheated: "Escheated",
  transferredOut: "Transferred out",
  adjusted: "Adjusted"
}

const amount = <Name extends string>(name: Name, title: string) =>
  ({ name, title, kind: "amount", isSummed: true }) as const

const liabilityNames = Object.keys(liabilityColumns) as ReadonlyArray<LiabilityColumn>

const columns: ReadonlyArray<Column<RollForwardRow>> = [
  { name: "program", title: "Program", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "subWallet", title: "Sub-wallet", kind: "text" },
  { name: "funding", title: "Funding", kind: "text" },
  { name: "age", title: "Age", kind: "text" },
  amount("opening", "Opening"),
  ...liabilityNames.map((name) => amount(name, titles[name])),
  amount("closing", "Closing")
]

/** The rows of one age together. */
const together = (
  rows: readonly [CohortMoved, ...ReadonlyArray<CohortMoved>],
  age: string
): RollForwardRow => {
  const { cohort: _, ...first } = rows[0]
  const total = { ...first, age }
  for (const row of rows.slice(1))
    for (const name of ["opening", ...liabilityNames, "closing"] as const) total[name] += row[name]
  return total
}

const isSome = <A>(all: ReadonlyArray<A>): all is readonly [A, ...ReadonlyArray<A>] => all.length > 0

/** Cohorts are in order, so buckets come oldest first. A cohort in which nothing was and nothing moved is left out. */
const rowsOf = (
  cohorts: ReadonlyArray<CohortMoved>,
  { ages = usualAges, by = "age" }: Aging,
  closing: string
): ReadonlyArray<RollForwardRow> => {
  const ageOf = ({ cohort }: CohortMoved): string =>
    by === "cohort" ? cohort : bucketOf(ages, monthsBetween(cohort, closing))
  const moved = cohorts.filter((row) => row.opening !== 0n || liabilityNames.some((name) => row[name] !== 0n))
  const groups = Map.groupBy(moved, (row) =>
    [row.program, row.asset, row.subWallet, row.funding, ageOf(row)].join("\n")
  )
  return [...groups.values()].flatMap((group) => (isSome(group) ? [together(group, ageOf(group[0]))] : []))
}

/** The roll-forward of a period. */
export const rollForwardReport = (
  cohorts: ReadonlyArray<CohortMoved>,
  asked: Period & Aging,
  { asOf, assets, date }: Closing
): Report<RollForwardRow> => {
  const rows = rowsOf(cohorts, asked, date)
  return reportOf<RollForwardRow>({
    title: "Liability roll-forward",
    asOf,
    parameters: periodText(asked),
    columns,
    rows,
    // What is owed at the close, by funding class and age.
    series: seriesOf(
      rows.map(({ age, asset, closing, funding }) => ({
        time: date,
        category: `${funding} ${age}`,
        value: closing,
        asset
      }))
    ),
    assets
  })
}

const costColumns: ReadonlyArray<Column<PromotionsRow>> = [
  { name: "program", title: "Program", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  amount("opening", "Before"),
  amount("given", "Given"),
  amount("expired", "Expired"),
  amount("fees", "Fees"),
  amount("clawedBack", "Clawed back"),
  amount("chargedBack", "Charged back"),
  amount("converted", "Converted"),
  amount("borne", "Borne by owners"),
  amount("adjusted", "Adjusted"),
  amount("closing", "In all")
]

/** What promotions cost in a period, and in all. */
export const promotionsReport = (
  rows: ReadonlyArray<CostMoved>,
  asked: Period,
  { asOf, assets, date }: Closing
): Report<PromotionsRow> =>
  reportOf<PromotionsRow>({
    title: "What promotions cost",
    asOf,
    parameters: periodText(asked),
    columns: costColumns,
    rows,
    series: rows.map(({ asset, closing, opening, program }) => ({
      time: date,
      category: program,
      value: closing - opening,
      asset
    })),
    assets
  })
