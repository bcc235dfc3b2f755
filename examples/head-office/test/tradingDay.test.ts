/** Which trading day it is at an outlet. */
import { expect, it } from "vitest"
import { tradingDay } from "../src/cli/tradingDay.ts"

it.each([
  // instant              zone             day ends  it is
  ["2026-11-22T23:52:00Z", "Europe/Sofia", "03:00", "2026-11-22"],
  ["2026-11-23T00:59:59Z", "Europe/Sofia", "03:00", "2026-11-22"],
  ["2026-11-23T01:00:00Z", "Europe/Sofia", "03:00", "2026-11-23"],
  ["2026-11-22T21:59:59Z", "Europe/Sofia", "00:00", "2026-11-22"],
  ["2026-11-22T22:00:00Z", "Europe/Sofia", "00:00", "2026-11-23"],
  ["2026-03-01T01:00:00Z", "Asia/Shanghai", "10:00", "2026-02-28"]
])("at %s in %s, where days end at %s, it is %s", (at, zone, ends, day) => {
  expect(tradingDay(at, zone, ends)).toBe(day)
})
