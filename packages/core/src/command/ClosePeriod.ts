/**
 * ClosePeriod: close the books up to and including a business date, for good: nothing counts before its end any more.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { DateText } from "../values/Zone.ts"
import { header, without } from "./Header.ts"

export const ClosePeriod = Schema.Struct({
  type: Schema.Literal("ClosePeriod"),
  ...header,
  /** The last business date that is closed. It has ended at every outlet. */
  through: DateText
}).check(without("card", "the books are no card's"), without("account", "the books are no account's"))
export type ClosePeriod = typeof ClosePeriod.Type
