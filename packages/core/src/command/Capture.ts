/**
 * Capture: turn reserved value into spend, finally or in part (completion). A final capture of 0 releases the hold.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AmountOrZero } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { exactlyOne, header, hold, linesAddUp, needsOutlet, notBoth } from "./Header.ts"
import { Lines } from "./Line.ts"

/** An amount of 0 is the end of a hold, never a part of it. */
const zeroOnlyWhenFinal = Schema.makeFilter((sent: { readonly amount: bigint; readonly final?: boolean }) =>
  sent.amount === 0n && sent.final === false
    ? { path: ["amount"], issue: "Expected 0 only in a final capture" }
    : undefined
)

export const Capture = Schema.Struct({
  type: Schema.Literal("Capture"),
  ...header,
  ...hold,
  amount: AmountOrZero,
  currency: AssetCode,
  lines: Schema.optionalKey(Lines),
  final: Schema.optionalKey(Schema.Boolean)
}).check(
  exactlyOne("hold", "holdKey"),
  notBoth("card", "account"),
  needsOutlet,
  linesAddUp,
  zeroOnlyWhenFinal
)
export type Capture = typeof Capture.Type
