/**
 * The rows of a ledger that is kept in memory, as an audit reads them: every value is one document.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "../batch/decideBatch.ts"
import { headText } from "../journal/hashChain.ts"
import { rowText } from "../journal/leafText.ts"
import { postingsText, rowEnd } from "../journal/postingsText.ts"
import type { AuditReading, JournalQuery } from "../ports/Store.ts"
import type {
  AuditPage,
  OperationRow,
  PostingRows,
  ShardRow,
  StoredRow,
  Table,
  Tables
} from "../ports/StoredRow.ts"
import { canonicalText } from "../values/canonical.ts"

/** What is kept, by its key. */
type Kept = { readonly [T in Table]: ReadonlyMap<string, Tables[T]> }

const keyOf = (table: Table, value: Tables[Table]): string => {
  const field = table === "card" ? "index" : table === "tombstone" ? "key" : "id"
  return String(Reflect.get(value, field))
}

const rowOf: AuditReading["rowOf"] = (table, value) => ({
  key: keyOf(table, value),
  says: { document: canonicalText(value) }
})

const operationRow = ({ operation, text }: Recorded, leaves: boolean): OperationRow => ({
  shard: operation.shard,
  sequence: operation.sequence,
  id: operation.id,
  verb: operation.verb,
  approved: operation.approved,
  recordedAt: operation.recordedAt,
  head: headText(operation),
  text,
  outcome: operation.outcome,
  leaf: leaves ? rowText(operation) : undefined
})

const postingRows = (operations: ReadonlyArray<Recorded>): PostingRows => {
  const posted = operations.filter(({ operation }) => operation.entry.postings.length > 0)
  return {
    rows: posted.reduce((sum, { operation }) => sum + operation.entry.postings.length, 0),
    text: posted
      .map(({ operation: { entry, sequence } }) => postingsText(sequence, entry.postings))
      .join(rowEnd)
  }
}

/** A page of the journal as an audit reads it. */
export const pageOf = (operations: ReadonlyArray<Recorded>, leaves: boolean): AuditPage => ({
  operations: operations.map((recorded) => operationRow(recorded, leaves)),
  links: operations.flatMap(({ operation: { links, sequence } }) =>
    links.map((link, place) => ({ sequence, place, link }))
  ),
  postings: postingRows(operations)
})

const rowsIn = (kept: Kept, table: Table): ReadonlyArray<StoredRow> =>
  [...kept[table].values()].map((value) => rowOf(table, value))

/** The audit of values in memory. What is recorded is said by the journal alone, so that there is nothing else to read. */
export const auditOf = (
  kept: () => Kept,
  journal: (query: JournalQuery) => ReadonlyArray<Recorded>,
  shards: () => ReadonlyArray<ShardRow>,
  founding: () => string | undefined
): AuditReading => ({
  page: (query) => Effect.sync(() => pageOf(journal(query), query.leaves)),
  rows: ({ after, limit, table }) =>
    Effect.sync(() =>
      rowsIn(kept(), table)
        .filter(({ key }) => after === undefined || key > after)
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, limit)
    ),
  rowOf,
  shards: () => Effect.sync(shards),
  founding: () => Effect.sync(founding)
})
