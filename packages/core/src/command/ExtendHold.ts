/**
 * ExtendHold: let an open hold live longer.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { InstantText } from "../values/Instant.ts"
import { exactlyOne, header, hold, notBoth } from "./Header.ts"

export const ExtendHold = Schema.Struct({
  type: Schema.Literal("ExtendHold"),
  ...header,
  ...hold,
  expiresAt: InstantText
}).check(exactlyOne("hold", "holdKey"), notBoth("card", "account"))
export type ExtendHold = typeof ExtendHold.Type
