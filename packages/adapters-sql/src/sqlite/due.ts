/**
 * Finding wallets on which something falls due.
 *
 * @module
 */
import type { DueWallet } from "@tessera/core/ports"
import { readDue } from "../rows.ts"
import type { Session } from "./Session.ts"

/** Wallets that are due up to an instant, soonest first. */
export const due = (
  { statements, tenant }: Session,
  until: number,
  limit: number,
  after: DueWallet | undefined
): ReadonlyArray<DueWallet> =>
  statements.due.all(tenant, until, after?.at ?? -1, after?.wallet ?? "", limit).map(readDue)
