/**
 * The books: reports of the journal as of now or as of any instant, always the same for the same instant.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Stream from "effect/Stream"
import type { BookEntry } from "./books/BookEntry.ts"
import type { JournalEntries, JournalExport } from "./books/JournalExport.ts"
import type { Reconciled, Reconciliation } from "./books/Reconciliation.ts"
import type { Report } from "./books/Report.ts"
import type { TrialBalance, TrialBalanceRow } from "./books/trialBalanceReport.ts"
import type { Desk } from "./bookGround.ts"
import { entries, exported } from "./exportJournal.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { type FileRefused, reconcileJournal } from "./reconcileJournal.ts"
import { StoredValue } from "./StoredValue.ts"
import { trialBalanceAsOf } from "./trialBalanceAsOf.ts"

interface Shape {
  /** The sum of every ledger account as of an instant. */
  readonly trialBalance: (asked: TrialBalance) => Effect.Effect<Report<TrialBalanceRow>, StoreUnavailable>
  /** What was debited and credited, in the order in which it was recorded; summed up, in the order of the days. */
  readonly entries: (asked: JournalEntries) => Stream.Stream<BookEntry, StoreUnavailable>
  /** The same as the text of a file, piece by piece. */
  readonly export: (asked: JournalExport) => Stream.Stream<string, StoreUnavailable>
  /** What a file of another system and the journal say alike, and what not. */
  readonly reconcile: (asked: Reconciliation) => Effect.Effect<Reconciled, StoreUnavailable | FileRefused>
}

/** What is answered from a ledger. */
export const booksOn = (desk: Desk): Shape => ({
  trialBalance: (asked) => trialBalanceAsOf(desk, asked),
  entries: (asked) => entries(desk, asked),
  export: (asked) => exported(desk, asked),
  reconcile: (asked) => reconcileJournal(desk, asked)
})

/** The books of one tenant's ledger. */
export class Books extends Context.Service<Books, Shape>()("@tessera/core/Books") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const { networkAsOf, networkOfVersion } = yield* StoredValue
      return Books.of(booksOn({ store: yield* Store, networkAsOf, networkOfVersion }))
    })
  )
}
