/**
 * RevokeAuthorization: make a code void that was granted and not used.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { RequestId } from "../account/AuthorizationCode.ts"
import { OperatorId } from "../values/Ids.ts"
import { header, Reason, without } from "./Header.ts"

export const RevokeAuthorization = Schema.Struct({
  type: Schema.Literal("RevokeAuthorization"),
  ...header,
  request: RequestId,
  /** For whom it was granted. */
  grantedTo: OperatorId,
  reason: Reason
}).check(
  without("card", "the request names what it is about"),
  without("account", "the request names what it is about")
)
export type RevokeAuthorization = typeof RevokeAuthorization.Type
