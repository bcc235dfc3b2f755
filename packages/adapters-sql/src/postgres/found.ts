/**
 * Founding a ledger: the first document that it is given stays.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { type Row, text } from "../rows.ts"
import type { Session } from "./Session.ts"

/** The document that the ledger was founded on: the first that is given stays. */
export const found = Effect.fnUntraced(function* (
  { readers, statements, tenant }: Session,
  document: string
) {
  yield* readers.unsafe(statements.found, [tenant, document])
  const [row] = yield* readers.unsafe<Row>(statements.founding, [tenant])
  return text(row ?? {}, "value")
})
