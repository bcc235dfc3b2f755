/**
 * Transfer: move value to another account of the same asset and issuer. Without amount: all that is available and transferable.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { CardNumber } from "../values/CardNumber.ts"
import { AccountId } from "../values/Ids.ts"
import { header, without } from "./Header.ts"

export const Transfer = Schema.Struct({
  type: Schema.Literal("Transfer"),
  ...header,
  from: Schema.Union([AccountId, CardNumber]),
  to: Schema.Union([AccountId, CardNumber]),
  amount: Schema.optionalKey(Amount),
  currency: AssetCode
}).check(
  without("card", "from and to name the accounts"),
  without("account", "from and to name the accounts")
)
export type Transfer = typeof Transfer.Type
