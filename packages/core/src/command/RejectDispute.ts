/**
 * RejectDispute: what was disputed is right as it is.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { exactlyOne, header, original, Reason } from "./Header.ts"
import { noAccount, noCard } from "./ofCycle.ts"

export const RejectDispute = Schema.Struct({
  type: Schema.Literal("RejectDispute"),
  ...header,
  /** The dispute. */
  ...original,
  reason: Reason
}).check(exactlyOne("original", "originalKey"), noCard, noAccount)
export type RejectDispute = typeof RejectDispute.Type
