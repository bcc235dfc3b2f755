/**
 * Instants: points in time in whole milliseconds since 1970 UTC, written as RFC 3339.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"
import { byName } from "./remember.ts"

/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export const Instant = Schema.Int
export type Instant = number

// oxlint-disable-next-line no-restricted-globals -- the calendar of the platform, not its clock
const calendar = Date

const date = "\\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\\d|3[01])"
const time = "([01]\\d|2[0-3]):[0-5]\\d"
const shape = new RegExp(`^${date}T${time}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]${time})$`)

const day = 86_400_000
const lately = byName<string>(1000)

/** `YYYY-MM-DDT` of a day counted from 1970. */
const dateOf = (days: number): string =>
  lately(days, () => new calendar(days * day).toISOString().slice(0, -13))

const two = Array.from({ length: 60 }, (_, n) => String(n).padStart(2, "0"))

/** The instant as RFC 3339 in UTC with milliseconds. */
export const iso = (instant: Instant): string => {
  const days = Math.floor(instant / day)
  const seconds = Math.floor((instant - days * day) / 1000)
  const [minutes, thousandths] = [Math.floor(seconds / 60), String(instant - days * day - seconds * 1000)]
  return `${dateOf(days)}${two[Math.floor(minutes / 60)]}:${two[minutes % 60]}:${two[seconds % 60]}.${thousandths.padStart(3, "0")}Z`
}

/** Whether a `YYYY-MM-DD` text is a day of the calendar; JavaScript alone would take 30 February for 2 March. */
const isDay = (text: string): boolean =>
  text.slice(8) <= "28" || iso(calendar.parse(`${text}T00:00:00Z`)).startsWith(text)

/** A text is asked for twice or three times in a row: whether it is an instant, and which. */
let asked: { readonly text: string; readonly instant: number | undefined } = { text: "", instant: undefined }

const parsed = (text: string): number | undefined => {
  if (asked.text !== text)
    asked = { text, instant: shape.test(text) && isDay(text.slice(0, 10)) ? calendar.parse(text) : undefined }
  return asked.instant
}

/** An instant as sent: RFC 3339 with an offset or `Z`; a day that is not in the calendar is refused. */
export const InstantText = Schema.String.check(
  Schema.makeFilter((text: string) => parsed(text) !== undefined, {
    expected: "an instant in RFC 3339 with offset, such as 2026-11-21T10:00:00+08:00"
  })
).pipe(
  Schema.decodeTo(
    Schema.Int,
    SchemaTransformation.transform({ decode: (text) => parsed(text) ?? 0, encode: iso })
  )
)
