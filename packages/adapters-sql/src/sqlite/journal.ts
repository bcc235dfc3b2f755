/**
 * Reading the journal, page by page in commit order.
 *
 * @module
 */
import type { JournalQuery, Recorded } from "@tessera/core/ports"
import { recordedOf } from "./read.ts"
import { whole } from "./rows.ts"
import { type Session, shard } from "./Session.ts"

/** Recorded operations after a sequence, of one wallet or of all. */
export const journal = (
  session: Session,
  { after, limit, wallet }: JournalQuery
): ReadonlyArray<Recorded> => {
  const { statements, tenant } = session
  const rows =
    wallet === undefined
      ? statements.journal.all(tenant, shard, after, limit)
      : statements.journalOfWallet
          .all(tenant, wallet, shard, after, limit)
          .map((link) => statements.operationBySequence.get(tenant, shard, whole(link, "sequence")))
          .filter((row) => row !== undefined)
  return rows.map((row) => recordedOf(session, row))
}
