/**
 * Owners: the legal parties that get paid for what their outlets accept and owe for what they load.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OwnLimit } from "../program/Limit.ts"
import { OwnerId } from "../values/Ids.ts"

export const Owner = Schema.Struct({
  id: OwnerId,
  /** `own`: a branch company of the chain; `merchant`: a stranger that accepts the cards. */
  kind: Schema.Literals(["headOffice", "own", "franchise", "merchant"]),
  /** Counted over all of its outlets. */
  limits: Schema.optionalKey(Schema.Array(OwnLimit))
})
export type Owner = typeof Owner.Type
