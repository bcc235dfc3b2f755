/**
 * Unblock: accept a blocked card, or all blocked cards of an account, again.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Unblock = Schema.Struct({
  type: Schema.Literal("Unblock"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Unblock = typeof Unblock.Type
