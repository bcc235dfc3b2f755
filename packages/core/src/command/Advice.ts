/**
 * Advice: a sale that has happened while nobody could ask is reported. It is not declined for funds, only recorded and
 * flagged.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { InstantText } from "../values/Instant.ts"
import { basketHoldsAmount, exactlyOne, header, linesAddUp, money, needsOutlet } from "./Header.ts"
import { Lines } from "./Line.ts"

export const Advice = Schema.Struct({
  type: Schema.Literal("Advice"),
  ...header,
  ...money,
  /**
   * When the sale was, where it shall count then: as far back as the tenant's `backDating` says, and never before the end
   * of the closed books. The right to report is enough for it. Absent: it counts when it is recorded.
   */
  effectiveAt: Schema.optionalKey(InstantText),
  lines: Schema.optionalKey(Lines),
  basket: Schema.optionalKey(Amount),
  /** As of when the till's list of blocked cards was. Absent: it had none, or nobody knows. */
  listAsOf: Schema.optionalKey(InstantText)
}).check(exactlyOne("card", "account"), needsOutlet, linesAddUp, basketHoldsAmount)
export type Advice = typeof Advice.Type
