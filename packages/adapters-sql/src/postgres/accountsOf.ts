/**
 * Finding the accounts of a holder.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import * as Effect from "effect/Effect"
import { type Row, text } from "../rows.ts"
import type { Session } from "./Session.ts"

/** The accounts whose holder this is, in the order of their ids. */
export const accountsOf = ({ readers, statements, tenant }: Session, holder: string) =>
  Effect.map(readers.unsafe<Row>(statements.accountsOf, [tenant, holder]), (rows) =>
    rows.map((row) => text(row, "id") as Ids.AccountId)
  )
