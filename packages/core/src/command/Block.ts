/**
 * Block: refuse a card, or all cards of an account, until it is unblocked.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Block = Schema.Struct({
  type: Schema.Literal("Block"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Block = typeof Block.Type
