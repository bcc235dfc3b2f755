/**
 * Reading the journal page by page: all of it in commit order, or one wallet's from the newest entry back.
 *
 * @module
 */
import type { HistoryQuery, JournalQuery, Recorded } from "@tessera/core/ports"
import { recordedOf } from "./read.ts"
import { whole } from "../rows.ts"
import { type Session, shard } from "./Session.ts"

/** Recorded operations after a sequence. */
export const journal = (session: Session, { after, limit }: JournalQuery): ReadonlyArray<Recorded> =>
  session.statements.journal.all(session.tenant, shard, after, limit).map((row) => recordedOf(session, row))

/** The sequence at which a page of a wallet's history begins. */
const newest = ({ statements, tenant }: Session, { before, wallet }: HistoryQuery): number => {
  const row =
    before === undefined
      ? statements.newestOfWallet.get(tenant, wallet)
      : statements.entryBefore.get(tenant, shard, before.sequence, wallet)
  return row === undefined ? 0 : whole(row, "sequence")
}

/** Recorded operations of a wallet, newest first. */
export const history = (session: Session, query: HistoryQuery): ReadonlyArray<Recorded> =>
  session.statements.history
    .all(session.tenant, shard, newest(session, query), query.wallet, query.limit)
    .map((row) => recordedOf(session, row))
