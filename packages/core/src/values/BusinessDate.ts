/**
 * Business dates: the trading day of an outlet, which closes at its cut-off and not at midnight.
 *
 * @module
 */
import type { Instant } from "./Instant.ts"
import { dateText, type LocalDate, localDate, localInstant, plusDays, type Zone } from "./Zone.ts"

/** One trading day: its date, and the half-open interval of instants that belong to it. */
export interface BusinessDay {
  readonly date: LocalDate
  readonly text: string
  readonly from: Instant
  readonly until: Instant
}

const startOf = (zone: Zone, date: LocalDate, endsAt: number): Instant => localInstant(zone, date, endsAt)

const dayOf = (zone: Zone, endsAt: number, instant: Instant): BusinessDay => {
  let date = localDate(zone, instant)
  // Twice where a zone left a whole day out, as Samoa did when it moved across the date line.
  while (instant < startOf(zone, date, endsAt)) date = plusDays(date, -1)
  return {
    date,
    text: dateText(date),
    from: startOf(zone, date, endsAt),
    until: startOf(zone, plusDays(date, 1), endsAt)
  }
}

const lately = new Map<string, BusinessDay>()

/**
 * The trading day of an instant in a zone whose days end `endsAt` minutes after midnight (04:00 is 240; 0 is midnight).
 * The last answer per zone is kept, because tills ask for the same day all day long.
 */
export const businessDayOf = (zone: Zone, endsAt: number, instant: Instant): BusinessDay => {
  const place = `${zone} ${endsAt}`
  const known = lately.get(place)
  if (known !== undefined && known.from <= instant && instant < known.until) return known
  const day = dayOf(zone, endsAt, instant)
  lately.set(place, day)
  return day
}
