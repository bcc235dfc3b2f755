/**
 * ChangeOutlet: open an outlet, change it, or close it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Outlet } from "../network/Outlet.ts"
import { changeTo, limitsFit, noAccount, noCard } from "./Change.ts"

export const ChangeOutlet = Schema.Struct({
  type: Schema.Literal("ChangeOutlet"),
  ...changeTo(Outlet)
}).check(limitsFit, noCard, noAccount)
export type ChangeOutlet = typeof ChangeOutlet.Type
