/**
 * GrantQuota: let a restricted outlet or terminal load so much more; a negative amount takes back what is left.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { SignedAmount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { OperationId } from "../values/Ids.ts"
import { exactlyOne, header, Reason, without } from "./Header.ts"
import { quotaOf } from "./RequestQuota.ts"

export const GrantQuota = Schema.Struct({
  type: Schema.Literal("GrantQuota"),
  ...header,
  amount: SignedAmount,
  currency: AssetCode,
  ...quotaOf,
  /** The `RequestQuota` that it answers. */
  request: Schema.optionalKey(OperationId),
  reason: Schema.optionalKey(Reason)
}).check(
  exactlyOne("ofOutlet", "ofTerminal"),
  without("card", "a quota is not a card's"),
  without("account", "a quota is not an account's")
)
export type GrantQuota = typeof GrantQuota.Type
