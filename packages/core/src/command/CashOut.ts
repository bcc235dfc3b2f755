/**
 * CashOut: pay the remainder out. Without amount: all that may be paid out.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { exactlyOne, header, needsOutlet } from "./Header.ts"
import { Tender } from "./Tender.ts"

export const CashOut = Schema.Struct({
  type: Schema.Literal("CashOut"),
  ...header,
  amount: Schema.optionalKey(Amount),
  currency: AssetCode,
  tender: Tender
}).check(exactlyOne("card", "account"), needsOutlet)
export type CashOut = typeof CashOut.Type
