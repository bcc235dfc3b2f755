/**
 * ChangeTenant: set what is the same for the whole tenant: its zone, how codes are made.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { TenantTerms } from "../network/Part.ts"
import { changeTo, noAccount, noCard } from "./Change.ts"

export const ChangeTenant = Schema.Struct({
  type: Schema.Literal("ChangeTenant"),
  ...changeTo(TenantTerms)
}).check(noCard, noAccount)
export type ChangeTenant = typeof ChangeTenant.Type
