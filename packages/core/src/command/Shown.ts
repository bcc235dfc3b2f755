/**
 * How numbers of a decline are shown: amounts in the asset that was asked for, instants by the clock on the wall there.
 *
 * @module
 */
import { type Asset, inUnits } from "../values/Asset.ts"
import type { Instant } from "../values/Instant.ts"
import { dateText, localDate, minuteOfDay, type Zone } from "../values/Zone.ts"

/** What the numbers of a decline are shown in: the asset that was asked for, and the zone of the place that asked. */
export interface Shown {
  readonly asset: Asset
  readonly zone: Zone
}

const two = (n: number): string => String(n).padStart(2, "0")

/** An instant as the clock on the wall of a zone shows it, to the minute. */
export const localText = (zone: Zone, instant: Instant): string => {
  const minute = minuteOfDay(zone, instant)
  return `${dateText(localDate(zone, instant))} ${two(Math.floor(minute / 60))}:${two(minute % 60)}`
}

/** An amount in units of its asset. */
export const moneyText = (amount: bigint, { asset }: Shown): string =>
  `${inUnits(amount, asset.exponent)} ${asset.code}`

/** An instant. */
export const timeText = (instant: Instant, { zone }: Shown): string => localText(zone, instant)
