/**
 * The trial balance, added up by the database from all postings.
 *
 * @module
 */
import type { AccountSum } from "@tessera/core"
import { sumsFrom } from "../books.ts"
import type { Session } from "./Session.ts"

/** The sum of every account in every asset, in the order of the accounts' names. */
export const books = ({ statements, tenant }: Session): ReadonlyArray<AccountSum> =>
  sumsFrom(
    statements.books.all(tenant).map(({ high, low, ...row }) => ({
      ...row,
      amount: BigInt(String(high)) * 2n ** 32n + BigInt(String(low))
    }))
  )
