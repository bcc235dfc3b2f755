/**
 * Finding wallets on which something has fallen due.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import * as Effect from "effect/Effect"
import { type Row, text } from "../rows.ts"
import type { Session } from "./Session.ts"

/** Wallets that are due up to an instant, soonest first. */
export const due = ({ readers, statements, tenant }: Session, until: number, limit: number) =>
  Effect.map(readers.unsafe<Row>(statements.due, [tenant, BigInt(until), BigInt(limit)]), (rows) =>
    rows.map((row) => text(row, "id") as Ids.WalletId)
  )
