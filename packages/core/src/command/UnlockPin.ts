/**
 * UnlockPin: let a PIN be tried again that was locked after too many wrong ones.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const UnlockPin = Schema.Struct({
  type: Schema.Literal("UnlockPin"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type UnlockPin = typeof UnlockPin.Type
