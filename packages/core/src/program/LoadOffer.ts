/**
 * Load offers: pay one amount, get a bonus on top, at once or in instalments.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { OfferId, SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { equalParts } from "../values/split.ts"
import { localDate, localInstant, plusDays, plusMonths, type Zone } from "../values/Zone.ts"

/** How a bonus is released: in equal instalments, the first with the load or one period later. */
export const Release = Schema.Struct({
  instalments: Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 240 })),
  every: Schema.Literals(["day", "week", "month", "year"]),
  /** Absent: the first instalment comes with the load. */
  first: Schema.optionalKey(Schema.Literals(["atLoad", "afterOnePeriod"]))
})
export type Release = typeof Release.Type

/** One offer of a program: `pay` is its price in minor units. */
export const LoadOffer = Schema.Struct({
  id: OfferId,
  pay: Amount,
  bonus: Schema.optionalKey(
    Schema.Struct({ subWallet: SubWalletId, amount: Amount, release: Schema.optionalKey(Release) })
  )
})
export type LoadOffer = typeof LoadOffer.Type

/** One part of a bonus: how much, and from when it is usable. */
export interface Instalment {
  readonly amount: bigint
  readonly from: Instant
}

const periodsLater = (zone: Zone, load: Instant, every: Release["every"], periods: number): Instant => {
  if (periods === 0) return load
  const day = localDate(zone, load)
  const later = { day: () => plusDays(day, periods), week: () => plusDays(day, periods * 7) }
  const months = every === "year" ? periods * 12 : periods
  return localInstant(zone, every === "day" || every === "week" ? later[every]() : plusMonths(day, months))
}

/**
 * The instalments of a bonus loaded at an instant. Each is due at the beginning of its local day; months count from the
 * day of the load, so a load on the 31st is due on the last day of shorter months. The earliest gets the remainder.
 */
export const instalmentsOf = (
  amount: bigint,
  release: Release | undefined,
  zone: Zone,
  load: Instant
): ReadonlyArray<Instalment> => {
  if (release === undefined) return [{ amount, from: load }]
  const offset = release.first === "afterOnePeriod" ? 1 : 0
  return equalParts(amount, release.instalments)
    .map((part, index) => ({ amount: part, from: periodsLater(zone, load, release.every, index + offset) }))
    .filter((instalment) => instalment.amount > 0n)
}
