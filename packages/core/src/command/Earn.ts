/**
 * Earn: give points by hand, as for a recommendation or an apology, or for a sale that is paid elsewhere, as in cash; what
 * value pays earns by itself.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { exactlyOne, header, linesAddUpTo, needs, needsOutlet, Reason } from "./Header.ts"
import { Lines } from "./Line.ts"

export const Earn = Schema.Struct({
  type: Schema.Literal("Earn"),
  ...header,
  /** By hand: how many points. */
  amount: Schema.optionalKey(Amount),
  /** For a sale: what was paid elsewhere, in minor units. It earns what as much paid value would have. */
  paid: Schema.optionalKey(Amount),
  /** Of the points, or of what was paid. */
  currency: AssetCode,
  /** What was paid for. Absent: nothing is known of it. */
  lines: Schema.optionalKey(Lines),
  /** Why they are given by hand. A sale needs none. */
  reason: Schema.optionalKey(Reason)
}).check(
  exactlyOne("card", "account"),
  exactlyOne("amount", "paid"),
  needs("amount", "reason"),
  needs("lines", "paid"),
  linesAddUpTo("paid"),
  needsOutlet
)
export type Earn = typeof Earn.Type
