/**
 * Finding the accounts of a holder.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import { text } from "../rows.ts"
import type { Session } from "./Session.ts"

/** The accounts whose holder this is, in the order of their ids. */
export const accountsOf = ({ statements, tenant }: Session, holder: string): ReadonlyArray<Ids.AccountId> =>
  statements.accountsOf.all(tenant, holder).map((row) => text(row, "id") as Ids.AccountId)
