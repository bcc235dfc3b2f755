/**
 * Remind: the holder is to be told that value ends soon, that a fee comes, that a card becomes dormant, or that it is the holder's day.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { LotId } from "../values/Ids.ts"
import { DateText } from "../values/Zone.ts"
import { exactlyOne, header, needs, Text } from "./Header.ts"

export const Remind = Schema.Struct({
  type: Schema.Literal("Remind"),
  ...header,
  about: Schema.Literals(["expiry", "fee", "dormant", "anniversary"]),
  /** Of which value the end comes. */
  lot: Schema.optionalKey(LotId),
  /** `birthday`, or `fields.` with a field of the holder's record that is an anniversary. */
  occasion: Schema.optionalKey(Text(64)),
  /** The day of the anniversary. */
  on: Schema.optionalKey(DateText)
}).check(exactlyOne("card", "account"), needs("occasion", "on"))
export type Remind = typeof Remind.Type
