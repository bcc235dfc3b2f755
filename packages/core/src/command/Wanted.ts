/**
 * What is to be approved: an operation of another operator, as the till has asked for it or is about to.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { PermittedVerb } from "../network/Permission.ts"
import { AssetCode } from "../values/Asset.ts"
import { CardNumber } from "../values/CardNumber.ts"
import {
  AccountId,
  LotId,
  OfferId,
  OperationId,
  OperatorId,
  OutletId,
  SubWalletId,
  TerminalId
} from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import { SignedAmount } from "../values/Amount.ts"
import { notBoth, Text } from "./Header.ts"

/** The verb, and of its fields those that an approval is bound to. */
export const Wanted = Schema.Struct({
  type: PermittedVerb,
  /** Who wants to do it. */
  operator: OperatorId,
  outlet: Schema.optionalKey(OutletId),
  terminal: Schema.optionalKey(TerminalId),
  card: Schema.optionalKey(CardNumber),
  account: Schema.optionalKey(AccountId),
  amount: Schema.optionalKey(SignedAmount),
  currency: Schema.optionalKey(AssetCode),
  /** The operation that it refers to; of what names a hold, the `Hold`. */
  original: Schema.optionalKey(OperationId),
  /** Of a `Transfer` or `Merge`: who gets it. */
  to: Schema.optionalKey(Schema.Union([AccountId, CardNumber])),
  /** Of an `Adjust` or `Load`: which part of the value. */
  subWallet: Schema.optionalKey(SubWalletId),
  /** Of a `Load`: with which offer. */
  offer: Schema.optionalKey(OfferId),
  /** Of a `GrantVoucher`: which one. */
  voucher: Schema.optionalKey(Text(64)),
  /** Of a `ChangeExpiry`: which lot. */
  lot: Schema.optionalKey(LotId),
  /** Of a `ChangeExpiry` or `ExtendHold`: the new end. */
  expiresAt: Schema.optionalKey(InstantText)
}).check(notBoth("card", "account"))
export type Wanted = typeof Wanted.Type
