/**
 * FailLoad: the payment of a pending load will not come, and the load is not made.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, notBoth, original } from "./Header.ts"

export const FailLoad = Schema.Struct({
  type: Schema.Literal("FailLoad"),
  ...header,
  ...original,
  /** Whether the payment failed or somebody cancelled it. Absent: it failed. */
  reason: Schema.optionalKey(Schema.Literals(["failed", "cancelled"]))
}).check(exactlyOne("original", "originalKey"), notBoth("card", "account"))
export type FailLoad = typeof FailLoad.Type
