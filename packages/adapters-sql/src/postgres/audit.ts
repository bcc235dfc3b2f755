/**
 * The rows of a database as an audit reads them, those of which nothing speaks among them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { AuditQuery, RowsQuery, ShardRow } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { operationExpressions, postingsExpressions } from "../auditColumns.ts"
import { programFrom, storedRow } from "../auditRows.ts"
import { pageFrom, sequenceOf } from "../journalRows.ts"
import { type Row, whole } from "../rows.ts"
import { spelledRows } from "./spelled.ts"
import { lists } from "./journal.ts"
import type { Session } from "./Session.ts"

/** What is asked for as a text of columns, each with how many it has. */
const widths = {
  auditJournal: operationExpressions("chr(10)", false).length,
  auditLeaves: operationExpressions("chr(10)", true).length,
  auditPostings: postingsExpressions("chr(10)", "string_agg").length
}

/** Asks for rows as a text of columns, and as a document only where that is not enough. */
const asked = Effect.fnUntraced(function* (
  { readers, statements }: Session,
  what: keyof typeof widths,
  parameters: ReadonlyArray<unknown>
) {
  const [row] = yield* readers.unsafe<Row>(statements[what], parameters)
  const text = row?.["text"]
  if (typeof text !== "string") return []
  return (
    spelledRows(text, Number(row?.["rows"]), widths[what]) ??
    (yield* lists(readers, statements[`${what}Listed`], parameters))
  )
})

/** A page of the journal with the links and postings up to its end, or to the end of all. Sequences have no gaps. */
export const page = Effect.fnUntraced(function* (
  session: Session,
  { after, leaves, limit, shard }: AuditQuery
) {
  const { readers, statements, tenant } = session
  const from = [tenant, shard, BigInt(after)]
  const under = (until: number) => {
    const range = [...from, BigInt(until)]
    return Effect.all([lists(readers, statements.manyLinks, range), asked(session, "auditPostings", range)], {
      concurrency: 2
    })
  }
  const operations = asked(session, leaves ? "auditLeaves" : "auditJournal", [...from, BigInt(limit)])
  const [rows, near] = yield* Effect.all([operations, under(after + limit)], { concurrency: 2 })
  const until = rows.length < limit ? Number.MAX_SAFE_INTEGER : sequenceOf(rows.at(-1))
  const [links, postings] = until === after + limit ? near : yield* under(until)
  return pageFrom(shard, rows, links, postings)
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

/** The terms that the database holds. */
export const programsOf = ({ readers, statements, tenant }: Session) =>
  Effect.map(readers.unsafe<Row>(statements.programRows, [tenant]), (found) =>
    found.map((row) => programFrom(row))
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
