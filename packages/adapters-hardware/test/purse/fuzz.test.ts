/** A short form of `npm run fuzz:purse`: the office knows every card to the unit, or names what it misses. */
import { describe, expect, it } from "vitest"
import { fuzz } from "./fuzz.ts"

describe("cards that wander between terminals and are pulled away half of the time", () => {
  it.each([
    ["and every line comes in, in the end", 1, false],
    ["and one terminal burns", 2, true]
  ])("%s", (_, seed, isOneBurnt) => {
    const { missing, outcomes, presented, torn, wrong } = fuzz({
      seed,
      purchases: 500,
      cards: 12,
      terminals: 4,
      isOneBurnt
    })
    expect(wrong).toEqual([])
    expect(torn / presented).toBeGreaterThanOrEqual(0.5)
    expect(missing > 0).toBe(isOneBurnt)
    // Of all that can happen, everything did.
    const ends = [
      "Done",
      "CardLost",
      "Refused",
      "Unknown",
      "load unknown",
      "settled done",
      "settled notDone",
      "void Done",
      "heard done",
      "heard notDone"
    ]
    expect(Object.keys(outcomes)).toEqual(expect.arrayContaining(ends))
  })
})
