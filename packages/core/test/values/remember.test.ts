/**
 * What is kept of answers, told by how often they had to be worked out.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import { byName, byInterval } from "../../src/values/remember.ts"

describe("answers kept by name", () => {
  const askedFor = (most: number, names: string): string => {
    const ask = byName<string>(most)
    const worked: Array<string> = []
    for (const name of names) {
      const answer = ask(name, () => {
        worked.push(name)
        return name.toUpperCase()
      })
      expect(answer).toBe(name.toUpperCase())
    }
    return worked.join("")
  }
  it.each([
    // how many are kept, asked for, worked out
    [2, "aa", "a"],
    [2, "abab", "ab"],
    [2, "abc", "abc"],
    [2, "abcc", "abc"],
    [2, "abca", "abca"],
    [2, "abcaca", "abca"],
    [3, "abcabc", "abc"],
    [1, "aab", "ab"]
  ])("%i at most: %s is worked out for %s", (most, names, worked) =>
    expect(askedFor(most, names)).toBe(worked)
  )
})

describe("intervals kept by place", () => {
  it.each([
    // how many are kept, asked for, worked out: tens are the intervals
    [9, "A10 A19 A10", "A10"],
    [9, "A10 A20", "A10 A20"],
    [9, "A19 A9", "A19 A9"],
    [9, "A20 A19 A20", "A20 A19"],
    [9, "A10 A20 A30 A11 A21 A31", "A10 A20 A30"],
    [9, "A10 B10 A11 B11", "A10 B10"],
    [9, "A10 B20 A20", "A10 B20 A20"],
    // Half a day has 43,200,000 milliseconds.
    [9, "A10 A43200010 A11 A43200011", "A10 A43200010"],
    [9, "A43199999 A43200000", "A43199999 A43200000"],
    [2, "A10 A20 A10 A30 A11", "A10 A20 A30 A11"],
    [2, "A10 A20 A30 A31", "A10 A20 A30"],
    [1, "A10 A20 A10", "A10 A20 A10"]
  ])("%i at most: %s is worked out for %s", (most, asked, worked) => {
    const ask = byInterval(most)
    const seen: Array<string> = []
    for (const one of asked.split(" ")) {
      const instant = Number(one.slice(1))
      const from = instant - (instant % 10)
      const kept = ask(one.slice(0, 1), instant, () => {
        seen.push(one)
        return { from, until: from + 10 }
      })
      expect(kept).toEqual({ from, until: from + 10 })
    }
    expect(seen.join(" ")).toBe(worked)
  })
})
