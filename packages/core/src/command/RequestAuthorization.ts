/**
 * RequestAuthorization: put on record what somebody wants approved, so that a manager elsewhere can see it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { header, Reason, without } from "./Header.ts"
import { Wanted } from "./Wanted.ts"

export const RequestAuthorization = Schema.Struct({
  type: Schema.Literal("RequestAuthorization"),
  ...header,
  wanted: Wanted,
  reason: Schema.optionalKey(Reason)
}).check(
  without("card", "what is wanted names the card"),
  without("account", "what is wanted names the account")
)
export type RequestAuthorization = typeof RequestAuthorization.Type
