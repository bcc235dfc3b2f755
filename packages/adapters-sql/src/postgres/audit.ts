/**
 * The rows of a database as an audit reads them, those of which nothing speaks among them.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import type { AuditQuery, RowsQuery, ShardRow } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { linkExpressions, operationExpressions } from "../auditColumns.ts"
import { programFrom, storedRow } from "../auditRows.ts"
import { pageFrom, sequenceOf } from "../journalRows.ts"
import { type Row, whole } from "../rows.ts"
import { spelledRows } from "./spelled.ts"
import { lists } from "./journal.ts"
import type { Session } from "./Session.ts"

/** How many columns a row has in the text of a page. */
const [operationWidth, linkWidth] = [operationExpressions("chr", true).length, linkExpressions.length]

const textIn = (row: Row | undefined, name: string): string => {
  const value = row?.[name]
  return typeof value === "string" ? value : ""
}

/** The links and postings of an answer; links are asked for as a document where they cannot be told apart. */
const underFrom = Effect.fnUntraced(function* (
  { readers, statements }: Session,
  row: Row | undefined,
  range: ReadonlyArray<unknown>
) {
  const count = Number(row?.["link_rows"])
  const links =
    spelledRows(textIn(row, "links"), count, linkWidth) ??
    (yield* lists(readers, statements.manyLinks, range)).slice(0, count)
  return { links, postings: { rows: Number(row?.["posting_rows"]), text: textIn(row, "postings") } }
})
type Under = Effect.Success<ReturnType<typeof underFrom>>

/** What belongs to nothing comes after everything else. */
const together = (under: Under, astray: Under): Under => ({
  links: [...under.links, ...astray.links],
  postings: {
    rows: under.postings.rows + astray.postings.rows,
    text: [under.postings.text, astray.postings.text].filter((text) => text !== "").join("\u001E")
  }
})

/**
 * A page of the journal with the links and postings up to its end, or to the end of all. All of it is asked for at once, as of
 * one moment, since sequences have no gaps; where they have, links and postings are asked for again. What stands behind the
 * end belongs to nothing, or to what was recorded meanwhile, which is not of this page.
 */
export const page = Effect.fnUntraced(function* (
  session: Session,
  { after, leaves, limit, shard }: AuditQuery
) {
  const { readers, statements, tenant } = session
  const what = leaves ? "auditLeaves" : "auditJournal"
  const from = [tenant, shard, BigInt(after)]
  const asked = [...from, BigInt(limit)]
  const near = after + limit
  const [row] = yield* readers.unsafe<Row>(statements[what], [...asked, BigInt(near)])
  const count = Number(row?.["operation_rows"])
  const rows =
    spelledRows(textIn(row, "operations"), count, operationWidth) ??
    (yield* lists(readers, statements[`${what}Listed`], asked)).slice(0, count)
  const until = Math.max(near, sequenceOf(rows.at(-1)))
  const range = [...from, BigInt(until)]
  const within = until === near ? row : (yield* readers.unsafe<Row>(statements.auditUnder, range))[0]
  const under = yield* underFrom(session, within, range)
  if (count === limit) return pageFrom(shard, rows, under.links, under.postings)
  const beyond = [tenant, shard, BigInt(until)]
  const [behind] = yield* readers.unsafe<Row>(statements.auditAstray, beyond)
  const astray = yield* underFrom(session, behind, [...beyond, BigInt(Number.MAX_SAFE_INTEGER)])
  const { links, postings } = together(under, astray)
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

/** What the ledger was founded on, as it stands. */
export const foundingOf = ({ readers, statements, tenant }: Session) =>
  Effect.map(readers.unsafe<Row>(statements.founding, [tenant]), ([row]) => row && String(row["value"]))

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
