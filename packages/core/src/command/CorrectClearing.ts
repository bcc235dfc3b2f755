/**
 * CorrectClearing: a counter-entry between two owners. What was cut off stays as it is; the correction is in the next period.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnerId } from "../values/Ids.ts"
import { header, money, original, Reason } from "./Header.ts"
import { noAccount, noCard } from "./ofCycle.ts"

export const CorrectClearing = Schema.Struct({
  type: Schema.Literal("CorrectClearing"),
  ...header,
  ...money,
  /** The dispute that it answers, or the operation that it corrects. Absent: neither. */
  ...original,
  /** Whose due becomes less. */
  owedBy: OwnerId,
  /** Whose due becomes more. */
  owedTo: OwnerId,
  reason: Reason
}).check(
  Schema.makeFilter(({ owedBy, owedTo }: { readonly owedBy: OwnerId; readonly owedTo: OwnerId }) =>
    owedBy === owedTo ? { path: ["owedTo"], issue: "Expected another owner than owedBy" } : undefined
  ),
  noCard,
  noAccount
)
export type CorrectClearing = typeof CorrectClearing.Type
