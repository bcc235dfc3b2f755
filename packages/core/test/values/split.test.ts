/**
 * Division of money: equal parts, shares in proportion, percentages; the parts always add up.
 *
 * @module
 */
import { allocate, dinero, toSnapshot } from "dinero.js/bigint"
import { CNY } from "dinero.js/bigint/currencies"
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { equalParts, inProportion, percentOf } from "../../src/values/split.ts"

describe("equal parts", () => {
  it.each([
    [200n, 5, [40n, 40n, 40n, 40n, 40n]],
    [7n, 3, [3n, 2n, 2n]],
    [8n, 3, [3n, 3n, 2n]],
    [9n, 3, [3n, 3n, 3n]],
    [2n, 3, [1n, 1n, 0n]],
    [0n, 2, [0n, 0n]],
    [5n, 1, [5n]]
  ])("%i in %i parts", (amount, parts, expected) => expect(equalParts(amount, parts)).toEqual(expected))
})

describe("in proportion", () => {
  it.each([
    [100n, [1n, 1n, 1n], [34n, 33n, 33n]],
    [5n, [1n, 2n, 1n, 2n, 1n], [1n, 1n, 1n, 1n, 1n]],
    [3n, [1n, 2n, 1n, 2n, 1n], [1n, 1n, 0n, 1n, 0n]],
    [100n, [1n, 2n], [33n, 67n]],
    [100n, [2n, 1n], [67n, 33n]],
    [101n, [1n, 1n], [51n, 50n]],
    [1n, [1n, 3n], [0n, 1n]],
    [1n, [1n, 1n], [1n, 0n]],
    [5n, [0n, 1n, 0n], [0n, 5n, 0n]],
    [2n, [3n, 3n, 3n], [1n, 1n, 0n]],
    [10n, [6n, 3n, 1n], [6n, 3n, 1n]],
    [7n, [5n, 5n, 1n], [3n, 3n, 1n]],
    [0n, [1n, 2n], [0n, 0n]]
  ])("%i by %s", (amount, weights, expected) => expect(inProportion(amount, weights)).toEqual(expected))

  it("adds up, and every part is within one unit of its exact share", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 2n ** 60n }),
        fc
          .array(fc.bigInt({ min: 0n, max: 10_000n }), { minLength: 1, maxLength: 8 })
          .filter((weights) => weights.some((weight) => weight > 0n)),
        (amount, weights) => {
          const whole = weights.reduce((sum, weight) => sum + weight, 0n)
          const parts = inProportion(amount, weights)
          expect(parts.reduce((sum, part) => sum + part, 0n)).toBe(amount)
          parts.forEach((part, n) => {
            const off = part * whole - amount * (weights[n] ?? 0n)
            expect(off > -whole && off < whole).toBe(true)
          })
        }
      )
    )
  })
  it("gives the parts that dinero.js gives where weights are equal, zeros among them", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        fc
          .array(fc.constantFrom(0n, 3n), { minLength: 1, maxLength: 6 })
          .filter((weights) => weights.includes(3n)),
        (amount, weights) => {
          const theirs = allocate(dinero({ amount, currency: CNY }), weights).map(
            (part) => toSnapshot(part).amount
          )
          expect(inProportion(amount, weights)).toEqual(theirs)
        }
      )
    )
  })
  it("and is never further from it than one unit a part where they differ", () => {
    fc.assert(
      fc.property(
        fc.bigInt({ min: 0n, max: 1_000_000n }),
        fc.array(fc.bigInt({ min: 1n, max: 100n }), { minLength: 1, maxLength: 6 }),
        (amount, weights) => {
          const theirs = allocate(dinero({ amount, currency: CNY }), weights).map(
            (part) => toSnapshot(part).amount
          )
          inProportion(amount, weights).forEach((part, n) => {
            const off = part - (theirs[n] ?? 0n)
            expect(off >= -1n && off <= 1n).toBe(true)
          })
        }
      )
    )
  })
})

describe("percentages", () => {
  it.each([
    [100n, 50, 50n],
    [101n, 50, 50n],
    [1n, 99, 0n],
    [1n, 100, 1n],
    [99n, 0, 0n],
    [9_007_199_254_740_991n, 100, 9_007_199_254_740_991n]
  ])("of %i, %i percent are %i", (amount, percent, part) => expect(percentOf(amount, percent)).toBe(part))
})
