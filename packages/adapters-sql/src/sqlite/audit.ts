/**
 * The rows of a file as an audit reads them, those of which nothing speaks among them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { AuditPage, AuditQuery, ProgramRow, RowsQuery, ShardRow, StoredRow } from "@tessera/core/ports"
import { programFrom, storedRow } from "../auditRows.ts"
import { pageFrom, sequenceOf } from "../journalRows.ts"
import { whole } from "../rows.ts"
import { lists } from "./journal.ts"
import { type Session, shard } from "./Session.ts"

/** A page of the journal with the links and postings up to its end, or to the end of all. */
export const page = ({ statements, tenant }: Session, { after, leaves, limit }: AuditQuery): AuditPage => {
  const rows = lists(statements[leaves ? "auditLeaves" : "auditJournal"].all(tenant, shard, after, limit))
  const until = rows.length < limit ? Number.MAX_SAFE_INTEGER : sequenceOf(rows.at(-1))
  const range = [tenant, shard, after, until] as const
  const [posted = []] = lists(statements.auditPostings.all(...range))
  return pageFrom(shard, rows, lists(statements.manyLinks.all(...range)), {
    rows: Number(posted[0]),
    text: String(posted[1])
  })
}

const read = ({ statements, tenant }: Session, { after = "", limit, table }: RowsQuery) => {
  if (table !== "tombstone") return statements[`${table}Rows`].all(tenant, after, limit)
  const [client, key] = after === "" ? ["", ""] : Ids.unscoped(after as Ids.ScopedKey)
  return statements.tombstoneRows.all(tenant, client, key, limit)
}

/** A page of a table. */
export const rows = (session: Session, query: RowsQuery): ReadonlyArray<StoredRow> =>
  read(session, query).map((row) => storedRow(query.table, row))

/** What the ledger was founded on, as it stands. */
export const founding = ({ statements, tenant }: Session): string | undefined => {
  const row = statements.founding.get(tenant)
  return row === undefined ? undefined : String(row["value"])
}

/** The terms that the file holds. */
export const programs = ({ statements, tenant }: Session): ReadonlyArray<ProgramRow> =>
  statements.programRows.all(tenant).map((row) => programFrom(row))

/** How far the file says that it has come. */
export const shards = ({ statements, tenant }: Session): ReadonlyArray<ShardRow> =>
  statements.shardRows.all(tenant).map((row) => ({
    shard: whole(row, "shard"),
    sequence: whole(row, "sequence"),
    recordedAt: whole(row, "recordedAt"),
    network: whole(row, "network")
  }))
