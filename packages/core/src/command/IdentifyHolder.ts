/**
 * IdentifyHolder: the holder shows by PIN or one-time code that the card is theirs, and nothing else happens: how a holder
 * signs in.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header } from "./Header.ts"

export const IdentifyHolder = Schema.Struct({
  type: Schema.Literal("IdentifyHolder"),
  ...header
}).check(exactlyOne("card", "account"))
export type IdentifyHolder = typeof IdentifyHolder.Type
