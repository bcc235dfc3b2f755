/**
 * Calendars: days, weeks and months tile time in every zone, and validities end when a printed day ends.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { instalmentsOf } from "../../src/program/LoadOffer.ts"
import { type Per, windowOf } from "../../src/program/Limit.ts"
import { latestHoldEnd } from "../../src/program/Program.ts"
import { readConfiguration } from "../../src/network/Configuration.ts"
import { businessDayOf } from "../../src/values/BusinessDate.ts"
import { expiryAfter, expiryOf, plusSpan } from "../../src/values/Validity.ts"
import {
  dateOf,
  dateText,
  localDate,
  localInstant,
  minuteOfDay,
  plusDays,
  plusMonths,
  weekdayOf
} from "../../src/values/Zone.ts"
import { shop } from "../tables/shop.ts"

const hour = 3_600_000
const at = (text: string): number => Date.parse(text)
const text = (instant: number | undefined) =>
  instant === undefined ? undefined : new Date(instant).toISOString()
const day = (date: string) => dateOf(date) ?? { year: 0, month: 0, day: 0 }

describe("dates", () => {
  it.each([
    ["2026-11-21", "2026-11-21"],
    ["2028-02-29", "2028-02-29"],
    ["2027-02-29", undefined],
    ["2026-02-30", undefined],
    ["2026-13-01", undefined],
    ["2026-1-1", undefined],
    ["2026-11-21x", undefined],
    ["x2026-11-21", undefined],
    ["+012026-11-21", undefined],
    ["", undefined]
  ])("%s is %s", (sent, shown) => {
    const date = dateOf(sent)
    expect(date && dateText(date)).toBe(shown)
  })
  it.each([
    ["2026-12-31", 1, "2027-01-01"],
    ["2028-02-28", 1, "2028-02-29"],
    ["2026-01-01", -1, "2025-12-31"],
    ["2026-11-21", 0, "2026-11-21"]
  ])("%s and %i days: %s", (from, days, to) => expect(dateText(plusDays(day(from), days))).toBe(to))
  it.each([
    ["2027-01-31", 1, "2027-02-28"],
    ["2028-01-31", 1, "2028-02-29"],
    ["2027-01-31", 2, "2027-03-31"],
    ["2027-01-31", 3, "2027-04-30"],
    ["2026-11-30", 1, "2026-12-30"],
    ["2026-12-31", 1, "2027-01-31"],
    ["2026-11-21", 13, "2027-12-21"],
    ["2026-11-21", 12, "2027-11-21"],
    ["2026-11-21", 1, "2026-12-21"],
    ["2028-02-29", 12, "2029-02-28"]
  ])("%s and %i months: %s", (from, months, to) => expect(dateText(plusMonths(day(from), months))).toBe(to))
  it.each([
    ["2026-11-21", "sat"],
    ["2026-11-22", "sun"],
    ["2026-11-23", "mon"],
    ["2026-11-27", "fri"]
  ])("%s is a %s", (date, weekday) => expect(weekdayOf(day(date))).toBe(weekday))
  it("are written with four, two and two digits", () =>
    expect(dateText({ year: 26, month: 1, day: 2 })).toBe("0026-01-02"))
})

describe("zones", () => {
  it.each([
    ["Asia/Shanghai", "2026-11-21T15:59:59.999Z", "2026-11-21", 1439],
    ["Asia/Shanghai", "2026-11-21T16:00:00.000Z", "2026-11-22", 0],
    ["Asia/Kathmandu", "2026-11-21T00:00:00.000Z", "2026-11-21", 345],
    ["America/New_York", "2026-11-21T04:59:59.999Z", "2026-11-20", 1439]
  ])("in %s %s is %s, minute %i", (zone, instant, date, minute) => {
    expect(dateText(localDate(zone, at(instant)))).toBe(date)
    expect(minuteOfDay(zone, at(instant))).toBe(minute)
  })
  it.each([
    // zone, date, minute of the day, instant
    ["Asia/Shanghai", "2026-11-21", 0, "2026-11-20T16:00:00.000Z"],
    ["Asia/Shanghai", "2026-11-21", 245, "2026-11-20T20:05:00.000Z"],
    ["Europe/Berlin", "2026-10-25", 150, "2026-10-25T00:30:00.000Z"],
    ["America/Sao_Paulo", "2018-11-04", 0, "2018-11-04T03:00:00.000Z"],
    ["Asia/Beirut", "2026-03-29", 0, "2026-03-28T22:00:00.000Z"]
  ])("in %s %s begins, at minute %i, at %s", (zone, date, minute, instant) =>
    expect(text(localInstant(zone, day(date), minute))).toBe(instant)
  )
  it.each([
    ["2026-11-21T03:59:59.999+08:00", "2026-11-20"],
    ["2026-11-21T04:00:00+08:00", "2026-11-21"],
    ["2026-11-22T03:59:59.999+08:00", "2026-11-21"]
  ])("a trading day that ends at four: %s is %s", (instant, date) => {
    const trading = businessDayOf("Asia/Shanghai", 240, at(instant))
    expect(trading).toEqual({
      date: day(date),
      text: date,
      from: at(`${date}T04:00:00+08:00`),
      until: at(`${date}T04:00:00+08:00`) + 24 * hour
    })
  })
})

describe("days through a change of clocks", () => {
  it.each([
    // zone, minute at which the day ends, an instant, its day, where the day begins and ends
    [
      "Europe/Berlin",
      0,
      "2026-03-29T10:00:00Z",
      "2026-03-29",
      "2026-03-28T23:00:00.000Z",
      "2026-03-29T22:00:00.000Z"
    ],
    [
      "Europe/Berlin",
      0,
      "2026-10-25T10:00:00Z",
      "2026-10-25",
      "2026-10-24T22:00:00.000Z",
      "2026-10-25T23:00:00.000Z"
    ],
    [
      "Europe/Berlin",
      150,
      "2026-03-29T01:29:59Z",
      "2026-03-28",
      "2026-03-28T01:30:00.000Z",
      "2026-03-29T01:30:00.000Z"
    ],
    [
      "America/St_Johns",
      0,
      "2005-10-30T02:31:00Z",
      "2005-10-30",
      "2005-10-30T02:30:00.000Z",
      "2005-10-31T03:30:00.000Z"
    ],
    [
      "America/St_Johns",
      0,
      "2005-10-30T03:00:00Z",
      "2005-10-30",
      "2005-10-30T02:30:00.000Z",
      "2005-10-31T03:30:00.000Z"
    ],
    [
      "Pacific/Apia",
      0,
      "2011-12-30T09:59:59.999Z",
      "2011-12-29",
      "2011-12-29T10:00:00.000Z",
      "2011-12-30T10:00:00.000Z"
    ],
    [
      "Pacific/Apia",
      0,
      "2011-12-30T10:00:00Z",
      "2011-12-31",
      "2011-12-30T10:00:00.000Z",
      "2011-12-31T10:00:00.000Z"
    ],
    [
      "Pacific/Apia",
      240,
      "2011-12-30T10:00:00Z",
      "2011-12-29",
      "2011-12-29T14:00:00.000Z",
      "2011-12-30T14:00:00.000Z"
    ]
  ])("in %s with days to minute %i, %s is %s", (zone, endsAt, instant, date, from, until) => {
    const trading = businessDayOf(zone, endsAt, at(instant))
    expect([trading.text, text(trading.from), text(trading.until)]).toEqual([date, from, until])
  })
})

describe("periods of limits", () => {
  it.each<readonly [Per, string, string, string | undefined]>([
    ["operation", "2026-11-21T10:00:00+08:00", "operation", undefined],
    ["lifetime", "2026-11-21T10:00:00+08:00", "lifetime", undefined],
    ["day", "2026-11-21T23:59:59.999+08:00", "2026-11-21", "2026-11-21T16:00:00.000Z"],
    ["day", "2026-11-22T00:00:00+08:00", "2026-11-22", "2026-11-22T16:00:00.000Z"],
    ["week", "2026-11-22T23:59:59.999+08:00", "week 2026-11-16", "2026-11-22T16:00:00.000Z"],
    ["week", "2026-11-23T00:00:00+08:00", "week 2026-11-23", "2026-11-29T16:00:00.000Z"],
    ["week", "2026-11-21T10:00:00+08:00", "week 2026-11-16", "2026-11-22T16:00:00.000Z"],
    ["month", "2026-11-30T23:59:59.999+08:00", "2026-11", "2026-11-30T16:00:00.000Z"],
    ["month", "2026-12-01T00:00:00+08:00", "2026-12", "2026-12-31T16:00:00.000Z"]
  ])("per %s at %s: %s", (per, instant, name, resetsAt) => {
    const window = windowOf(per, "Asia/Shanghai", at(instant))
    expect([window.name, text(window.resetsAt)]).toEqual([name, resetsAt])
  })
})

describe("validity", () => {
  const anchor = { load: at("2026-11-21T10:00:00+08:00"), issue: at("2026-01-31T10:00:00+08:00") }
  it.each([
    [undefined, undefined],
    [{ days: 1 }, "2026-11-22T16:00:00.000Z"],
    [{ months: 3 }, "2027-02-21T16:00:00.000Z"],
    [{ years: 1 }, "2027-11-21T16:00:00.000Z"],
    [{ months: 1, from: "issue" as const }, "2026-02-28T16:00:00.000Z"],
    [{ days: 1, from: "load" as const }, "2026-11-22T16:00:00.000Z"],
    [{ days: 1, from: "lastLoad" as const }, "2026-11-22T16:00:00.000Z"],
    [{ until: "2026-12-31" }, "2026-12-31T16:00:00.000Z"]
  ])("%j ends at %s", (validity, end) => expect(text(expiryOf("Asia/Shanghai", anchor, validity))).toBe(end))
  it("case 28: through a change of clocks a day is 23 or 25 hours long, and midnight is midnight", () => {
    expect(text(expiryAfter("Europe/Berlin", at("2026-03-28T10:00:00Z"), { days: 1 }))).toBe(
      "2026-03-29T22:00:00.000Z"
    )
    expect(text(expiryAfter("Europe/Berlin", at("2026-10-24T10:00:00Z"), { days: 1 }))).toBe(
      "2026-10-25T23:00:00.000Z"
    )
  })
  it.each([
    [{ days: 31 }, "2027-03-03"],
    [{ months: 1 }, "2027-02-28"],
    [{ years: 1 }, "2028-01-31"]
  ])("31 January and %j: %s", (span, date) => expect(dateText(plusSpan(day("2027-01-31"), span))).toBe(date))
})

describe("instalments", () => {
  const from = at("2027-01-31T12:00:00+08:00")
  const zone = "Asia/Shanghai"
  const shown = (release: Parameters<typeof instalmentsOf>[1], amount = 50n) =>
    instalmentsOf(amount, release, zone, from).map((part) => `${part.amount} ${text(part.from)}`)
  it("without release all comes with the load", () =>
    expect(shown(undefined)).toEqual(["50 2027-01-31T04:00:00.000Z"]))
  it("case 34: from the 31st, by months", () =>
    expect(shown({ instalments: 4, every: "month" }, 51n)).toEqual([
      "13 2027-01-31T04:00:00.000Z",
      "13 2027-02-27T16:00:00.000Z",
      "13 2027-03-30T16:00:00.000Z",
      "12 2027-04-29T16:00:00.000Z"
    ]))
  it("one period later", () =>
    expect(shown({ instalments: 2, every: "month", first: "afterOnePeriod" })).toEqual([
      "25 2027-02-27T16:00:00.000Z",
      "25 2027-03-30T16:00:00.000Z"
    ]))
  it("at the load, said aloud", () =>
    expect(shown({ instalments: 2, every: "day", first: "atLoad" })).toEqual([
      "25 2027-01-31T04:00:00.000Z",
      "25 2027-01-31T16:00:00.000Z"
    ]))
  it("by weeks", () =>
    expect(shown({ instalments: 2, every: "week" })).toEqual([
      "25 2027-01-31T04:00:00.000Z",
      "25 2027-02-06T16:00:00.000Z"
    ]))
  it("by years", () =>
    expect(shown({ instalments: 2, every: "year" })).toEqual([
      "25 2027-01-31T04:00:00.000Z",
      "25 2028-01-30T16:00:00.000Z"
    ]))
  it("nothing is not an instalment", () =>
    expect(shown({ instalments: 3, every: "day" }, 2n)).toEqual([
      "1 2027-01-31T04:00:00.000Z",
      "1 2027-01-31T16:00:00.000Z"
    ]))
})

describe("how old a hold may grow", () => {
  const placed = at("2027-01-31T12:30:00+08:00")
  it.each([
    [undefined, "2027-02-07T04:30:00.000Z"],
    [{ minutes: 30 }, "2027-01-31T05:00:00.000Z"],
    [{ hours: 3 }, "2027-01-31T07:30:00.000Z"],
    [{ days: 2 }, "2027-02-02T04:30:00.000Z"],
    [{ months: 1 }, "2027-02-28T04:30:00.000Z"],
    [{ years: 1 }, "2028-01-31T04:30:00.000Z"]
  ])("%j: until %s", (age, end) => {
    const read = readConfiguration(shop({ holds: age === undefined ? {} : { expireAfter: age } }))
    const program = read._tag === "Success" ? read.success.programs[0] : undefined
    expect(program && text(latestHoldEnd(program, "Asia/Shanghai", placed))).toBe(end)
  })
})
