/**
 * ReportLost: hotlist a lost or stolen card for good; its value waits for the replacement.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, Reason } from "./Header.ts"

export const ReportLost = Schema.Struct({
  type: Schema.Literal("ReportLost"),
  ...header,
  reason: Reason
}).check(exactlyOne("card", "account"))
export type ReportLost = typeof ReportLost.Type
