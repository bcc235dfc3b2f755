/**
 * The trial balance as a report: per ledger account and asset its debit or its credit; both columns come to the same.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { accountTitle } from "../journal/ChartOfAccounts.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import type { Asset } from "../values/Asset.ts"
import { type Instant, iso } from "../values/Instant.ts"
import { type AsOf, asOfFields } from "./AsOf.ts"
import { AccountChart, nameIn } from "./AccountChart.ts"
import { type Report, reportOf, seriesOf } from "./Report.ts"

/** TrialBalance: the sum of every ledger account. */
export const TrialBalance = Schema.Struct({
  ...asOfFields,
  /** The retailer's own account names. Absent: the default chart. */
  chart: Schema.optionalKey(AccountChart)
})
export type TrialBalance = typeof TrialBalance.Type

/** The sum of one account: a debit or a credit, in minor units. */
export interface TrialBalanceRow {
  /** The name in the chart. */
  readonly name: string
  /** The account's kind and what tells it apart. */
  readonly account: string
  readonly asset: string
  readonly debit?: bigint
  readonly credit?: bigint
}

/** The trial balance of sums that were added up as of an instant. */
export const trialBalanceReport = (
  sums: ReadonlyArray<AccountSum>,
  {
    asOf,
    asked,
    assets,
    chart
  }: {
    readonly asOf: Instant
    readonly asked: AsOf
    readonly assets: ReadonlyArray<Asset>
    readonly chart: AccountChart
  }
): Report<TrialBalanceRow> => {
  const name = nameIn(chart)
  return reportOf<TrialBalanceRow>({
    title: "Trial balance",
    asOf,
    ...(asked.effectiveUntil !== undefined && {
      parameters: { "effective until": iso(asked.effectiveUntil) }
    }),
    columns: [
      { name: "name", title: "Account", kind: "text" },
      { name: "account", title: "Of", kind: "text" },
      { name: "asset", title: "Asset", kind: "text" },
      { name: "debit", title: "Debit", kind: "amount", isSummed: true },
      { name: "credit", title: "Credit", kind: "amount", isSummed: true }
    ],
    rows: sums.map(({ account, amount, asset }) => ({
      name: name(account),
      account: accountTitle(account),
      asset,
      ...(amount < 0n ? { credit: -amount } : { debit: amount })
    })),
    series: seriesOf(
      sums.map(({ account, amount, asset }) => ({
        time: iso(asked.effectiveUntil ?? asOf),
        category: name(account),
        value: amount,
        asset
      }))
    ),
    assets
  })
}
