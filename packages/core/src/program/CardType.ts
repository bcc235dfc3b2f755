/**
 * Card types, or tiers: named parameter sets inside a program, such as silver and gold.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { SubWalletId } from "../values/Ids.ts"
import { Release } from "./LoadOffer.ts"

const percent = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1000 }))

/** What every load gives on top, in percent of what is paid, rounded down once. */
const Rebate = Schema.Struct({
  percent,
  subWallet: SubWalletId,
  /** Absent: at once. */
  release: Schema.optionalKey(Release)
})

export const CardType = Schema.Struct({
  id: Schema.String,
  /** What is loaded at `Issue` where no amount is named, paid by its tender. Absent: nothing. */
  initialValue: Schema.optionalKey(Amount),
  /** How much of the program's points a sale earns, in percent. Absent: 100. */
  earnPercent: Schema.optionalKey(percent),
  /** Absent: none. */
  rebate: Schema.optionalKey(Rebate)
})
export type CardType = typeof CardType.Type
