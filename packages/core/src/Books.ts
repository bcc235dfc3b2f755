/**
 * The books: reports of the journal as of now or as of any instant, always the same for the same instant.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type * as Stream from "effect/Stream"
import { AccountChart } from "./books/AccountChart.ts"
import { asOfFields, counts } from "./books/AsOf.ts"
import type { BookEntry } from "./books/BookEntry.ts"
import type { JournalEntries, JournalExport } from "./books/JournalExport.ts"
import type { Report } from "./books/Report.ts"
import { type TrialBalanceRow, trialBalanceReport } from "./books/trialBalanceReport.ts"
import { type Desk, groundOf } from "./bookGround.ts"
import { entries, exported } from "./exportJournal.ts"
import { foldJournal } from "./foldJournal.ts"
import { addPostings, inOrder, type Sums } from "./journal/trialBalance.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { StoredValue } from "./StoredValue.ts"

/** TrialBalance: the sum of every ledger account. */
export const TrialBalance = Schema.Struct({
  ...asOfFields,
  /** The retailer's own account names. Absent: the default chart. */
  chart: Schema.optionalKey(AccountChart)
})
export type TrialBalance = typeof TrialBalance.Type

interface Shape {
  /** The sum of every ledger account as of an instant. */
  readonly trialBalance: (asked: TrialBalance) => Effect.Effect<Report<TrialBalanceRow>, StoreUnavailable>
  /** What was debited and credited, in the order in which it was recorded; summed up, in the order of the days. */
  readonly entries: (asked: JournalEntries) => Stream.Stream<BookEntry, StoreUnavailable>
  /** The same as the text of a file, piece by piece. */
  readonly export: (asked: JournalExport) => Stream.Stream<string, StoreUnavailable>
}

const trialBalance =
  (desk: Desk): Shape["trialBalance"] =>
  (asked) =>
    Effect.gen(function* () {
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

/** The books of one tenant's ledger. */
export class Books extends Context.Service<Books, Shape>()("@tessera/core/Books") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const desk: Desk = { store: yield* Store, ledger: yield* StoredValue }
      return Books.of({
        trialBalance: trialBalance(desk),
        entries: (asked) => entries(desk, asked),
        export: (asked) => exported(desk, asked)
      })
    })
  )
}
