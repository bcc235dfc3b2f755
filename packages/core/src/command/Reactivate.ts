/**
 * Reactivate: switch a deactivated card on again.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Reactivate = Schema.Struct({
  type: Schema.Literal("Reactivate"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Reactivate = typeof Reactivate.Type
