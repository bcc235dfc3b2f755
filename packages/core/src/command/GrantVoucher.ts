/**
 * GrantVoucher: give a voucher of the program by hand, or because of the day it is.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason, Text } from "./Header.ts"

export const GrantVoucher = Schema.Struct({
  type: Schema.Literal("GrantVoucher"),
  ...header,
  /** The id of a voucher of the program. */
  voucher: Text(64),
  reason: Reason
}).check(exactlyOne("card", "account"))
export type GrantVoucher = typeof GrantVoucher.Type
