/**
 * BurnPoints: use points, as tender or for an item.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, money, needsOutlet, Text } from "./Header.ts"

export const BurnPoints = Schema.Struct({
  type: Schema.Literal("BurnPoints"),
  ...header,
  ...money,
  /** What is given for them: one of the program's gifts, or anything else in the retailer's own words. */
  item: Schema.optionalKey(Text(64))
}).check(exactlyOne("card", "account"), needsOutlet)
export type BurnPoints = typeof BurnPoints.Type
