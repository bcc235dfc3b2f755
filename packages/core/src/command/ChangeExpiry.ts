/**
 * ChangeExpiry: give a lot another end; breakage that was posted already is taken back first.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { LotId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"
import { header, notBoth, Reason } from "./Header.ts"

export const ChangeExpiry = Schema.Struct({
  type: Schema.Literal("ChangeExpiry"),
  ...header,
  lot: LotId,
  expiresAt: InstantText,
  reason: Reason
}).check(notBoth("card", "account"))
export type ChangeExpiry = typeof ChangeExpiry.Type
