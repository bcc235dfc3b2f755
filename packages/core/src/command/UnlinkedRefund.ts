/**
 * UnlinkedRefund: a return without its original; merchandise credit in the refund sub-wallet.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, money, needsOutlet, Reason } from "./Header.ts"

export const UnlinkedRefund = Schema.Struct({
  type: Schema.Literal("UnlinkedRefund"),
  ...header,
  ...money,
  reason: Reason
}).check(exactlyOne("card", "account"), needsOutlet)
export type UnlinkedRefund = typeof UnlinkedRefund.Type
