/**
 * OpenShift: somebody begins to work at an outlet, with a float in the drawer.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { AmountOrZero } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { ShiftId } from "../values/Ids.ts"
import { header, needsOperator, needsOutlet, without } from "./Header.ts"

export const OpenShift = Schema.Struct({
  type: Schema.Literal("OpenShift"),
  ...header,
  /** A name of the till's own, once for ever; operations name the shift by it. */
  shift: ShiftId,
  /** What is in the drawer, in minor units; nothing is 0. */
  float: Schema.Struct({ amount: AmountOrZero, currency: AssetCode }),
  /** The closed shift whose drawer it is. Its float is what that one has left, or the difference is recorded. */
  takesOverFrom: Schema.optionalKey(ShiftId)
}).check(
  needsOutlet,
  needsOperator,
  without("card", "a shift is not a card's"),
  without("account", "a shift is named by `shift`")
)
export type OpenShift = typeof OpenShift.Type
