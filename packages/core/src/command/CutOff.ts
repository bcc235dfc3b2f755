/**
 * CutOff: end a clearing period: everything of its owners up to a business date, as far as it is recorded, is netted.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { header } from "./Header.ts"
import { noAccount, noCard, ofCycle } from "./ofCycle.ts"

export const CutOff = Schema.Struct({ type: Schema.Literal("CutOff"), ...header, ...ofCycle }).check(
  noCard,
  noAccount
)
export type CutOff = typeof CutOff.Type
