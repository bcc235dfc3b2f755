/**
 * AllotNumbers: take the next card numbers of a program out of their secret order, for cards that are made in advance.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ProgramId } from "../values/Ids.ts"
import { header, without } from "./Header.ts"

export const AllotNumbers = Schema.Struct({
  type: Schema.Literal("AllotNumbers"),
  ...header,
  program: ProgramId,
  /** How many: 1 to 1,000,000. */
  count: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000_000 }))
}).check(without("card", "the numbers are nobody's yet"), without("account", "the numbers are nobody's yet"))
export type AllotNumbers = typeof AllotNumbers.Type
