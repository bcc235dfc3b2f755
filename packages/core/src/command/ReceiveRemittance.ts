/**
 * ReceiveRemittance: cash that was sent to head office has arrived at the bank, as much as was counted there.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AmountOrZero } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { exactlyOne, header, original, without } from "./Header.ts"

export const ReceiveRemittance = Schema.Struct({
  type: Schema.Literal("ReceiveRemittance"),
  ...header,
  ...original,
  /** What arrived; 0 if it is lost. */
  amount: AmountOrZero,
  currency: AssetCode
}).check(
  exactlyOne("original", "originalKey"),
  without("card", "a remittance is not a card's"),
  without("account", "a remittance is named by the operation")
)
export type ReceiveRemittance = typeof ReceiveRemittance.Type
