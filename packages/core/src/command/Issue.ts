/**
 * Issue: open an account under a program, with a card that is given or minted, active or not, loaded or not.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { CardNumber } from "../values/CardNumber.ts"
import { AccountId, ProgramId } from "../values/Ids.ts"
import { header, needs, needsOutletForAmount, perhapsMoney, Text, without } from "./Header.ts"
import { partOfTotal, Payment } from "./Tender.ts"

export const Issue = Schema.Struct({
  type: Schema.Literal("Issue"),
  ...header,
  program: ProgramId,
  cardType: Schema.optionalKey(Text(64)),
  holder: Schema.optionalKey(Text(128)),
  /** Card or account of the holder who brought this one, under the same program. */
  referrer: Schema.optionalKey(Schema.Union([AccountId, CardNumber])),
  active: Schema.optionalKey(Schema.Boolean),
  ...perhapsMoney,
  tender: Schema.optionalKey(Payment)
}).check(
  needs("amount", "currency"),
  needs("amount", "tender"),
  needsOutletForAmount,
  without("account", "the account is opened"),
  partOfTotal
)
export type Issue = typeof Issue.Type
