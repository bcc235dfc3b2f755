/**
 * Operators: the people who act, each with a role. Rights per verb and amount join with the work on people.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OperatorId, OutletId } from "../values/Ids.ts"

export const Operator = Schema.Struct({
  id: OperatorId,
  /** Absent: may work at every outlet. */
  outlet: Schema.optionalKey(OutletId),
  role: Schema.Literals(["finance", "owner", "manager", "cashier", "auditor", "kiosk"])
})
export type Operator = typeof Operator.Type
