/**
 * Every zone and every change of its clocks from 2000 to 2040: days, weeks and months tile time without gap or overlap.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { type Per, windowOf } from "../../src/program/Limit.ts"
import { businessDayOf } from "../../src/values/BusinessDate.ts"
import { endOfDay } from "../../src/values/Validity.ts"
import { dateText, localDate } from "../../src/values/Zone.ts"

const hour = 3_600_000
const text = (instant: number) => new Date(instant).toISOString()

/** Instants in the years 2000–2040 at which a zone's clocks change, found by halving. */
const changesOf = (zone: string): ReadonlyArray<number> => {
  const clock = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
  const offsets = new Map<number, string>()
  const offset = (instant: number): string => {
    const known = offsets.get(instant)
    const shown = known ?? clock.format(instant).split("GMT")[1] ?? ""
    offsets.set(instant, shown)
    return shown
  }
  const found: Array<number> = []
  const step = 73 * 24 * hour
  for (let from = Date.UTC(2000, 0, 1); from < Date.UTC(2040, 0, 1); from += step) {
    if (offset(from) === offset(from + step)) continue
    let [low, high] = [from, from + step]
    while (high - low > 60_000) {
      const middle = low + Math.floor((high - low) / 120_000) * 60_000
      if (offset(middle) === offset(low)) low = middle
      else high = middle
    }
    found.push(high)
  }
  return found
}

/** Zones with the same changes and offsets keep the same time: one of them is enough. */
const distinctZones = (): ReadonlyArray<readonly [zone: string, changes: ReadonlyArray<number>]> => {
  const seen = new Map<string, readonly [string, ReadonlyArray<number>]>()
  for (const zone of Intl.supportedValuesOf("timeZone")) {
    const clock = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "longOffset" })
    const years = [2000, 2004, 2008, 2012, 2016, 2020, 2026].flatMap((year) =>
      [0, 3, 6, 9].map((month) => clock.format(Date.UTC(year, month, 15)))
    )
    const kind = years.join()
    if (!seen.has(kind)) seen.set(kind, [zone, changesOf(zone)])
  }
  return [...seen.values()]
}

describe("through every change of clocks from 2000 to 2040", () => {
  const zones = distinctZones()
  it("there are zones and changes to look at", () => {
    expect(zones.length).toBeGreaterThan(100)
    expect(zones.flatMap(([, changes]) => changes).length).toBeGreaterThan(3000)
  })
  it.each([0, 150, 240])(
    "trading days that end at minute %i follow each other without gap or overlap",
    (endsAt) => {
      const broken = zones.flatMap(([zone, changes]) =>
        changes.flatMap((change) =>
          [0, 1, 3].flatMap((hours) => {
            const instant = change + hours * hour - 1
            const today = businessDayOf(zone, endsAt, instant)
            const next = businessDayOf(zone, endsAt, today.until)
            const last = businessDayOf(zone, endsAt, today.until - 1)
            const isRight =
              today.from <= instant &&
              instant < today.until &&
              next.from === today.until &&
              last.text === today.text &&
              next.text > today.text
            return isRight ? [] : [`${zone} ${text(instant)} ${today.text} ${next.text}`]
          })
        )
      )
      expect(broken).toEqual([])
    }
  )
  it.each<Per>(["day", "week", "month"])("the periods of a limit per %s follow each other", (per) => {
    const broken = zones.flatMap(([zone, changes]) =>
      changes.flatMap((change) => {
        const now = windowOf(per, zone, change - 1)
        const resetsAt = now.resetsAt ?? 0
        const [before, after] = [windowOf(per, zone, resetsAt - 1), windowOf(per, zone, resetsAt)]
        const isRight = resetsAt >= change && before.name === now.name && after.name > now.name
        return isRight ? [] : [`${zone} ${text(change)} ${now.name} ${before.name} ${after.name}`]
      })
    )
    expect(broken).toEqual([])
  })
  it("a printed day is usable to its end and not longer", () => {
    const broken = zones.flatMap(([zone, changes]) =>
      changes.flatMap((change) => {
        const date = localDate(zone, change)
        const end = endOfDay(zone, date)
        const [last, first] = [localDate(zone, end - 1), localDate(zone, end)]
        return dateText(last) === dateText(date) && dateText(first) > dateText(date)
          ? []
          : [`${zone} ${text(change)}`]
      })
    )
    expect(broken).toEqual([])
  })
})
