/**
 * GrantAuthorization: approve exactly one operation of another operator; the answer is a code to say aloud.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { RequestId } from "../account/AuthorizationCode.ts"
import { header, needsOperator, Reason, without } from "./Header.ts"
import { Wanted } from "./Wanted.ts"

export const GrantAuthorization = Schema.Struct({
  type: Schema.Literal("GrantAuthorization"),
  ...header,
  wanted: Wanted,
  /** The request as the till was told it; what is wanted must be the same. */
  request: Schema.optionalKey(RequestId),
  reason: Schema.optionalKey(Reason)
}).check(
  needsOperator,
  without("card", "what is wanted names the card"),
  without("account", "what is wanted names the account")
)
export type GrantAuthorization = typeof GrantAuthorization.Type
