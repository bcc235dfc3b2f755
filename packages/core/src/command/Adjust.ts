/**
 * Adjust: a correction by staff, up or down, with its reason.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { SignedAmount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { SubWalletId } from "../values/Ids.ts"
import { backDated, exactlyOne, header, Reason } from "./Header.ts"

export const Adjust = Schema.Struct({
  type: Schema.Literal("Adjust"),
  ...header,
  ...backDated,
  subWallet: SubWalletId,
  amount: SignedAmount,
  currency: AssetCode,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Adjust = typeof Adjust.Type
