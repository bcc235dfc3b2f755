/**
 * Redeem: take value now.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import {
  backDated,
  basketHoldsAmount,
  exactlyOne,
  header,
  linesAddUp,
  money,
  needsOutlet,
  notBoth,
  prices,
  Text,
  vouchers
} from "./Header.ts"
import { Lines } from "./Line.ts"

export const Redeem = Schema.Struct({
  type: Schema.Literal("Redeem"),
  ...header,
  ...money,
  ...prices,
  ...backDated,
  lines: Schema.optionalKey(Lines),
  basket: Schema.optionalKey(Amount),
  ...vouchers,
  partial: Schema.optionalKey(Schema.Boolean),
  quote: Schema.optionalKey(Text(64))
}).check(
  exactlyOne("card", "account"),
  needsOutlet,
  linesAddUp,
  basketHoldsAmount,
  notBoth("vouchers", "effectiveAt")
)
export type Redeem = typeof Redeem.Type
