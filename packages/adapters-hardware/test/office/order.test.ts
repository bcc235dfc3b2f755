/** The office comes to the same end whatever it hears first, in however many pieces, and however often. */
import fc from "fast-check"
import { describe, expect, it } from "vitest"
import { nameOf } from "../../src/office/CardBook.ts"
import { PurseBook } from "../../src/office/PurseBook.ts"
import { World } from "../purse/fuzz.ts"
import { group, keys, purseOf } from "../purse/shop.ts"

const world = new World({ seed: 7, purchases: 0, cards: 4, terminals: 3, isOneBurnt: false })
for (let n = 0; n < 60; n++) world.buy()

/** What the office says in the end, and what it posted. */
const endOf = (heard: ReturnType<typeof Array.from<(typeof world.all)[number]>>, pieces: number) => {
  const book = new PurseBook({ group: group.group, keys })
  world.found(book)
  const posted: Array<string> = []
  for (const [at, one] of heard.entries()) {
    one(book)
    if (at % pieces === 0 || at === heard.length - 1)
      for (const [purse, due] of book.takeDue())
        if (due.kind === "done")
          posted.push(`${purse} ${due.known.transaction.tmc} ${nameOf(due.known.transaction.asker)}`)
  }
  const purses = world.cards.map((_, n) => {
    const card = book.purse(purseOf(n + 1))
    return {
      balances: card?.balances(),
      gaps: card?.gaps(),
      known: card?.known.map(({ transaction }) => transaction),
      waiting: card?.waiting.map(({ transaction }) => nameOf(transaction.asker)).sort()
    }
  })
  return { purses, posted: posted.sort(), incidents: book.incidents() }
}

describe("lines and loads in any order", () => {
  it("lead to the same book, and to the same operations once each", () => {
    const straight = endOf([...world.all], 1)
    expect(straight.posted.length).toBeGreaterThan(30)
    expect(straight.incidents).toEqual([])
    const order = fc.shuffledSubarray([...world.all], { minLength: world.all.length })
    const again = fc.subarray([...world.all])
    fc.assert(
      fc.property(order, again, fc.integer({ min: 1, max: 50 }), (first, doubled, pieces) => {
        expect(endOf([...first, ...doubled], pieces)).toEqual(straight)
      }),
      { numRuns: 25 }
    )
  })
})
