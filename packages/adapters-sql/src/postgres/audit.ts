/**
 * The rows of a database as an audit reads them, those of which nothing speaks among them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { Range, RowsQuery, ShardRow } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { storedRow } from "../auditRows.ts"
import { linkRowFrom, postingFrom } from "../journalRows.ts"
import { type Row, whole } from "../rows.ts"
import { lists } from "./journal.ts"
import type { Session } from "./Session.ts"

/** The links and postings of a range of sequences. */
export const details = Effect.fnUntraced(function* (
  { readers, statements, tenant }: Session,
  { after, shard, until = Number.MAX_SAFE_INTEGER }: Range
) {
  const range = [tenant, shard, BigInt(after), BigInt(until)]
  const [links, postings] = yield* Effect.all(
    [lists(readers, statements.linkRows, range), lists(readers, statements.postingRows, range)],
    { concurrency: 2 }
  )
  return {
    links: links.map((row) => linkRowFrom(row)),
    postings: postings.map((row) => postingFrom(row))
  }
})

const keyFrom = ({ after, table }: RowsQuery): ReadonlyArray<string> => {
  if (table !== "tombstone") return [after ?? ""]
  return after === undefined ? ["", ""] : Ids.unscoped(after as Ids.ScopedKey)
}

/** A page of a table. */
export const rows = ({ readers, statements, tenant }: Session, query: RowsQuery) =>
  Effect.map(
    readers.unsafe<Row>(statements[`${query.table}Rows`], [tenant, ...keyFrom(query), BigInt(query.limit)]),
    (found) => found.map((row) => storedRow(query.table, row))
  )

/** How far each shard says that it has come. */
export const shardsOf = ({ readers, statements, tenant }: Session) =>
  Effect.map(readers.unsafe<Row>(statements.shardRows, [tenant]), (found) =>
    found.map((row): ShardRow => ({
      shard: whole(row, "shard"),
      sequence: whole(row, "sequence"),
      recordedAt: whole(row, "recordedAt"),
      network: whole(row, "network")
    }))
  )
