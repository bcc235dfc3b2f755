/**
 * The model's own calendar, where the clock is eight hours ahead: days and months from plain arithmetic, nobody else's code.
 *
 * @module
 */
export const day = 86_400_000
const offset = 8 * 3_600_000

const isLeap = (year: number): boolean => (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0
const lengths = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31]
const lengthOf = (year: number, month: number): number =>
  month === 1 && isLeap(year) ? 29 : (lengths[month] ?? 0)
const yearLength = (year: number): number => (isLeap(year) ? 366 : 365)

/** The beginning of the day some days after an instant's own. */
export const dayStart = (at: number, days: number): number =>
  (Math.floor((at + offset) / day) + days) * day - offset

/** The beginning of the day so many months after one, or of the last day of a month that is shorter. */
export const monthsLater = (start: number, months: number): number => {
  let [left, year, month] = [(start + offset) / day, 1970, 0]
  for (; left >= yearLength(year); year++) left -= yearLength(year)
  for (; left >= lengthOf(year, month); month++) left -= lengthOf(year, month)
  const [toYear, toMonth] = [year + Math.floor((month + months) / 12), (month + months) % 12]
  let days = Math.min(left, lengthOf(toYear, toMonth) - 1)
  for (let one = 1970; one < toYear; one++) days += yearLength(one)
  for (let one = 0; one < toMonth; one++) days += lengthOf(toYear, one)
  return days * day - offset
}
