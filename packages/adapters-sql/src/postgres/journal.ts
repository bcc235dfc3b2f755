/**
 * Reading the journal page by page: a shard in commit order, or one wallet's from the newest entry back.
 *
 * @module
 */
import type { HistoryQuery, JournalQuery } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import type { Row } from "../rows.ts"
import { recordedIn } from "./read.ts"
import type { Session } from "./Session.ts"

/** Recorded operations of a shard after a sequence. */
export const journal = ({ readers, statements, tenant }: Session, { after, limit, shard }: JournalQuery) =>
  Effect.map(readers.unsafe<Row>(statements.journal, [tenant, shard, BigInt(after), BigInt(limit)]), (rows) =>
    rows.map((row) => recordedIn(row))
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
