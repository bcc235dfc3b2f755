/**
 * Reading the journal page by page: a shard in commit order, or one wallet's from the newest entry back.
 *
 * @module
 */
import type { HistoryQuery, JournalQuery, ServedQuery } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import { type List, recordedFrom } from "../journalRows.ts"
import type { Row } from "../rows.ts"
import { recordedIn } from "./read.ts"
import type { Session } from "./Session.ts"

/** Rows in a text, each a list of its columns. */
const listsIn = (row: Row | undefined, name: string): ReadonlyArray<List> => {
  const text = row?.[name]
  return typeof text === "string" ? JSON.parse(text) : []
}

/** Rows that come as one text. */
export const lists = (readers: Session["readers"], statement: string, parameters: ReadonlyArray<unknown>) =>
  Effect.map(readers.unsafe<Row>(statement, parameters), ([row]) => listsIn(row, "lists"))

/**
 * Recorded operations of a shard after a sequence. Their links are asked for with them, as of the same moment: sequences have
 * no gaps.
 */
export const journal = Effect.fnUntraced(function* (
  { readers, statements, tenant }: Session,
  { after, limit, shard }: JournalQuery
) {
  const from = [tenant, shard, BigInt(after)]
  const near = after + limit
  const [page] = yield* readers.unsafe<Row>(statements.journal, [...from, BigInt(limit), BigInt(near)])
  const rows = listsIn(page, "lists")
  const last = Number(rows.at(-1)?.[1] ?? 0)
  return recordedFrom(
    rows,
    last > near
      ? yield* lists(readers, statements.manyLinks, [...from, BigInt(last)])
      : listsIn(page, "links")
  )
})

/** Whether an entry of a wallet was recorded at an outlet of these owners, or it was issued at none. */
export const isServedBy = ({ readers, statements, tenant }: Session, { owners, wallet }: ServedQuery) =>
  Effect.map(
    readers.unsafe<Row>(statements.isServedBy, [tenant, wallet, [...owners]]),
    (rows) => rows.length > 0
  )

/** Recorded operations of a wallet, newest first. */
export const history = ({ readers, statements, tenant }: Session, { before, limit, wallet }: HistoryQuery) =>
  Effect.map(
    readers.unsafe<Row>(statements.history, [
      tenant,
      wallet,
      before === undefined ? null : BigInt(before.sequence),
      before?.shard ?? 0,
      BigInt(limit)
    ]),
    (rows) => rows.map((row) => recordedIn(row))
  )
