/**
 * ConvertPoints: turn points into value of a sub-wallet, at the rate of the program.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, money, needsOutlet } from "./Header.ts"

export const ConvertPoints = Schema.Struct({
  type: Schema.Literal("ConvertPoints"),
  ...header,
  ...money
}).check(exactlyOne("card", "account"), needsOutlet)
export type ConvertPoints = typeof ConvertPoints.Type
