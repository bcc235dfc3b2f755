/**
 * Reconciling: reading the operations that a file is compared with, and comparing them.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { counts } from "./books/AsOf.ts"
import { bookEntry } from "./books/BookEntry.ts"
import { readFile } from "./books/ExternalFile.ts"
import { type JournalItem, reconcile } from "./books/reconcile.ts"
import {
  columnsFor,
  itemsOf,
  type Reconciled,
  reconciled,
  type Reconciliation,
  referenceFor
} from "./books/Reconciliation.ts"
import { selects } from "./books/Selection.ts"
import { type Desk, groundOf } from "./bookGround.ts"
import { foldJournal } from "./foldJournal.ts"
import type { StoreUnavailable } from "./ports/Store.ts"

/** A file that cannot be read: each path names the line and the column. Nothing was compared. */
export class FileRefused extends Schema.TaggedError<FileRefused>()("FileRefused", {
  faults: Schema.Array(
    Schema.Struct({
      path: Schema.Array(Schema.Union([Schema.String, Schema.Number])),
      message: Schema.String
    })
  )
}) {}

/** Compares a file with the journal. It keeps the file's lines and the operations of the period in memory. */
export const reconcileJournal: (
  desk: Desk,
  asked: Reconciliation
) => Effect.Effect<Reconciled, StoreUnavailable | FileRefused> = Effect.fnUntraced(function* (desk, asked) {
  const { assets, extent } = yield* groundOf(desk, asked.asOf)
  const read = readFile(asked.file, asked, assets, columnsFor(asked.by))
  if (Result.isFailure(read)) return yield* new FileRefused({ faults: read.failure })
  const items: Array<JournalItem> = []
  // A file without a column for it is of one currency, and says nothing of what there was in others.
  const isTold = ({ asset }: JournalItem) => asked.columns.currency !== undefined || asset === asked.currency
  let last = 0
  yield* foldJournal(desk.store, extent, ({ operation }) => {
    last = Math.max(last, operation.recordedAt)
    const entry = counts(asked, operation) ? bookEntry(operation) : undefined
    if (entry !== undefined && selects(asked, entry)) items.push(...itemsOf(operation, asked).filter(isTold))
  })
  const pairings = reconcile(read.success, items, {
    isSummed: asked.isSummed === true || asked.by === "outletAndDay",
    referenceOf: referenceFor(asked.by)
  })
  const asOf = asked.asOf ?? Math.max(last, yield* Clock.currentTimeMillis)
  return reconciled(pairings, { asOf, assets, withMatched: asked.withMatched === true })
})
