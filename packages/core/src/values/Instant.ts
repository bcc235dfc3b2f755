/**
 * Instants: points in time in whole milliseconds since 1970 UTC, written as RFC 3339.
 *
 * @module
 */
import * as DateTime from "effect/DateTime"
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import * as SchemaTransformation from "effect/SchemaTransformation"

/** Milliseconds since 1970-01-01T00:00:00Z, a whole number. */
export const Instant = Schema.Int
export type Instant = number

const time = "([01]\\d|2[0-3]):[0-5]\\d"
const shape = new RegExp(`^\\d{4}-\\d{2}-\\d{2}T${time}:[0-5]\\d(\\.\\d{1,9})?(Z|[+-]${time})$`)

/** Whether a `YYYY-MM-DD` text is a day of the calendar; JavaScript alone would take 30 February for 2 March. */
const isDay = (text: string): boolean => {
  const day = Option.getOrUndefined(DateTime.make(`${text}T00:00:00Z`))
  return day !== undefined && DateTime.formatIsoDateUtc(day) === text
}

const parsed = (text: string): number | undefined =>
  shape.test(text) && isDay(text.slice(0, 10))
    ? Option.getOrUndefined(DateTime.make(text))?.epochMilliseconds
    : undefined

const lately = new Map<Instant, string>()
const remembered = 1000

/** The instant as RFC 3339 in UTC with milliseconds. The last answers are kept: the same ends of days come up often. */
export const iso = (instant: Instant): string => {
  const known = lately.get(instant)
  if (known !== undefined) return known
  const text = DateTime.formatIso(DateTime.makeUnsafe(instant))
  if (lately.size >= remembered) lately.clear()
  lately.set(instant, text)
  return text
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
