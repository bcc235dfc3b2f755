/**
 * The rows of a ledger that is kept in memory, as an audit reads them: every value is one document.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "../batch/decideBatch.ts"
import type { Posting } from "../journal/Entry.ts"
import type { AuditReading, JournalQuery } from "../ports/Store.ts"
import type { AuditPage, PostingRow, ShardRow, StoredRow, Table, Tables } from "../ports/StoredRow.ts"
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

/** A posting in its columns. */
const postingRow = (sequence: number, place: number, { account, amount, asset }: Posting): PostingRow => ({
  sequence,
  place,
  kind: account.kind,
  wallet: "wallet" in account ? account.wallet : null,
  program: "program" in account ? account.program : null,
  subWallet: "subWallet" in account ? account.subWallet : null,
  funding: "funding" in account ? account.funding : null,
  owner: "owner" in account ? (account.owner ?? null) : null,
  tender: "tender" in account ? account.tender : null,
  asset,
  amount: Number(amount)
})

const pageOf = (operations: ReadonlyArray<Recorded>): AuditPage => ({
  operations,
  links: operations.flatMap(({ operation: { links, sequence } }) =>
    links.map((link, place) => ({ sequence, place, link }))
  ),
  postings: operations.flatMap(({ operation: { entry, sequence } }) =>
    entry.postings.map((posting, place) => postingRow(sequence, place, posting))
  )
})

const rowsIn = (kept: Kept, table: Table): ReadonlyArray<StoredRow> =>
  [...kept[table].values()].map((value) => rowOf(table, value))

/** The audit of values in memory. What is recorded is said by the journal alone, so that there is nothing else to read. */
export const auditOf = (
  kept: () => Kept,
  journal: (query: JournalQuery) => ReadonlyArray<Recorded>,
  shards: () => ReadonlyArray<ShardRow>
): AuditReading => ({
  page: (query) => Effect.sync(() => pageOf(journal(query))),
  rows: ({ after, limit, table }) =>
    Effect.sync(() =>
      rowsIn(kept(), table)
        .filter(({ key }) => after === undefined || key > after)
        .toSorted((a, b) => (a.key < b.key ? -1 : 1))
        .slice(0, limit)
    ),
  rowOf,
  shards: () => Effect.sync(shards)
})
