/**
 * Hold: reserve value for a later capture (pre-authorization).
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { InstantText } from "../values/Instant.ts"
import { basketHoldsAmount, exactlyOne, header, linesAddUp, money, needsOutlet, Text } from "./Header.ts"
import { Lines } from "./Line.ts"

export const Hold = Schema.Struct({
  type: Schema.Literal("Hold"),
  ...header,
  ...money,
  lines: Schema.optionalKey(Lines),
  basket: Schema.optionalKey(Amount),
  partial: Schema.optionalKey(Schema.Boolean),
  quote: Schema.optionalKey(Text(64)),
  expiresAt: Schema.optionalKey(InstantText),
  tolerance: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 0, maximum: 100 })))
}).check(exactlyOne("card", "account"), needsOutlet, linesAddUp, basketHoldsAmount)
export type Hold = typeof Hold.Type
