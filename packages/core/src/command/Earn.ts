/**
 * Earn: give points by hand, as for a recommendation or an apology; what a sale earns it earns by itself.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, money, needsOutlet, Reason } from "./Header.ts"

export const Earn = Schema.Struct({
  type: Schema.Literal("Earn"),
  ...header,
  ...money,
  reason: Reason
}).check(exactlyOne("card", "account"), needsOutlet)
export type Earn = typeof Earn.Type
