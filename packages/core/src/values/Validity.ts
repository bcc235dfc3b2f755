/**
 * How long value may be used: a number of days, months or years, or up to a printed day, in the zone of the outlet.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Instant } from "./Instant.ts"
import {
  dateOf,
  DateText,
  type LocalDate,
  localDate,
  localInstant,
  plusDays,
  plusMonths,
  type Zone
} from "./Zone.ts"

const count = Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 36_600 }))

const from = Schema.optionalKey(Schema.Literals(["load", "lastLoad", "issue"]))

/** A length of time in the calendar: exactly one of `days`, `months`, `years`. */
export const Span = Schema.Union([
  Schema.Struct({ days: count }),
  Schema.Struct({ months: count }),
  Schema.Struct({ years: count })
])
export type Span = typeof Span.Type

/**
 * How long a lot is usable. A span counts from the day of the load that funded the lot (`load`, the default), from the
 * last load into the sub-wallet (`lastLoad`), or from the day the account was opened (`issue`). `until` is a printed day.
 */
export const Validity = Schema.Union([
  Schema.Struct({ days: count, from }),
  Schema.Struct({ months: count, from }),
  Schema.Struct({ years: count, from }),
  Schema.Struct({ until: DateText })
])
export type Validity = typeof Validity.Type

/** The date some spans after another (or before, if negative); months and years clamp to the month's last day. */
export const plusSpan = (date: LocalDate, span: Span, times = 1): LocalDate =>
  "days" in span
    ? plusDays(date, times * span.days)
    : plusMonths(date, times * ("months" in span ? span.months : span.years * 12))

/** The instant after a printed day ends: the whole day is usable in the zone where it was printed. */
export const endOfDay = (zone: Zone, date: LocalDate): Instant => localInstant(zone, plusDays(date, 1))

/** The instant at which value loaded at `from` stops being usable: the end of the local day one span later. */
export const expiryAfter = (zone: Zone, from: Instant, span: Span): Instant =>
  endOfDay(zone, plusSpan(localDate(zone, from), span))

/** The instant at which value with this validity stops being usable; `undefined` where it never does. */
export const expiryOf = (
  zone: Zone,
  anchor: { readonly load: Instant; readonly issue: Instant },
  validity: Validity | undefined
): Instant | undefined => {
  if (validity === undefined) return undefined
  if ("until" in validity) {
    const date = dateOf(validity.until)
    return date === undefined ? undefined : endOfDay(zone, date)
  }
  return expiryAfter(zone, validity.from === "issue" ? anchor.issue : anchor.load, validity)
}
