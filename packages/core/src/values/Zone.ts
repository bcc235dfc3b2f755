/**
 * Time zones by IANA name: which local day an instant falls into, and where days begin through every clock change.
 *
 * @module
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import type { Instant } from "./Instant.ts"
import { byName, byInterval, type Interval } from "./remember.ts"

/** An IANA zone name such as `Asia/Shanghai`. */
export const Zone = Schema.String.check(
  Schema.makeFilter((name: string) => Option.isSome(DateTime.zoneMakeNamed(name)), {
    expected: "an IANA time zone such as Asia/Shanghai"
  })
)
export type Zone = string

/** A calendar date; `month` and `day` count from 1. */
export interface LocalDate {
  readonly year: number
  readonly month: number
  readonly day: number
}

const two = (n: number): string => String(n).padStart(2, "0")

/** The date as `YYYY-MM-DD`. */
export const dateText = (date: LocalDate): string =>
  `${String(date.year).padStart(4, "0")}-${two(date.month)}-${two(date.day)}`

/** The date that a `YYYY-MM-DD` text names, if it is in the calendar. */
export const dateOf = (text: string): LocalDate | undefined => {
  if (!/^\d{4}-\d{2}-\d{2}$/.test(text)) return undefined
  const parsed = Option.getOrUndefined(DateTime.make(`${text}T00:00:00Z`))
  if (parsed === undefined || DateTime.formatIsoDateUtc(parsed) !== text) return undefined
  const { day, month, year } = DateTime.toPartsUtc(parsed)
  return { year, month, day }
}

/** A calendar date as sent, `YYYY-MM-DD`. */
export const DateText = Schema.String.check(
  Schema.makeFilter((text: string) => dateOf(text) !== undefined, {
    expected: "a calendar date such as 2026-12-31"
  })
)

const utcDate = (parts: LocalDate): DateTime.Utc =>
  DateTime.makeUnsafe({ ...parts, hour: 0, minute: 0, second: 0 })

const later = (date: LocalDate, by: { readonly days: number } | { readonly months: number }): LocalDate => {
  const { day, month, year } = DateTime.toPartsUtc(DateTime.add(utcDate(date), by))
  return { year, month, day }
}

/** The date some days later (or earlier, if negative). */
export const plusDays = (date: LocalDate, days: number): LocalDate => later(date, { days })

/** The date some months later; a day that the month does not have becomes its last day (31 January → 28 February). */
export const plusMonths = (date: LocalDate, months: number): LocalDate => later(date, { months })

const asked = byName<Instant>(10_000)

/**
 * The instant at which a local date and time of day begins. A time that the zone skips is moved on by the length of
 * the gap, a time that occurs twice is taken at its first occurrence, so that the days of a zone tile time without gap
 * or overlap.
 */
export const localInstant = (zone: Zone, date: LocalDate, minuteOfDay = 0): Instant => {
  const name = `${zone} ${date.year} ${date.month} ${date.day} ${minuteOfDay}`
  return asked(
    name,
    () =>
      DateTime.makeZonedUnsafe(
        { ...date, hour: Math.floor(minuteOfDay / 60), minute: minuteOfDay % 60, second: 0 },
        { timeZone: zone, adjustForTimeZone: true, disambiguation: "compatible" }
      ).epochMilliseconds
  )
}

const dateAt = (zone: Zone, instant: Instant): LocalDate => {
  const { day, month, year } = DateTime.toParts(DateTime.makeZonedUnsafe(instant, { timeZone: zone }))
  return { year, month, day }
}

const today = byInterval<Interval & { readonly date: LocalDate }>()

/**
 * The local day that an instant belongs to: the date on the wall of the zone, but a day that has begun is never left
 * again when clocks are put back over midnight. The days that were asked for are kept per zone.
 */
export const localDate = (zone: Zone, instant: Instant): LocalDate =>
  today(zone, instant, () => {
    const wall = dateAt(zone, instant)
    const next = plusDays(wall, 1)
    const date = instant < localInstant(zone, next) ? wall : next
    return { date, from: localInstant(zone, date), until: localInstant(zone, plusDays(date, 1)) }
  }).date

/** The minute of the day (0–1439) on the wall of the zone at an instant. */
export const minuteOfDay = (zone: Zone, instant: Instant): number => {
  const { hour, minute } = DateTime.toParts(DateTime.makeZonedUnsafe(instant, { timeZone: zone }))
  return hour * 60 + minute
}

/** Weekdays, Sunday first, as the calendar counts them. */
export const weekdays = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"] as const
export type Weekday = (typeof weekdays)[number]

/** The weekday of a date. */
export const weekdayOf = (date: LocalDate): Weekday =>
  weekdays[DateTime.toPartsUtc(utcDate(date)).weekDay] ?? "sun"
