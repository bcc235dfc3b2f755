/**
 * Reverse: technical undo of an operation that did not complete as answered, whole or in part.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, needs, notBoth, original, perhapsMoney } from "./Header.ts"

export const Reverse = Schema.Struct({
  type: Schema.Literal("Reverse"),
  ...header,
  ...original,
  ...perhapsMoney,
  reason: Schema.Literals(["customerCancel", "merchantCancel", "malfunction", "unableToComplete"])
}).check(exactlyOne("original", "originalKey"), notBoth("card", "account"), needs("amount", "currency"))
export type Reverse = typeof Reverse.Type
