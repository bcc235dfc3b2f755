/**
 * Business dates: the trading day of an outlet, which closes at its cut-off and not at midnight.
 *
 * @module
 */
import type { Instant } from "./Instant.ts"
import { byInterval, type Interval } from "./remember.ts"
import { dateText, type LocalDate, localDate, localInstant, plusDays, type Zone } from "./Zone.ts"

/** One trading day: its date, and the half-open interval of instants that belong to it. */
export interface BusinessDay extends Interval {
  readonly date: LocalDate
  readonly text: string
}

const startOf = (zone: Zone, date: LocalDate, endsAt: number): Instant => localInstant(zone, date, endsAt)

/** When a trading day ends, by its date. */
export const endOfBusinessDate = (zone: Zone, date: LocalDate, endsAt: number): Instant =>
  startOf(zone, plusDays(date, 1), endsAt)

const dayOf = (zone: Zone, endsAt: number, instant: Instant): BusinessDay => {
  let date = localDate(zone, instant)
  // Twice where a zone left a whole day out, as Samoa did when it moved across the date line.
  while (instant < startOf(zone, date, endsAt)) date = plusDays(date, -1)
  return {
    date,
    text: dateText(date),
    from: startOf(zone, date, endsAt),
    until: endOfBusinessDate(zone, date, endsAt)
  }
}

const lately = byInterval<BusinessDay>()

/**
 * The trading day of an instant in a zone whose days end `endsAt` minutes after midnight (04:00 is 240; 0 is midnight).
 * Answers are kept per zone: tills ask for the same day all day long, reports for those of value that was loaded long ago.
 */
export const businessDayOf = (zone: Zone, endsAt: number, instant: Instant): BusinessDay =>
  lately(`${zone} ${endsAt}`, instant, () => dayOf(zone, endsAt, instant))
