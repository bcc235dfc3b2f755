/**
 * Adjust: a correction by staff, up or down, with its reason.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AmountOrZero, SignedAmount } from "../values/Amount.ts"
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
  /** What the sub-wallet's ledger was when somebody decided on the correction: with another one it is declined. */
  expectedBalance: Schema.optionalKey(AmountOrZero),
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Adjust = typeof Adjust.Type
