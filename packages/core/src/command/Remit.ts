/**
 * Remit: cash of a shift is sent to head office, out of its drawer or, once it is closed, out of what it has left.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { ShiftId } from "../values/Ids.ts"
import { header, money, needsOutlet, Text, without } from "./Header.ts"

export const Remit = Schema.Struct({
  type: Schema.Literal("Remit"),
  ...header,
  ...money,
  /** Whose cash it is; one bag with the cash of several shifts is as many remittances with one reference. */
  shift: ShiftId,
  /** The number of the bag, or of the paying-in slip. */
  reference: Text(128).check(Schema.isMinLength(1))
}).check(
  needsOutlet,
  without("card", "a remittance is not a card's"),
  without("account", "a remittance names the `shift`")
)
export type Remit = typeof Remit.Type
