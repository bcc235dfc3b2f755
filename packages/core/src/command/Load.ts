/**
 * Load: add value that is paid for by a tender, by an offer or as a free amount.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OfferId, SubWalletId } from "../values/Ids.ts"
import { backDated, exactlyOne, header, money, needsOutlet, notBoth } from "./Header.ts"
import { partOfTotal, Payment } from "./Tender.ts"

export const Load = Schema.Struct({
  type: Schema.Literal("Load"),
  ...header,
  ...money,
  ...backDated,
  tender: Payment,
  offer: Schema.optionalKey(OfferId),
  subWallet: Schema.optionalKey(SubWalletId),
  pending: Schema.optionalKey(Schema.Boolean)
}).check(exactlyOne("card", "account"), needsOutlet, notBoth("pending", "effectiveAt"), partOfTotal)
export type Load = typeof Load.Type
