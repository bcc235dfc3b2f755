/**
 * Release: give a hold back before any of it takes financial effect (void).
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, hold, notBoth } from "./Header.ts"

export const Release = Schema.Struct({
  type: Schema.Literal("Release"),
  ...header,
  ...hold
}).check(exactlyOne("hold", "holdKey"), notBoth("card", "account"))
export type Release = typeof Release.Type
