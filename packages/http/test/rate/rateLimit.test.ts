import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { rateFields } from "../../src/rate/rateFields.ts"
import { rateLimit, take } from "../../src/rate/RateLimit.ts"

const balance = rateLimit({ name: "card", quota: 5, window: 900_000, burst: 3 })
const minutes = (n: number): number => n * 60_000

/** What passes of what is asked at the given instants, in order. */
const passing = (
  limit: ReturnType<typeof rateLimit>,
  instants: ReadonlyArray<number>
): ReadonlyArray<number> => {
  let state: bigint | undefined
  return instants.filter((at) => {
    const passed = take(limit, state, at)
    state = passed.state
    return passed.passes
  })
}

describe("five in a quarter of an hour, three of them at once", () => {
  it.each([
    ["three at once, not four", [0, 0, 0, 0], [0, 0, 0]],
    ["one more every five minutes", [0, 0, 0, minutes(5) - 1, minutes(5), minutes(5)], [0, 0, 0, minutes(5)]],
    ["and one more", [0, 0, 0, minutes(5), minutes(10), minutes(10)], [0, 0, 0, minutes(5), minutes(10)]],
    ["a refusal costs nothing", [0, 0, 0, 1, 2, 3, minutes(5)], [0, 0, 0, minutes(5)]],
    [
      "all three after a quarter of an hour",
      [0, 0, 0, ...[0, 0, 0, 0].map(() => minutes(15))],
      [0, 0, 0, ...[0, 0, 0].map(() => minutes(15))]
    ]
  ])("%s", (_, asked, passed) => {
    expect(passing(balance, asked)).toEqual(passed)
  })

  it("says what is left, and when there is more", () => {
    const first = take(balance, undefined, 0)
    const second = take(balance, first.state, 0)
    const third = take(balance, second.state, minutes(1))
    const refused = take(balance, third.state, minutes(2))
    expect([first, second, third, refused].map(({ left, passes, wait }) => [passes, left, wait])).toEqual([
      [true, 2, minutes(5)],
      [true, 1, minutes(5)],
      [true, 0, minutes(4)],
      [false, 0, minutes(3)]
    ])
    expect(refused.fullAt).toBe(minutes(15))
  })

  it("is told in headers, and never too early", () => {
    const { state } = take(balance, take(balance, take(balance, undefined, 0).state, 0).state, 0)
    expect(rateFields([{ limit: balance, passed: take(balance, state, 1) }])).toEqual({
      "ratelimit-policy": '"card";q=5;w=900',
      ratelimit: '"card";r=0;t=300',
      "retry-after": "300"
    })
    expect(rateFields([{ limit: balance, passed: take(balance, undefined, 1) }])).toEqual({
      "ratelimit-policy": '"card";q=5;w=900',
      ratelimit: '"card";r=2;t=300'
    })
  })
})

describe("laws", () => {
  const limits = fc
    .record({ quota: fc.integer({ min: 1, max: 40 }), window: fc.integer({ min: 1, max: 5_000 }) })
    .chain(({ quota, window }) =>
      fc.integer({ min: 1, max: quota }).map((burst) => rateLimit({ name: "law", quota, window, burst }))
    )
  /** Mostly at once, or at the very edge of a step or of the window. */
  const asked = limits.chain((limit) => {
    const step = Math.ceil(limit.window / (limit.quota - limit.burst + 1))
    const gaps = fc.oneof(
      fc.constantFrom(0, 0, 0, 1, step - 1, step, limit.window - 1, limit.window),
      fc.nat(limit.window)
    )
    return fc.record({
      limit: fc.constant(limit),
      instants: fc
        .array(gaps, { maxLength: 150 })
        .map((all) => all.reduce<ReadonlyArray<number>>((at, gap) => [...at, (at.at(-1) ?? 0) + gap], []))
    })
  })

  it("never more than the quota in any window", () => {
    fc.assert(
      fc.property(asked, ({ instants, limit }) => {
        const passed = passing(limit, instants)
        return passed.every((from, n) => {
          const inWindow = passed.slice(n).filter((at) => at < from + limit.window)
          return inWindow.length <= limit.quota
        })
      }),
      { numRuns: 500 }
    )
  })

  it("who waits as long as was said passes, and not a millisecond earlier", () => {
    fc.assert(
      fc.property(asked, ({ instants, limit }) => {
        let state: bigint | undefined
        return instants.every((at) => {
          const passed = take(limit, state, at)
          const before = state
          state = passed.state
          return (
            passed.passes ||
            (take(limit, before, at + passed.wait).passes &&
              !take(limit, before, at + passed.wait - 1).passes)
          )
        })
      }),
      { numRuns: 300 }
    )
  })

  it("a clock that goes back opens nothing", () => {
    fc.assert(
      fc.property(asked, fc.integer({ min: 1, max: 10_000 }), ({ instants, limit }, back) => {
        const last = (instants.at(-1) ?? 0) + 20_000
        const { state } = take(limit, undefined, last)
        const left = take(limit, state, last).left
        return take(limit, state, last - back).left <= left
      })
    )
  })

  it.each([
    ["no quota", { name: "a", quota: 0, window: 1 }],
    ["no window", { name: "a", quota: 1, window: 0 }],
    ["half a quota", { name: "a", quota: 1.5, window: 1 }],
    ["more at once than in the window", { name: "a", quota: 1, window: 1, burst: 2 }],
    ["a name that is no word", { name: 'a";q=9', quota: 1, window: 1 }]
  ])("a limit with %s is none", (_, limit) => {
    expect(() => rateLimit(limit)).toThrow(RangeError)
  })
})
