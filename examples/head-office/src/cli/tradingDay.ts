/**
 * The trading day that it is at an outlet: until its day ends, the one of the date before.
 *
 * @module
 */

const aDay = 86_400_000

/** By the instant in RFC 3339, the outlet's zone, and when its days end (`03:00`; midnight is `00:00`). */
export const tradingDay = (at: string, zone: string, dayEnds: string): string => {
  // Swedes write dates as ISO does: 2026-11-23 01:52.
  const shown = new Intl.DateTimeFormat("sv-SE", { timeZone: zone, dateStyle: "short", timeStyle: "short" })
  const [date = "", time = ""] = shown.format(Date.parse(at)).split(" ")
  return time >= dayEnds ? date : new Date(Date.parse(date) - aDay).toISOString().slice(0, 10)
}
