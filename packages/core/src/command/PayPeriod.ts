/**
 * PayPeriod: record that the net positions of a clearing period were paid, or that they could not be.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { header, Reason } from "./Header.ts"
import { noAccount, noCard, ofCycle } from "./ofCycle.ts"

export const PayPeriod = Schema.Struct({
  type: Schema.Literal("PayPeriod"),
  ...header,
  ...ofCycle,
  /** `failed`: nothing was paid; the period has to be approved again. Absent: `paid`. */
  result: Schema.optionalKey(Schema.Literals(["paid", "failed"])),
  reason: Schema.optionalKey(Reason)
}).check(noCard, noAccount)
export type PayPeriod = typeof PayPeriod.Type
