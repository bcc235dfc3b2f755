/**
 * Deactivate: switch an active card off until staff switch it on again.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const Deactivate = Schema.Struct({
  type: Schema.Literal("Deactivate"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type Deactivate = typeof Deactivate.Type
