/**
 * CloseShift: what there is was counted, and nothing more is done in the shift.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { TenderKind } from "../program/TenderKind.ts"
import { AmountOrZero } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { OperatorId, ShiftId } from "../values/Ids.ts"
import { header, needsOutlet, Text, without } from "./Header.ts"

/** What was counted of a tender: the cash in the drawer, float included; of all others the sum of the slips. */
const Counted = Schema.Struct({ tender: TenderKind, amount: AmountOrZero, currency: AssetCode })

const isEachOnce = (counted: ReadonlyArray<typeof Counted.Type>): boolean =>
  new Set(counted.map(({ currency, tender }) => `${tender} ${currency}`)).size === counted.length

export const CloseShift = Schema.Struct({
  type: Schema.Literal("CloseShift"),
  ...header,
  shift: ShiftId,
  /** Cash has to be counted in every currency in which there should be some; what else is not here was not counted. */
  counted: Schema.Array(Counted).check(
    Schema.isMinLength(1),
    Schema.isMaxLength(50),
    Schema.makeFilter(isEachOnce, { expected: "each tender once in each currency" })
  ),
  /** Cash in the float's currency that stays in the drawer; the rest is put away. Absent: all that was counted stays. */
  leaves: Schema.optionalKey(AmountOrZero),
  /** Who takes the drawer over, and nobody else. Absent: whoever does. */
  handsOverTo: Schema.optionalKey(OperatorId),
  note: Schema.optionalKey(Text(500)),
  /** The version of the shift when the counting began: if more was done in it since, it stays open. Absent: not asked. */
  version: Schema.optionalKey(Schema.Int)
}).check(
  needsOutlet,
  without("card", "a shift is not a card's"),
  without("account", "a shift is named by `shift`")
)
export type CloseShift = typeof CloseShift.Type
