/**
 * Authorization codes: by each a member of staff has approved exactly one sensitive operation of another one.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { OperationId, OperatorId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"

/** Names what is approved: the digest of its verb, amount, account, outlet, operator and original. */
export const RequestId = Schema.String.check(
  Schema.isPattern(/^req_[0-9a-f]{26}$/, { expected: "an id beginning with req_" })
)

export const AuthorizationCode = Schema.Struct({
  request: RequestId,
  /** The keyed hash of the code, which is stored nowhere itself. */
  hash: Schema.String,
  grantedBy: OperationId,
  /** Who approved it: once that person works there no more, the code is void. Absent: it was granted before this was kept. */
  approver: Schema.optional(OperatorId),
  /**
   * Of what goes on with a hold: how much may have moved in all once it is done, by the limit of whoever approved it. What else
   * was approved meanwhile counts. Absent: any amount.
   */
  upTo: Schema.optional(Minor),
  /** Usable before this instant. */
  expiresAt: Instant,
  /** How often a wrong code was tried. */
  tries: Schema.Int,
  status: Schema.Literals(["granted", "consumed", "revoked"])
})
export type AuthorizationCode = typeof AuthorizationCode.Type
