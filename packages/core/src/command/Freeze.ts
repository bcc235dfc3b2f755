/**
 * Freeze: stop an account from being debited, credited, or both. Without side: both.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Side } from "../account/Account.ts"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Freeze = Schema.Struct({
  type: Schema.Literal("Freeze"),
  ...header,
  reason: Reason,
  side: Schema.optionalKey(Side)
}).check(exactlyOne("card", "account"))
export type Freeze = typeof Freeze.Type
