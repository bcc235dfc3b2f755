/**
 * Vouchers: value that a program grants when a condition is met, and how vouchers are used.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { SubWalletId } from "../values/Ids.ts"
import { Condition } from "./SpendRule.ts"

/** How the value of a sub-wallet is used as vouchers: only those that the command names pay. */
export const VoucherUse = Schema.Struct({
  /** `single`: what a sale leaves of it lapses. `partial`: it stays for the next. Absent: `partial`. */
  use: Schema.optionalKey(Schema.Literals(["single", "partial"])),
  /** How many of the sub-wallet one sale takes. Absent: 1. */
  atOnce: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 50 }))),
  /** Vouchers of which other sub-wallets the same sale takes; both must name each other. Absent: of none. */
  with: Schema.optionalKey(Schema.Array(SubWalletId))
})
export type VoucherUse = typeof VoucherUse.Type

/** What has to happen: the first that is met by a sale, by every sale on its own; or a day of the holder's. */
const When = Schema.Union([
  /** One sale pays at least so much with paid value. */
  Schema.Struct({ spend: Amount }),
  /** Every so many business days with a sale. */
  Schema.Struct({ visits: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10_000 })) }),
  /** `birthday`, or a field of the holder's record that is an anniversary. */
  Schema.Struct({ anniversary: Schema.String })
])

export const Voucher = Schema.Struct({
  id: Schema.String,
  /** A sub-wallet for promotions. */
  subWallet: SubWalletId,
  amount: Amount,
  /** Absent: only `GrantVoucher` grants it. */
  when: Schema.optionalKey(When),
  /** Absent: cards of every type, and of none. */
  cardTypes: Schema.optionalKey(Schema.Array(Schema.String)),
  /** Where and when a sale must be made to grant it. Absent: anywhere, any time. */
  condition: Schema.optionalKey(Condition)
})
export type Voucher = typeof Voucher.Type
