/**
 * Clawback: take back a load of which part was spent; what is missing becomes a receivable.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, needsOutlet, notBoth, original, Reason } from "./Header.ts"

export const Clawback = Schema.Struct({
  type: Schema.Literal("Clawback"),
  ...header,
  ...original,
  reason: Reason
}).check(exactlyOne("original", "originalKey"), notBoth("card", "account"), needsOutlet)
export type Clawback = typeof Clawback.Type
