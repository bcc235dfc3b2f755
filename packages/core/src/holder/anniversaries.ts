/**
 * Anniversaries: the days of a year on which somebody is to be congratulated.
 *
 * @module
 */
import { dateOf, dateText, type LocalDate, plusDays } from "../values/Zone.ts"
import type { Holder } from "./Holder.ts"

/** What comes again every year: the birthday, or a date among the tenant's own fields. */
export type Occasion = "birthday" | `fields.${string}`

/** A day on which something is celebrated that happened on a day of the year, which may be another one. */
export interface Celebration {
  /** `YYYY-MM-DD` */
  readonly on: string
  /** `MM-DD` */
  readonly dayOfYear: string
}

/** The most days that can be asked for at once: a year. */
export const mostDays = 366

const isLeap = (year: number): boolean => dateOf(`${String(year).padStart(4, "0")}-02-29`) !== undefined

/** 29 February is celebrated on 28 February where the year has none. */
const celebratedOn = (date: LocalDate): ReadonlyArray<Celebration> => {
  const on = dateText(date)
  const own = { on, dayOfYear: on.slice(5) }
  return own.dayOfYear === "02-28" && !isLeap(date.year) ? [own, { on, dayOfYear: "02-29" }] : [own]
}

/** What is celebrated from one date to another, both included; nothing where they are no dates, or too far apart. */
export const celebrations = (from: string, to: string): ReadonlyArray<Celebration> | undefined => {
  const [first, last] = [dateOf(from), dateOf(to)]
  if (first === undefined || last === undefined || to < from) return undefined
  const all: Array<Celebration> = []
  let days = 0
  for (let date = first; dateText(date) <= to; date = plusDays(date, 1)) {
    if ((days += 1) > mostDays) return undefined
    all.push(...celebratedOn(date))
  }
  return all
}

/** The date that an occasion goes back to, as it is kept: `1990-02-28`, or `--02-28` without the year. */
export const beginningOf = (holder: Holder, occasion: Occasion): string | undefined => {
  if (occasion === "birthday") return holder.birthday
  const value = holder.fields?.[occasion.slice("fields.".length)]
  return typeof value === "string" ? value : undefined
}

/** How many years an occasion is old on a date, where its year is known. */
export const yearsOn = (beginning: string, on: string): number | undefined => {
  const year = dateOf(beginning)?.year
  return year === undefined ? undefined : Number(on.slice(0, 4)) - year
}
