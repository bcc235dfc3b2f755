/**
 * Reading the journal page by page: all of it in commit order, or one wallet's from the newest entry back.
 *
 * @module
 */
import type { HistoryQuery, JournalQuery, Recorded, ServedQuery } from "@tessera/core/ports"
import { recordedOf } from "./read.ts"
import { type List, recordedFrom } from "../journalRows.ts"
import { whole } from "../rows.ts"
import { type Session, shard } from "./Session.ts"

/** Rows of a statement that gives lists. */
export const lists = (rows: unknown): ReadonlyArray<List> => rows as ReadonlyArray<List>

/** Recorded operations after a sequence. */
export const journal = (
  { statements, tenant }: Session,
  { after, limit }: JournalQuery
): ReadonlyArray<Recorded> => {
  const rows = lists(statements.journal.all(tenant, shard, after, limit))
  const last = rows.at(-1)?.[1] ?? 0
  return recordedFrom(rows, lists(statements.manyLinks.all(tenant, shard, after, Number(last))))
}

/** The sequence at which a page of a wallet's history begins. */
const newest = ({ statements, tenant }: Session, { before, wallet }: HistoryQuery): number => {
  const row =
    before === undefined
      ? statements.newestOfWallet.get(tenant, wallet)
      : statements.entryBefore.get(tenant, shard, before.sequence, wallet)
  return row === undefined ? 0 : whole(row, "sequence")
}

/** Whether an entry of a wallet was recorded at an outlet of these owners, or it was issued at none. */
export const isServedBy = ({ statements, tenant }: Session, { owners, wallet }: ServedQuery): boolean =>
  statements.isServedBy.get(tenant, shard, wallet, JSON.stringify(owners)) !== undefined

/** Recorded operations of a wallet, newest first. */
export const history = (session: Session, query: HistoryQuery): ReadonlyArray<Recorded> =>
  session.statements.history
    .all(session.tenant, shard, newest(session, query), query.wallet, query.limit)
    .map((row) => recordedOf(session, row))
