/**
 * Unclaimed property as a work-list: whose value is due to the state, since when, and how much of it.
 *
 * @module
 */
import { type Instant, iso } from "../values/Instant.ts"
import { dateText, localDate, type Zone } from "../values/Zone.ts"
import { type Column, type Report, reportOf } from "./Report.ts"
import type { Closing } from "./rollForwardReport.ts"
import type { Unclaimed } from "./unclaimed.ts"

const columns: ReadonlyArray<Column<Unclaimed>> = [
  { name: "program", title: "Program", kind: "text" },
  { name: "account", title: "Account", kind: "text" },
  { name: "holder", title: "Holder", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "funding", title: "Funding", kind: "text" },
  { name: "amount", title: "Amount", kind: "amount", isSummed: true },
  { name: "owed", title: "Owed to the state", kind: "amount", isSummed: true },
  { name: "lastActivity", title: "Last activity", kind: "instant" },
  { name: "dueAt", title: "Due at", kind: "instant" },
  { name: "version", title: "Version", kind: "count" }
]

/** Everything that is due by an instant. */
export const unclaimedReport = (
  rows: ReadonlyArray<Unclaimed>,
  { by, zone }: { readonly by: Instant; readonly zone: Zone },
  { asOf, assets }: Closing
): Report<Unclaimed> =>
  reportOf<Unclaimed>({
    title: "Unclaimed property",
    asOf,
    parameters: { "due by": iso(by) },
    columns,
    rows,
    series: rows.map(({ asset, dueAt, owed, program }) => ({
      time: dateText(localDate(zone, dueAt)),
      category: program,
      value: owed,
      asset
    })),
    assets
  })
