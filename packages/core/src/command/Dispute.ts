/**
 * Dispute: an owner does not agree with what it is due, or owes, for an operation. It changes no amount.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, original, Reason } from "./Header.ts"
import { noAccount, noCard } from "./ofCycle.ts"

export const Dispute = Schema.Struct({
  type: Schema.Literal("Dispute"),
  ...header,
  ...original,
  reason: Reason
}).check(exactlyOne("original", "originalKey"), noCard, noAccount)
export type Dispute = typeof Dispute.Type
