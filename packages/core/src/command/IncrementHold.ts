/**
 * IncrementHold: raise an open hold.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, hold, money, notBoth } from "./Header.ts"

export const IncrementHold = Schema.Struct({
  type: Schema.Literal("IncrementHold"),
  ...header,
  ...hold,
  ...money
}).check(exactlyOne("hold", "holdKey"), notBoth("card", "account"))
export type IncrementHold = typeof IncrementHold.Type
