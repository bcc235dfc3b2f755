/**
 * ChangeOwner: add an owner, or change one.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Owner } from "../network/Owner.ts"
import { changeTo, limitsFit, noAccount, noCard } from "./Change.ts"

export const ChangeOwner = Schema.Struct({
  type: Schema.Literal("ChangeOwner"),
  ...changeTo(Owner)
}).check(limitsFit, noCard, noAccount)
export type ChangeOwner = typeof ChangeOwner.Type
