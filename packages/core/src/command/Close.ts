/**
 * Close: end an account. An empty one closes at once; one with value takes no more loads and holds until it is empty.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Close = Schema.Struct({
  type: Schema.Literal("Close"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Close = typeof Close.Type
