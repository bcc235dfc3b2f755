/**
 * LinkCard: a further card for the same account.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CardNumber } from "../values/CardNumber.ts"
import { exactlyOne, header } from "./Header.ts"

export const LinkCard = Schema.Struct({
  type: Schema.Literal("LinkCard"),
  ...header,
  newCard: CardNumber
}).check(exactlyOne("card", "account"))
export type LinkCard = typeof LinkCard.Type
