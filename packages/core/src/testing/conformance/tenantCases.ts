/**
 * Conformance of stores that hold several tenants: none sees or moves anything of another.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import { Store } from "../../ports/Store.ts"
import { canonicalText } from "../../values/canonical.ts"
import { counterOn, hold, issue, own, redeem, reverse, wholeJournal } from "./Counter.ts"
import { OtherStore, type TenantCase } from "./StoreCase.ts"

const both = Effect.gen(function* () {
  return { mine: counterOn(yield* Store), theirs: counterOn(yield* OtherStore, 2) }
})

export const tenantCases: ReadonlyArray<TenantCase> = [
  {
    name: "the same cards, keys and ids are two ledgers for two tenants",
    run: Effect.gen(function* () {
      const mine = counterOn(yield* Store)
      const theirs = counterOn(yield* OtherStore)
      yield* mine.send(issue("CARD1"), redeem("CARD1", "r", 30_000))
      yield* theirs.send(issue("CARD1", 7_000), redeem("CARD1", "r", 1_000))
      assert.equal((yield* mine.walletsOf("CARD1"))[0]?.lots[0]?.remaining, 70_000n)
      assert.equal((yield* theirs.walletsOf("CARD1"))[0]?.lots[0]?.remaining, 6_000n)
    })
  },
  {
    name: "one tenant's sequence, time, journal and books do not count the other's",
    run: Effect.gen(function* () {
      const { mine, theirs } = yield* both
      yield* mine.send(issue("CARD1"), redeem("CARD1", "r", 30_000))
      const before = canonicalText([yield* wholeJournal(mine.store), yield* mine.store.books()])
      yield* theirs.send(issue("CARD2"), issue("CARD3"), redeem("CARD2", "r", 1))
      assert.equal(canonicalText([yield* wholeJournal(mine.store), yield* mine.store.books()]), before)
      assert.deepEqual(
        (yield* wholeJournal(theirs.store)).map(({ operation }) => operation.sequence),
        [1, 2, 3]
      )
    })
  },
  {
    name: "one tenant finds no card, key, operation, tombstone or due wallet of the other",
    run: Effect.gen(function* () {
      const { mine, theirs } = yield* both
      const batch = yield* mine.send(issue("CARD1"), hold("CARD1", "h", 1_000), reverse("late", "v"))
      const [view] = yield* theirs.look(redeem("CARD1", "h", 1), redeem("CARD1", "late", 1))
      assert.deepEqual([view?.cards.size, view?.keys.size, view?.tombstones.size], [0, 0, 0])
      const operations = batch.recorded.map(({ operation }) => operation.id)
      const found = yield* theirs.store.read({ cards: [], accounts: [], operations, keys: [own("h")] })
      assert.equal(found.operations.size + found.keys.size + found.wallets.size, 0)
      assert.deepEqual(yield* theirs.store.due(Number.MAX_SAFE_INTEGER, 10), [])
      assert.equal((yield* mine.store.due(Number.MAX_SAFE_INTEGER, 10)).length, 1)
    })
  }
]
