/**
 * Escheat: hand what nobody has claimed over to the state, as the list of what is due names it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason, Text } from "./Header.ts"

export const Escheat = Schema.Struct({
  type: Schema.Literal("Escheat"),
  ...header,
  /** The wallet's version in the list: what anything has happened to since is not taken. */
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(1)),
  /** Which state it is owed to. */
  jurisdiction: Text(64).check(Schema.isMinLength(1)),
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Escheat = typeof Escheat.Type
