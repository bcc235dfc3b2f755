/**
 * The rows of a file as an audit reads them, those of which nothing speaks among them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { Details, Range, RowsQuery, ShardRow, StoredRow } from "@tessera/core/ports"
import { storedRow } from "../auditRows.ts"
import { linkRowFrom, postingFrom } from "../journalRows.ts"
import { whole } from "../rows.ts"
import { lists } from "./journal.ts"
import type { Session } from "./Session.ts"

/** The links and postings of a range of sequences. */
export const details = ({ statements, tenant }: Session, { after, shard, until }: Range): Details => {
  const last = until ?? Number.MAX_SAFE_INTEGER
  return {
    links: lists(statements.linkRows.all(tenant, shard, after, last)).map((row) => linkRowFrom(row)),
    postings: lists(statements.postingRows.all(tenant, shard, after, last)).map((row) => postingFrom(row))
  }
}

const read = ({ statements, tenant }: Session, { after = "", limit, table }: RowsQuery) => {
  if (table !== "tombstone") return statements[`${table}Rows`].all(tenant, after, limit)
  const [client, key] = after === "" ? ["", ""] : Ids.unscoped(after as Ids.ScopedKey)
  return statements.tombstoneRows.all(tenant, client, key, limit)
}

/** A page of a table. */
export const rows = (session: Session, query: RowsQuery): ReadonlyArray<StoredRow> =>
  read(session, query).map((row) => storedRow(query.table, row))

/** How far the file says that it has come. */
export const shards = ({ statements, tenant }: Session): ReadonlyArray<ShardRow> =>
  statements.shardRows.all(tenant).map((row) => ({
    shard: whole(row, "shard"),
    sequence: whole(row, "sequence"),
    recordedAt: whole(row, "recordedAt"),
    network: whole(row, "network")
  }))
