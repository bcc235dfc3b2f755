/**
 * The trial balance as of an instant, added up from what was recorded and effective by then.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { counts } from "./books/AsOf.ts"
import type { Report } from "./books/Report.ts"
import { type TrialBalance, type TrialBalanceRow, trialBalanceReport } from "./books/trialBalanceReport.ts"
import { type Desk, groundOf } from "./bookGround.ts"
import { foldJournal } from "./foldJournal.ts"
import { addPostings, inOrder, type Sums } from "./journal/trialBalance.ts"
import type { StoreUnavailable } from "./ports/Store.ts"

/** The trial balance as of an instant of ledger time, or of all that is recorded. */
export const trialBalanceAsOf: (
  desk: Desk,
  asked: TrialBalance
) => Effect.Effect<Report<TrialBalanceRow>, StoreUnavailable> = Effect.fnUntraced(function* (desk, asked) {
  const { assets, extent } = yield* groundOf(desk, asked.asOf)
  const sums: Sums = new Map()
  let last = 0
  yield* foldJournal(desk.store, extent, ({ operation }) => {
    last = Math.max(last, operation.recordedAt)
    if (counts(asked, operation)) addPostings(sums, operation.entry.postings)
  })
  const asOf = asked.asOf ?? Math.max(last, yield* Clock.currentTimeMillis)
  return trialBalanceReport(inOrder(sums), { asOf, asked, assets, chart: asked.chart ?? [] })
})
