/**
 * Refund: a commercial return of a redemption or capture, to the lots it came from, or of a sale that was paid elsewhere
 * (`Earn`), of which the points go back. Without amount: all that is left.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import {
  exactlyOne,
  header,
  linesAddUp,
  needs,
  needsOutlet,
  notBoth,
  original,
  perhapsMoney
} from "./Header.ts"
import { Lines } from "./Line.ts"

export const Refund = Schema.Struct({
  type: Schema.Literal("Refund"),
  ...header,
  ...original,
  ...perhapsMoney,
  lines: Schema.optionalKey(Lines)
}).check(
  exactlyOne("original", "originalKey"),
  notBoth("card", "account"),
  needs("amount", "currency"),
  needs("lines", "amount"),
  needsOutlet,
  linesAddUp
)
export type Refund = typeof Refund.Type
