/**
 * ApprovePeriod: say that what a clearing period comes to is right. Two people have to, before it is paid.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { header, needsOperator } from "./Header.ts"
import { noAccount, noCard, ofCycle } from "./ofCycle.ts"

export const ApprovePeriod = Schema.Struct({
  type: Schema.Literal("ApprovePeriod"),
  ...header,
  ...ofCycle
}).check(needsOperator, noCard, noAccount)
export type ApprovePeriod = typeof ApprovePeriod.Type
