/**
 * Periods of a cycle as they became, and as a report: what each owner is due in each of them, and how far it is.
 *
 * @module
 */
import type { ClearingPeriod, PeriodStatus } from "../account/ClearingPeriod.ts"
import { type Column, type Report, reportOf } from "../books/Report.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Asset } from "../values/Asset.ts"
import type { OwnerId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { withIssuers } from "./settle.ts"

/** The periods of a cycle after the operations in its chain, oldest first. One leaves its cycle by being paid, and never else. */
export const periodsAfter = (operations: ReadonlyArray<Operation>): ReadonlyArray<ClearingPeriod> => {
  let periods: ReadonlyArray<ClearingPeriod> = []
  for (const operation of operations)
    for (const movement of operation.entry.movements) {
      const now = movement.kind === "account" ? movement.after.cycle?.periods : undefined
      if (now === undefined) continue
      const gone = periods.filter((one) => !now.some(({ through }) => through === one.through))
      periods = [...gone.map((one) => ({ ...one, status: "paid" as const })), ...now]
    }
  return periods.toSorted((a, b) => (a.through < b.through ? -1 : 1))
}

export interface PeriodRow {
  readonly cycle: string
  /** The last date of the period before it. Absent: it is the first. */
  readonly after?: string
  readonly through: string
  /** How far the owner's position is; of the issuer, how far the period is. */
  readonly status: string
  readonly owner: string
  readonly asset: string
  /** Due to the owner in minor units; with a minus it owes. The issuers are among the owners: the rows add up to zero. */
  readonly due: bigint
  /** The first digits of the hash of its lines. */
  readonly digest: string
}

const columns: ReadonlyArray<Column<PeriodRow>> = [
  { name: "after", title: "After", kind: "text" },
  { name: "through", title: "Through", kind: "text" },
  { name: "status", title: "Status", kind: "text" },
  { name: "owner", title: "Owner", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "due", title: "Due", kind: "amount", isSummed: true },
  { name: "digest", title: "Lines", kind: "text" }
]

/** How far the position of an owner is; of the issuer, how far the period is. */
export const statusOf = ({ paid, status }: ClearingPeriod, owner: OwnerId): PeriodStatus =>
  paid?.includes(owner) === true ? "paid" : status

const rowsOf = (cycle: string, period: ClearingPeriod): ReadonlyArray<PeriodRow> =>
  withIssuers(period.positions).map(({ asset, due, owner }) => ({
    cycle,
    ...(period.previous && { after: period.previous.through }),
    through: period.through,
    status: statusOf(period, owner),
    owner,
    asset,
    due,
    digest: period.digest.slice(0, 16)
  }))

/** All periods of a cycle as a report. */
export const periodsReport = (
  cycle: string,
  periods: ReadonlyArray<ClearingPeriod>,
  {
    asOf,
    assets,
    status
  }: {
    readonly asOf: Instant
    readonly assets: ReadonlyArray<Asset>
    readonly status?: PeriodStatus | undefined
  }
): Report<PeriodRow> => {
  const rows = periods
    .flatMap((period) => rowsOf(cycle, period))
    .filter((row) => status === undefined || row.status === status)
  return reportOf<PeriodRow>({
    title: `Periods of the cycle ${cycle}`,
    asOf,
    columns,
    rows,
    series: rows.map(({ asset, due, owner, through }) => ({
      time: through,
      category: owner,
      value: due,
      asset
    })),
    assets
  })
}
