/** Anniversaries: each day of birth comes once a year, 29 February on the 28th where the year has none. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { celebrations, yearsOn } from "../../src/holder/anniversaries.ts"
import { dateText, plusDays } from "../../src/values/Zone.ts"

const daysOf = (from: string, to: string) => celebrations(from, to)?.map((day) => day.dayOfYear)
const onOf = (from: string, to: string, born: string) =>
  celebrations(from, to)?.flatMap(({ dayOfYear, on }) => (dayOfYear === born ? [on] : []))

describe("a window of days", () => {
  it.each([
    ["2026-11-30", "2026-12-02", ["11-30", "12-01", "12-02"]],
    ["2026-12-31", "2027-01-01", ["12-31", "01-01"]],
    ["2027-02-28", "2027-03-01", ["02-28", "02-29", "03-01"]],
    ["2028-02-28", "2028-03-01", ["02-28", "02-29", "03-01"]],
    ["2027-03-01", "2027-03-01", ["03-01"]],
    ["2100-02-28", "2100-02-28", ["02-28", "02-29"]]
  ])("from %s to %s has %j", (from, to, days) => {
    expect(daysOf(from, to)).toEqual(days)
  })

  it.each([
    ["2026-12-02", "2026-12-01"],
    ["2026-12-01", "2026-12-32"],
    ["2026-02-30", "2026-12-01"],
    ["12-01", "12-02"],
    ["2026-01-01", "2027-01-02"],
    ["9999-12-30", "9999-12-31x"]
  ])("from %s to %s is none", (from, to) => {
    expect(celebrations(from, to)).toBeUndefined()
  })

  it("of one year celebrates every day of birth exactly once", () => {
    const dates = fc.record({
      year: fc.integer({ min: 1900, max: 2400 }),
      born: fc.integer({ min: 0, max: 365 }),
      begins: fc.integer({ min: 0, max: 364 })
    })
    fc.assert(
      fc.property(dates, ({ begins, born, year }) => {
        const dayOfYear = dateText(plusDays({ year: 2000, month: 1, day: 1 }, born)).slice(5)
        const first = plusDays({ year, month: 1, day: 1 }, begins)
        // A year later, a day less; 29 February has no such day in the next year.
        fc.pre(!(first.month === 2 && first.day === 29))
        const last = plusDays({ ...first, year: first.year + 1 }, -1)
        const on = onOf(dateText(first), dateText(last), dayOfYear)
        expect(on).toHaveLength(1)
        expect([dayOfYear, "02-28"]).toContain(on?.[0]?.slice(5))
      })
    )
  })
})

it.each([
  ["1990-02-28", "2027-02-28", 37],
  ["1992-02-29", "2027-02-28", 35],
  ["--02-29", "2027-02-28", undefined]
])("who began on %s counts on %s %s years", (beginning, on, years) => {
  expect(yearsOn(beginning, on)).toBe(years)
})
