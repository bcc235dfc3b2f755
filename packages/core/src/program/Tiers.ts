/**
 * Tiers: card types that a holder rises to by spending, for as long as the spending lasts.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import type { Instant } from "../values/Instant.ts"
import { localDate, localInstant, plusMonths, type Zone } from "../values/Zone.ts"

const Level = Schema.Struct({
  cardType: Schema.String,
  /** What has to be spent in one period, in minor units. */
  from: Amount
})

/**
 * A holder rises at once with the sale that reaches a level, and keeps it for the rest of the period. At its end the
 * card type is reviewed: it stays if the level was reached in the period, else it becomes the one that was. A card of a type that
 * is neither a level nor `below` keeps it, whatever it spends.
 */
export const Tiers = Schema.Struct({
  /** Calendar months or years, in the tenant's zone. */
  per: Schema.Literals(["month", "year"]),
  /** From the lowest level up. */
  levels: Schema.Array(Level).check(Schema.isMinLength(1), Schema.isMaxLength(50)),
  /** The card type of those who reached none. Absent: none. */
  below: Schema.optionalKey(Schema.String)
})
export type Tiers = typeof Tiers.Type

/** The highest level that an amount reaches; -1 for none. */
export const levelReached = ({ levels }: Tiers, spent: bigint): number =>
  levels.findLastIndex(({ from }) => spent >= from)

/** The level of a card type; -1 where it is none. */
export const levelOf = ({ levels }: Tiers, cardType: string | undefined): number =>
  levels.findIndex((level) => level.cardType === cardType)

/** Whether a card of this type, or of none, can rise and fall. Any other type is given by hand, to staff say. */
export const isInTiers = (tiers: Tiers, cardType: string | undefined): boolean =>
  cardType === undefined || cardType === tiers.below || levelOf(tiers, cardType) >= 0

/** The card type of a level. */
export const cardTypeAt = ({ below, levels }: Tiers, level: number): string | undefined =>
  levels[level]?.cardType ?? below

/** When the period ends that an instant lies in, and the next `periods` after it. */
export const periodEnd = ({ per }: Pick<Tiers, "per">, zone: Zone, at: Instant, periods = 0): Instant => {
  const today = localDate(zone, at)
  const first = per === "month" ? { ...today, day: 1 } : { ...today, month: 1, day: 1 }
  return localInstant(zone, plusMonths(first, (per === "month" ? 1 : 12) * (periods + 1)))
}
