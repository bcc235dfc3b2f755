/** Breakage: worked examples of both methods, to the unit, and what is never recognised. */
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  breakageOf,
  type BreakageRule,
  expectedBreakage,
  expectedRate,
  proportional
} from "../../src/books/breakage.ts"
import { monthsIn } from "../../src/books/cohort.ts"
import { type Standing, type Usage, usageIn } from "../../src/books/usage.ts"
import type { ProgramId } from "../../src/values/Ids.ts"
import { counter } from "../tables/counter.ts"
import { member, shop } from "../tables/shop.ts"

const unused: Standing = { sold: 0n, used: 0n, expired: 0n }
const standing = (sold: number, used: number, expired = 0, lastUsed?: string): Standing => ({
  sold: BigInt(sold),
  used: BigInt(used),
  expired: BigInt(expired),
  lastUsed
})
const usage = (closing: Standing, opening: Standing = unused, cohort = "2026-01"): Usage => ({
  program: "card" as ProgramId,
  asset: "EUR",
  funding: "paid",
  cohort,
  opening,
  closing,
  months: new Map()
})
const tenPercent: BreakageRule = {
  terms: { method: "proportional", expected: { basisPoints: 1000 } },
  keepsPercent: 100
}
const months = { opening: "2026-01", closing: "2026-06" }
const only = (one: Usage, rule: BreakageRule) => {
  const [found] = breakageOf([one], () => rule, months)
  if (found === undefined) throw new Error("Expected a row")
  return found
}

describe("the proportional method: 10 % of 1,000 are expected to break", () => {
  it.each([
    // used, ended, recognised, to post
    [0, 0, 0n, 0n],
    [450, 0, 50n, 50n],
    [454, 0, 50n, 50n],
    [459, 0, 51n, 51n],
    [900, 0, 100n, 100n],
    [950, 0, 50n, 50n],
    [1000, 0, 0n, 0n],
    [450, 20, 50n, 30n],
    [450, 550, 550n, 0n]
  ])("%i used, %i ended: %i recognised, %i to post", (used, expired, recognised, toPost) => {
    expect(only(usage(standing(1000, used, expired)), tenPercent)).toMatchObject({ recognised, toPost })
  })
  it("posts of each period what the one before has not", () => {
    expect(only(usage(standing(1000, 900), standing(1000, 450)), tenPercent)).toMatchObject({
      before: 50n,
      recognised: 100n,
      toPost: 50n
    })
  })
  it("is not posted again for what had ended before the period", () => {
    expect(only(usage(standing(1000, 450, 550), standing(1000, 450, 20)), tenPercent)).toMatchObject({
      before: 50n,
      recognised: 550n,
      posted: 550n,
      toPost: -30n
    })
  })
  it("is each program's own, and of one without terms there is none", () => {
    const sold = usage(standing(1000, 450))
    const other = { ...sold, program: "other" as typeof sold.program }
    const free = { ...sold, program: "free" as typeof sold.program }
    const five: BreakageRule = {
      ...tenPercent,
      terms: { method: "proportional", expected: { basisPoints: 500 } }
    }
    const rows = breakageOf(
      [other, sold, free],
      (program) => (program === "free" ? undefined : program === "other" ? five : tenPercent),
      months
    )
    expect(rows.map(({ expected, program }) => [program, expected])).toEqual([
      ["other", 50n],
      [sold.program, 100n]
    ])
  })
  it("takes back what a refund makes too much", () => {
    expect(only(usage(standing(1000, 360), standing(1000, 450)), tenPercent)).toMatchObject({ toPost: -10n })
  })
})

describe("the remote method: nothing used for three months", () => {
  const remote: BreakageRule = { terms: { method: "remote", afterMonths: 3 }, keepsPercent: 100 }
  it.each([
    ["2026-03", 0, 550n, 550n],
    ["2026-04", 0, 0n, 0n],
    [undefined, 0, 550n, 550n],
    ["2026-04", 50, 50n, 0n],
    ["2026-03", 50, 550n, 500n]
  ])("last used in %s, %i ended: %i recognised, %i to post", (lastUsed, expired, recognised, toPost) => {
    expect(only(usage(standing(1000, 450, expired, lastUsed)), remote)).toMatchObject({ recognised, toPost })
  })
  it("takes it back when the cohort is used after all", () => {
    const before = standing(1000, 450, 0, "2025-10")
    const after = standing(1000, 460, 0, "2026-06")
    expect(only(usage(after, before, "2025-09"), remote)).toMatchObject({
      before: 550n,
      recognised: 0n,
      toPost: -550n
    })
  })
})

describe("what the state will ask for", () => {
  const bound = (keepsPercent: number, terms: BreakageRule["terms"] = tenPercent.terms): BreakageRule => ({
    terms,
    keepsPercent
  })
  it("is never recognised", () => {
    expect(only(usage(standing(1000, 450)), bound(0))).toMatchObject({
      expected: 0n,
      recognised: 0n,
      toPost: 0n
    })
    expect(only(usage(standing(1000, 450)), bound(0, { method: "remote", afterMonths: 1 }))).toMatchObject({
      recognised: 0n
    })
  })
  it("leaves the issuer its share", () => {
    expect(only(usage(standing(1000, 480)), bound(40))).toMatchObject({ expected: 40n, recognised: 20n })
  })
})

describe("the expected rate", () => {
  const cohorts = [
    { cohort: "2024-01", standing: standing(1000, 900) },
    { cohort: "2024-02", standing: standing(2000, 1799) },
    { cohort: "2026-05", standing: standing(9000, 0) }
  ]
  it.each([
    [24, "2026-06", 1003n],
    [29, "2026-06", 1000n],
    [1, "2026-06", 7750n],
    [99, "2026-06", 0n]
  ])("of cohorts matured after %i months by %s: %i hundredths of a percent", (after, month, rate) => {
    expect(expectedRate(cohorts, after, month)).toBe(rate)
  })
  it.each([
    ["is rounded down", 3, 1, 6666n],
    ["is never all of it: then nothing could ever be expected to be used", 1000, 0, 9999n],
    ["is nothing where nothing was sold", 0, 0, 0n],
    ["nor where more was taken back than sold", -10, 0, 0n]
  ])("%s: %i sold, %i used", (_, sold, used, rate) => {
    expect(expectedRate([{ cohort: "2024-01", standing: standing(sold, used) }], 1, "2026-06")).toBe(rate)
  })
  it.each([
    [999, 1000n, 100, 99n],
    [999, 1000n, 50, 49n],
    [0, 1000n, 100, 0n],
    [-999, 1000n, 100, 0n]
  ])("of %i sold at %i, of which %i %% are kept: %i", (sold, rate, keeps, expected) => {
    expect(expectedBreakage(BigInt(sold), rate, keeps)).toBe(expected)
  })
  it("may be a program's own", () => {
    const rule = {
      terms: { method: "proportional", expected: { maturedAfterMonths: 12 } },
      keepsPercent: 100
    } as const
    const [old, young] = breakageOf(
      [usage(standing(1000, 900), unused, "2024-01"), usage(standing(1000, 450), unused, "2026-05")],
      () => rule,
      months
    )
    expect([old?.recognised, young?.recognised]).toEqual([100n, 50n])
  })
})

describe("any cohort", () => {
  const amounts = fc.bigInt({ min: 0n, max: 100_000n })
  it("recognises no more than is not used, more the more is used of what is expected, and whole units", () => {
    fc.assert(
      fc.property(
        amounts,
        amounts,
        fc.bigInt({ min: 0n, max: 9_999n }),
        fc.integer({ min: 0, max: 100 }),
        (a, b, rate, keeps) => {
          const [sold, used] = a > b ? [a, b] : [b, a]
          const expected = expectedBreakage(sold, rate, keeps)
          const now = proportional(expected, sold, used)
          expect(expected <= sold).toBe(true)
          expect(now <= expected).toBe(true)
          expect(proportional(expected, sold, used + 1n) >= now).toBe(true)
          const row = only(usage({ sold, used, expired: 0n }), {
            terms: { method: "proportional", expected: { basisPoints: Number(rate) } },
            keepsPercent: keeps
          })
          expect(row.recognised <= sold - used).toBe(true)
        }
      )
    )
  })
})

describe("what was used of a cohort", () => {
  const document = shop({ subWallets: [...member.subWallets, { id: "sorry", funding: "compensation" }] })
  const month = "clock 2026-12-05T10:00:00+08:00"
  it.each([
    ["Load 100", "sold 100 used 0 expired 0"],
    [`Load 100; Redeem 30; ${month}; Redeem 10`, "sold 100 used 40 expired 0 last 2026-12"],
    [
      `Load 100; Redeem 30; ${month}; Redeem 10 key=r; Refund originalKey=r`,
      "sold 100 used 30 expired 0 last 2026-12"
    ],
    ["Load 100; CashOut", "sold 100 used 100 expired 0 last 2026-11"],
    ["Load 100 key=l tender=bankCard; Chargeback 40 originalKey=l", "sold 60 used 0 expired 0"],
    ["Load 100; Transfer 30 from=ANNA to=BELA", "sold 100 used 0 expired 0"],
    [
      "Load 100; clock 2031-12-01T00:00:00+08:00; Load 1",
      "sold 100 used 0 expired 100, sold 1 used 0 expired 0"
    ],
    ["Advice 30 key=a; Load 30; Refund originalKey=a; Redeem 10", "sold 30 used 10 expired 0 last 2026-11"],
    [
      "Load 40; Advice 60 key=a; Load 20; Reverse originalKey=a",
      "sold 40 used 0 expired 0 last 2026-11, sold 20 used 0 expired 0"
    ],
    ["UnlinkedRefund 30; Redeem 10", "sold 30 used 10 expired 0 last 2026-11"],
    ["Load 10 subWallet=gift tender=other; Adjust 5 subWallet=sorry", ""]
  ])("%s: %s", (story, text) => {
    const till = counter(document)
    till.tell(story)
    const fold = usageIn({}, monthsIn("Asia/Shanghai"))
    for (const { operation } of till.recorded) fold.add(operation)
    const said = fold
      .cohorts()
      .map(({ closing: { expired, lastUsed, sold, used } }) =>
        [
          `sold ${sold} used ${used} expired ${expired}`,
          ...(lastUsed === undefined ? [] : [`last ${lastUsed}`])
        ].join(" ")
      )
    expect(said.join(", ")).toBe(text)
  })
})
