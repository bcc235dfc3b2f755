/**
 * Finding wallets on which something has fallen due.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import { text } from "../rows.ts"
import type { Session } from "./Session.ts"

/** Wallets that are due up to an instant, soonest first. */
export const due = (
  { statements, tenant }: Session,
  until: number,
  limit: number
): ReadonlyArray<Ids.WalletId> =>
  statements.due.all(tenant, until, limit).map((row) => text(row, "id") as Ids.WalletId)
