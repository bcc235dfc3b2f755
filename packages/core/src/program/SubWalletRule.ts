/**
 * Sub-wallet rules: the rule classes that a program's wallets are divided into.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { SubWalletId } from "../values/Ids.ts"
import { Validity } from "../values/Validity.ts"
import { SpendRule } from "./SpendRule.ts"
import { VoucherUse } from "./Voucher.ts"

/**
 * What the value is to the issuer: money really paid, a promotion, merchandise credit for a refund, compensation, or
 * an opening balance from an older system.
 */
export const FundingClass = Schema.Literals(["paid", "promotional", "refund", "compensation", "migrated"])
export type FundingClass = typeof FundingClass.Type

/** One rule class of a wallet. */
export const SubWalletRule = Schema.Struct({
  id: SubWalletId,
  /** Draw-down order, lowest first. Absent: value that a rule restricts 10, promotional 50, other 80, paid 90. */
  priority: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 1_000_000 }))),
  funding: FundingClass,
  /** Absent: usable everywhere. */
  rule: Schema.optionalKey(SpendRule),
  /** Absent: the value never expires. */
  validity: Schema.optionalKey(Validity),
  /** May be moved to another account. Absent: yes for paid and refund value, no for the rest. */
  transferable: Schema.optionalKey(Schema.Boolean),
  /** May be paid out in money. Absent: yes for paid value, no for the rest: a gift never becomes cash. */
  cashOut: Schema.optionalKey(Schema.Boolean),
  /** Its lots are vouchers, which pay only where a command names them. Absent: its value is drawn by itself. */
  vouchers: Schema.optionalKey(VoucherUse)
})
export type SubWalletRule = typeof SubWalletRule.Type

/** Whether somebody has paid for it, or for what it is given back for: what laws are about. The rest was given. */
export const wasPaidFor = (funding: FundingClass): boolean => funding !== "promotional"

/** The draw-down priority, lowest first: the narrowest value goes first and paid value last, unless the rule says. */
export const priorityOf = (rule: SubWalletRule): number =>
  rule.priority ??
  (rule.rule !== undefined ? 10 : rule.funding === "promotional" ? 50 : rule.funding === "paid" ? 90 : 80)

/** Whether value of this rule class may be moved to another account. */
export const isTransferable = (rule: SubWalletRule): boolean =>
  rule.transferable ?? (rule.funding === "paid" || rule.funding === "refund")

/** Whether value of this rule class may be paid out in money. */
export const mayBePaidOut = (rule: SubWalletRule): boolean => rule.cashOut ?? rule.funding === "paid"
