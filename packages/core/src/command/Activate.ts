/**
 * Activate: make a card usable for the first time, with a load or without.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, needs, needsOutletForAmount, perhapsMoney } from "./Header.ts"
import { partOfTotal, Payment } from "./Tender.ts"

export const Activate = Schema.Struct({
  type: Schema.Literal("Activate"),
  ...header,
  ...perhapsMoney,
  tender: Schema.optionalKey(Payment)
}).check(
  exactlyOne("card", "account"),
  needs("amount", "currency"),
  needs("amount", "tender"),
  needsOutletForAmount,
  partOfTotal
)
export type Activate = typeof Activate.Type
