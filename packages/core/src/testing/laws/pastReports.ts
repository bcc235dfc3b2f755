/**
 * The law of past reports: whatever an accountant asked for once is what it was, however much was done and changed since.
 *
 * @module
 */
import assert from "node:assert/strict"
import { plainDocument } from "../../network/Part.ts"
import { documentOf, versionOf } from "../../network/changed.ts"
import type { Instant } from "../../values/Instant.ts"
import { type Case, cases, Story } from "../arbitraries/clearingStory.ts"
import { reportsThen } from "../reportsThen.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

/** Terms under which every report has something to say of a short story. */
const terms = {
  vat: { kind: "multiPurpose", rate: 2000, rates: [{ category: "room", rate: 900 }] },
  breakage: { method: "remote", afterMonths: 1 },
  escheat: { after: { days: 3 }, from: "lastActivity" },
  presets: [
    {
      id: "deposits",
      title: "Half of what is above 1.00",
      jurisdiction: "nowhere",
      currency: "CNY",
      kinds: ["registered"],
      effectiveFrom: "2026-01-01",
      checkedOn: "2026-01-01",
      certainty: "high",
      sources: [],
      rules: { deposit: { above: 100, percent: 50, dates: ["11-22", "11-24", "11-29", "12-01", "12-15"] } }
    }
  ]
} as const

const withTerms = (document: Case["document"]): unknown => ({
  ...document,
  programs: document.programs.map((program) => ({
    ...program,
    ...terms,
    presets: terms.presets.filter(({ currency }) => currency === program.asset.code)
  }))
})

/** Other terms of clearing, and then of the program: what was asked before does not know them. */
export const changeTerms = async (till: Till, story: Story, n: number): Promise<void> => {
  const network = till.network()
  const part = n % 2 === 0 ? "tenant" : "program"
  const id = part === "tenant" ? network.tenant : "member"
  const [version, document] = [versionOf(network, part, id), documentOf(network, part, id)]
  if (document === undefined) return
  const plain = Object(plainDocument(part, document))
  const agreements = [{ id: `since${n}`, commission: 100 + n }, ...(plain.clearing?.agreements ?? [])]
  const to =
    part === "tenant"
      ? { ...plain, clearing: { ...plain.clearing, agreements } }
      : { ...plain, version: version + 1, vat: { kind: "singlePurpose", rate: 100 * n } }
  await story.send({ type: part === "tenant" ? "ChangeTenant" : "ChangeProgram", to, version, reason: "law" })
}

/** Every report as of an instant. */
export const pastReports = law(
  "past reports",
  "Every report as of a recorded instant, of the books, of clearing, of the liability and of the days, is byte for byte what it was then, whatever was done, cut off, paid or changed since.",
  cases,
  (open, { document, steps }) =>
    onLedger(open, withTerms(document) as Case["document"], async (till) => {
      const story = new Story(till)
      const seen = new Map<Instant, ReadonlyArray<readonly [string, string]>>()
      const asked = (asOf: Instant) => till.report((desk) => reportsThen(desk, till.network, asOf))
      await story.begin()
      let [n, last] = [0, 0]
      for (const step of steps) {
        await story.take(step)
        n += 1
        if (n % 7 === 0) await changeTerms(till, story, n)
        // What follows at the same instant takes the place of what was seen.
        last = (await till.journal()).at(-1)?.operation.recordedAt ?? last
        if (n % 12 === 0 || seen.has(last)) seen.set(last, await asked(last))
      }
      for (const [asOf, then] of seen) {
        const now = await asked(asOf)
        for (const [name, text] of then) assert.equal(new Map(now).get(name), text, name)
      }
    }),
  0.3
)
