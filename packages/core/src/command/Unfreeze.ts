/**
 * Unfreeze: lift the freeze of an account, wholly or for one side. Without side: both.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Side } from "../account/Account.ts"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Unfreeze = Schema.Struct({
  type: Schema.Literal("Unfreeze"),
  ...header,
  reason: Reason,
  side: Schema.optionalKey(Side)
}).check(exactlyOne("card", "account"))
export type Unfreeze = typeof Unfreeze.Type
