/**
 * Replace: a new card for the same account; the old one is never accepted again.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CardNumber } from "../values/CardNumber.ts"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Replace = Schema.Struct({
  type: Schema.Literal("Replace"),
  ...header,
  newCard: Schema.optionalKey(CardNumber),
  reason: Schema.optionalKey(Reason)
}).check(exactlyOne("card", "account"))
export type Replace = typeof Replace.Type
