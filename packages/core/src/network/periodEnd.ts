/**
 * Ends of clearing periods: the last date of a day, a week or a month.
 *
 * @module
 */
import {
  dateOf,
  dateText,
  type LocalDate,
  plusDays,
  plusMonths,
  weekdayOf,
  weekdays
} from "../values/Zone.ts"
import type { Cycle } from "./ClearingTerms.ts"

const endOf = (every: Cycle["every"], date: LocalDate): LocalDate => {
  if (every === "day") return date
  if (every === "month") return plusDays(plusMonths({ ...date, day: 1 }, 1), -1)
  const day = weekdays.indexOf(weekdayOf(date))
  return day === 0 ? date : plusDays(date, 7 - day)
}

/** The last date of the period that a date is in; weeks end on Sunday. */
export const periodEnd = (every: Cycle["every"], date: string): string => {
  const read = dateOf(date)
  return read === undefined ? date : dateText(endOf(every, read))
}
