/**
 * The rows of a database as an audit reads them, those of which nothing speaks among them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { JournalQuery, RowsQuery, ShardRow } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { programFrom, storedRow } from "../auditRows.ts"
import { pageFrom } from "../journalRows.ts"
import { type Row, whole } from "../rows.ts"
import { spelledRows } from "./spelled.ts"
import { operationColumns, postingColumns } from "./columns.ts"
import { lists } from "./journal.ts"
import type { Session } from "./Session.ts"

/** Asks for rows as a text of columns, and as a document only where that is not enough. */
const asked = Effect.fnUntraced(function* (
  { readers, statements }: Session,
  [spelled, document]: readonly ["spelledJournal", "journal"] | readonly ["spelledPostings", "postingRows"],
  width: number,
  parameters: ReadonlyArray<unknown>
) {
  const [row] = yield* readers.unsafe<Row>(statements[spelled], parameters)
  const text = row?.["text"]
  if (typeof text !== "string") return []
  return (
    spelledRows(text, Number(row?.["rows"]), width) ??
    (yield* lists(readers, statements[document], parameters))
  )
})

/** The columns that are asked for. */
const [ofOperation, ofPosting] = [operationColumns.length, postingColumns.length - 1]

/** A page of the journal with the links and postings up to its end, or to the end of all. Sequences have no gaps. */
export const page = Effect.fnUntraced(function* (session: Session, { after, limit, shard }: JournalQuery) {
  const { readers, statements, tenant } = session
  const under = (until: number) => {
    const range = [tenant, shard, BigInt(after), BigInt(until)]
    return Effect.all(
      [
        lists(readers, statements.manyLinks, range),
        asked(session, ["spelledPostings", "postingRows"], ofPosting, range)
      ],
      { concurrency: 2 }
    )
  }
  const [rows, near] = yield* Effect.all(
    [
      asked(session, ["spelledJournal", "journal"], ofOperation, [
        tenant,
        shard,
        BigInt(after),
        BigInt(limit)
      ]),
      under(after + limit)
    ],
    { concurrency: 2 }
  )
  const until = rows.length < limit ? Number.MAX_SAFE_INTEGER : Number(rows.at(-1)?.[1])
  const [links, postings] = until === after + limit ? near : yield* under(until)
  return pageFrom(rows, links, postings)
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
