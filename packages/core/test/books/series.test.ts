/** Every report has a series that a chart takes as it is: each point once, at a time, of something, in an asset that is known. */
import * as fc from "fast-check"
import { expect, it } from "vitest"
import { type Case, cases, Story } from "../../src/testing/arbitraries/clearingStory.ts"
import { till as tillOf } from "../../src/testing/index.ts"
import { reportsThen } from "../../src/testing/reportsThen.ts"

const terms = {
  vat: { kind: "multiPurpose", rate: 2000, rates: [{ category: "room", rate: 900 }] },
  breakage: { method: "remote", afterMonths: 1 },
  escheat: { after: { days: 3 }, from: "lastActivity" }
}

interface Charted {
  readonly assets: ReadonlyArray<{ readonly code: string }>
  readonly series: ReadonlyArray<{ readonly time: string; readonly category: string; readonly asset: string }>
}

const isCharted = (value: object): value is Charted => "series" in value && Array.isArray(value.series)

/** The reports in an answer, however they are packed. */
const reportsIn = (value: unknown): ReadonlyArray<Charted> => {
  if (Array.isArray(value)) return value.flatMap(reportsIn)
  if (typeof value !== "object" || value === null) return []
  return isCharted(value) ? [value] : Object.values(value).flatMap(reportsIn)
}

const time = /^\d{4}-\d\d(-\d\d(T\d\d:\d\d:\d\d\.\d{3}Z)?)?$/

const faultsOf = ({ assets, series }: Charted): ReadonlyArray<unknown> => {
  const names = series.map(({ asset, category, time }) => JSON.stringify([time, category, asset]))
  return series.filter(
    (point, n) =>
      !time.test(point.time) ||
      point.category === "" ||
      !assets.some(({ code }) => code === point.asset) ||
      names.indexOf(names[n] ?? "") !== n
  )
}

it("is so whatever owners did with each other", async () => {
  const charted = new Set<string>()
  const story = async ({ document, steps }: Case) => {
    const till = tillOf({ ...document, programs: document.programs.map((one) => ({ ...one, ...terms })) })
    const story = new Story(till)
    await story.begin()
    for (const step of steps) await story.take(step)
    for (const [name, text] of await till.report((desk) => reportsThen(desk, till.network, till.now)))
      for (const report of reportsIn(JSON.parse(text))) {
        if (report.series.length > 0) charted.add(name)
        expect([name, faultsOf(report)]).toEqual([name, []])
      }
  }
  await fc.assert(fc.asyncProperty(cases, story), { numRuns: 12, seed: 20_261_121 })
  expect(charted.size).toBeGreaterThanOrEqual(10)
}, 60_000)
