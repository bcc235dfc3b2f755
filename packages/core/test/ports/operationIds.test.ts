/** Operation ids: a time that can be read back, and an order that is the order in which they were made. */
import { expect, it } from "vitest"
import { operationIds } from "../../src/ports/OperationIds.ts"

const alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
const numberIn = (digits: string): number =>
  digits.split("").reduce((sum, digit) => sum * 32 + alphabet.indexOf(digit), 0)

it.each([0, 1, 1023, 1024, 1_795_226_400_123, 2 ** 48 - 1])("the id of instant %i carries it", (at) => {
  const id = operationIds(() => 0)(at)
  expect(id).toMatch(/^op_[0-9A-HJKMNP-TV-Z]{26}$/)
  expect(numberIn(id.slice(3, 13))).toBe(at)
})

it("the random part takes 80 bits of the source, the first the highest", () => {
  const quarters = [0, 0.25, 0.5, 1 - 2 ** -20]
  const next = operationIds(() => quarters.shift() ?? 0)
  expect(next(1).slice(13)).toBe("00008000G000ZZZZ")
})

it("ids of one millisecond are counted up, through every carry", () => {
  const last = 1 - 2 ** -20
  const digits = [0.5, last, last, last]
  const next = operationIds(() => digits.shift() ?? 0)
  const [first, second] = [next(5), next(5)]
  expect(first.slice(13)).toBe("G000ZZZZZZZZZZZZ")
  expect(second.slice(13)).toBe("G001000000000000")
  expect(next(5).slice(13)).toBe("G001000000000001")
})

it("ids sort as they were made, within a millisecond and from one to the next", () => {
  const next = operationIds(() => 0.999)
  const made = [7, 7, 7, 8, 8, 1024, 1025].map((at) => next(at))
  expect(made.toSorted()).toEqual(made)
  expect(new Set(made).size).toBe(made.length)
})
