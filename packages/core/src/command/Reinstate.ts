/**
 * Reinstate: a payment really happened after its hold had expired; take it now, linked to that hold.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, hold, money, needsOutlet, notBoth } from "./Header.ts"

export const Reinstate = Schema.Struct({
  type: Schema.Literal("Reinstate"),
  ...header,
  ...hold,
  ...money
}).check(exactlyOne("hold", "holdKey"), notBoth("card", "account"), needsOutlet)
export type Reinstate = typeof Reinstate.Type
