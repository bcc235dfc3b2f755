/**
 * The trial balance, added up by the database from all postings.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { sumsFrom } from "../books.ts"
import { type Row, text } from "../rows.ts"
import type { Session } from "./Session.ts"

/** The sum of every account in every asset, in the order of the accounts' names. */
export const books = ({ reports, statements, tenant }: Session) =>
  Effect.map(reports.unsafe<Row>(statements.books, [tenant]), (rows) =>
    sumsFrom(rows.map((row) => ({ ...row, amount: BigInt(text(row, "amount")) })))
  )
