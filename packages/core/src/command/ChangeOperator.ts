/**
 * ChangeOperator: employ an operator, change what the person may do, or dismiss the person.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Operator } from "../network/Operator.ts"
import { changeTo, limitsFit, noAccount, noCard } from "./Change.ts"

export const ChangeOperator = Schema.Struct({
  type: Schema.Literal("ChangeOperator"),
  ...changeTo(Operator)
}).check(limitsFit, noCard, noAccount)
export type ChangeOperator = typeof ChangeOperator.Type
