/**
 * PayPeriod: record that net positions of a clearing period were paid, all or one owner's, or that they could not be.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { header, Reason } from "./Header.ts"
import { OwnerId } from "../values/Ids.ts"
import { noAccount, noCard, ofCycle } from "./ofCycle.ts"

export const PayPeriod = Schema.Struct({
  type: Schema.Literal("PayPeriod"),
  ...header,
  ...ofCycle,
  /** Whose position it is. Absent: all that are not paid yet. */
  owner: Schema.optionalKey(OwnerId),
  /** `failed`: nothing was paid; the period has to be approved again. Absent: `paid`. */
  result: Schema.optionalKey(Schema.Literals(["paid", "failed"])),
  reason: Schema.optionalKey(Reason)
}).check(noCard, noAccount)
export type PayPeriod = typeof PayPeriod.Type
