/**
 * Freeze: stop an account from being debited, credited, or both. Without side: both.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Side } from "../account/Account.ts"
import { exactlyOne, header, notBoth, Reason } from "./Header.ts"

export const Freeze = Schema.Struct({
  type: Schema.Literal("Freeze"),
  ...header,
  reason: Reason,
  side: Schema.optionalKey(Side),
  /** Nothing moves any more, not even what was held before, until both sides are lifted. Absent: what was held may be captured. */
  quarantine: Schema.optionalKey(Schema.Literal(true))
}).check(exactlyOne("card", "account"), notBoth("side", "quarantine"))
export type Freeze = typeof Freeze.Type
