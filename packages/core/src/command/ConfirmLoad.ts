/**
 * ConfirmLoad: the payment of a pending load has come, and the load is made.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, needsOutlet, notBoth, original } from "./Header.ts"

export const ConfirmLoad = Schema.Struct({
  type: Schema.Literal("ConfirmLoad"),
  ...header,
  ...original
}).check(exactlyOne("original", "originalKey"), notBoth("card", "account"), needsOutlet)
export type ConfirmLoad = typeof ConfirmLoad.Type
