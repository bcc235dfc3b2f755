/**
 * What is to be approved: an operation of another operator, as the till has asked for it or is about to.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { PermittedVerb } from "../network/Permission.ts"
import { AssetCode } from "../values/Asset.ts"
import { CardNumber } from "../values/CardNumber.ts"
import { AccountId, OperationId, OperatorId, OutletId, TerminalId } from "../values/Ids.ts"
import { SignedAmount } from "../values/Amount.ts"
import { notBoth } from "./Header.ts"

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
  /** The operation that it refers to. */
  original: Schema.optionalKey(OperationId)
}).check(notBoth("card", "account"))
export type Wanted = typeof Wanted.Type
