/**
 * Cohorts: the calendar month in which value was funded, by which it ages.
 *
 * @module
 */
import type { Instant } from "../values/Instant.ts"
import { dateText, localDate, type Zone } from "../values/Zone.ts"

const day = 86_400_000

/** The calendar month of an instant, such as `2026-11`. */
const monthAt = (zone: Zone, instant: Instant): string => dateText(localDate(zone, instant)).slice(0, 7)

/** The months of instants in a zone. It remembers one word for each day, and asks the calendar only where a month ends. */
export const monthsIn = (zone: Zone): ((instant: Instant) => string) => {
  const known = new Map<number, string | undefined>()
  return (instant) => {
    const n = Math.floor(instant / day)
    if (!known.has(n)) {
      const [first, last] = [monthAt(zone, n * day), monthAt(zone, (n + 1) * day - 1)]
      known.set(n, first === last ? first : undefined)
    }
    return known.get(n) ?? monthAt(zone, instant)
  }
}

/** Months by number, as they follow each other. */
const monthNumber = (month: string): number => Number(month.slice(0, 4)) * 12 + Number(month.slice(5, 7))

/** How many months lie between two months; 0 where the first is the later one. */
export const monthsBetween = (from: string, to: string): number =>
  Math.max(0, monthNumber(to) - monthNumber(from))

/** In months: the ages at which value moves to the next bucket. */
export const usualAges: ReadonlyArray<number> = [3, 6, 12, 24, 36, 60]

/** The bucket of an age, as people read it: `0-2 months`, `60+ months`. Its bounds are the ages at which others begin. */
export const bucketOf = (ages: ReadonlyArray<number>, age: number): string => {
  const bounds = [0, ...ages]
  const from = bounds.findLast((bound) => bound <= age) ?? 0
  const next = bounds.find((bound) => bound > age)
  if (next === undefined) return `${from}+ months`
  return next - from === 1 ? `${from} months` : `${from}-${next - 1} months`
}
