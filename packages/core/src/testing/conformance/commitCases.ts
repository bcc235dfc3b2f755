/**
 * Conformance of `commit`: all or nothing, in sequence, once for every key, one batch after the other.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { decideBatch } from "../../batch/decideBatch.ts"
import { StoreUnavailable } from "../../ports/Store.ts"
import { canonicalText } from "../../values/canonical.ts"
import { firstInstant } from "../Till.ts"
import { counter, hold, issue, nothing, redeem, wholeJournal } from "./Counter.ts"
import type { StoreCase } from "./StoreCase.ts"

const everythingOf = Effect.fnUntraced(function* (cards: ReadonlyArray<string>) {
  const { store, walletsOf } = yield* counter
  const journal = yield* wholeJournal(store)
  const wallets = yield* Effect.forEach(cards, walletsOf)
  return canonicalText([journal, wallets, yield* store.books()])
})

export const commitCases: ReadonlyArray<StoreCase> = [
  {
    name: "an empty ledger has no journal, no books, nothing due, and nothing in view",
    run: Effect.gen(function* () {
      const { look, store } = yield* counter
      assert.deepEqual(yield* store.journal({ shard: 0, after: 0, limit: 10 }), [])
      assert.deepEqual(yield* store.books(), [])
      assert.deepEqual(yield* store.due(Number.MAX_SAFE_INTEGER, 10), [])
      const [view] = yield* look(issue("CARD1"))
      assert.deepEqual([view?.sequence, view?.recordedAt, view?.cards.size, view?.keys.size], [0, 0, 0, 0])
    })
  },
  {
    name: "commits everything of a batch together: accounts, cards, wallets, journal and books",
    run: Effect.gen(function* () {
      const { look, send, store, walletsOf } = yield* counter
      yield* send(issue("CARD1"), redeem("CARD1", "r1", 30_000))
      const [wallet] = yield* walletsOf("CARD1")
      assert.equal(wallet?.lots[0]?.remaining, 70_000n)
      assert.equal(wallet?.version, 2)
      assert.deepEqual(
        (yield* store.journal({ shard: 0, after: 0, limit: 10 })).map(({ operation }) => operation.verb),
        ["Issue", "Redeem"]
      )
      assert.deepEqual(
        (yield* store.books()).map(({ account, amount }) => [account.kind, amount]),
        [
          ["cashClearing", 100_000n],
          ["liability", -70_000n],
          ["merchantPayable", -30_000n]
        ]
      )
      const [view] = yield* look(redeem("CARD1", "r2", 1))
      assert.deepEqual([view?.sequence, view?.recordedAt], [2, firstInstant])
    })
  },
  {
    name: "a decide that throws leaves nothing behind, and the store goes on",
    run: Effect.gen(function* () {
      const { facts, send, store, taskOf } = yield* counter
      yield* send(issue("CARD1"))
      const before = yield* everythingOf(["CARD1"])
      const tasks = [taskOf(redeem("CARD1", "r1", 10_000))]
      const failed = yield* Effect.result(
        store.commit(0, tasks, (view) => {
          decideBatch(facts, view, tasks)
          throw new Error("a defect of the decision")
        })
      )
      assert.ok(Result.isFailure(failed) && failed.failure instanceof StoreUnavailable)
      assert.equal(yield* everythingOf(["CARD1"]), before)
      yield* send(redeem("CARD1", "r1", 10_000))
      assert.equal((yield* store.journal({ shard: 0, after: 1, limit: 10 })).length, 1)
    })
  },
  {
    name: "a batch that cannot be written leaves nothing behind, whatever of it could",
    run: Effect.gen(function* () {
      const { facts, send, store, taskOf } = yield* counter
      yield* send(issue("CARD1"))
      const before = yield* everythingOf(["CARD1", "CARD2"])
      const tasks = [taskOf(issue("CARD2")), taskOf(redeem("CARD1", "r1", 10_000))]
      const failed = yield* Effect.result(
        store.commit(0, tasks, (view) => {
          const batch = decideBatch(facts, view, tasks)
          return { ...batch, recorded: [...batch.recorded, ...batch.recorded] }
        })
      )
      assert.ok(Result.isFailure(failed) && failed.failure instanceof StoreUnavailable)
      assert.equal(yield* everythingOf(["CARD1", "CARD2"]), before)
    })
  },
  {
    name: "a batch that changes nothing is committed too",
    run: Effect.gen(function* () {
      const { send, store } = yield* counter
      yield* send(issue("CARD1"))
      const before = yield* everythingOf(["CARD1"])
      const batch = yield* store.commit(0, [], nothing)
      assert.deepEqual(batch.answers, [])
      assert.equal(yield* everythingOf(["CARD1"]), before)
    })
  },
  {
    name: "a key that was used is found in the next batch, and its outcome is the same byte for byte",
    run: Effect.gen(function* () {
      const { look, send, store } = yield* counter
      const first = yield* send(issue("CARD1"), redeem("CARD1", "r1", 30_000), redeem("CARD1", "r2", 90_000))
      const given = first.recorded.map(({ operation }) => operation.outcome)
      const again = yield* send(issue("CARD1"), redeem("CARD1", "r1", 30_000), redeem("CARD1", "r2", 90_000))
      assert.deepEqual(
        again.answers.map(({ outcome }) => outcome?.replayed),
        [true, true, true]
      )
      assert.deepEqual(again.recorded, [])
      const stored = yield* store.journal({ shard: 0, after: 0, limit: 10 })
      assert.deepEqual(
        stored.map(({ operation }) => operation.outcome),
        given
      )
      const [view] = yield* look(redeem("CARD1", "r1", 30_000))
      assert.deepEqual(
        [...(view?.operations.values() ?? [])].map(({ outcome }) => outcome),
        [given[1]]
      )
    })
  },
  {
    name: "the sequence has no gaps, over batches that fail and batches that change nothing",
    run: Effect.gen(function* () {
      const { send, store } = yield* counter
      yield* send(issue("CARD1"), issue("CARD2"))
      yield* Effect.result(
        store.commit(0, [], () => {
          throw new Error("a defect of the decision")
        })
      )
      yield* send(redeem("CARD1", "r1", 1), redeem("CARD2", "r2", 1), redeem("CARD1", "r1", 1))
      yield* send(redeem("CARD1", "r3", 1))
      assert.deepEqual(
        (yield* wholeJournal(store)).map(({ operation }) => operation.sequence),
        [1, 2, 3, 4, 5]
      )
    })
  },
  {
    name: "ledger time never goes back, although a clock does",
    run: Effect.gen(function* () {
      const { commit, store, taskOf } = yield* counter
      yield* commit([taskOf(issue("CARD1"), firstInstant)])
      yield* commit([taskOf(redeem("CARD1", "r1", 1), firstInstant + 5_000)])
      yield* commit([taskOf(redeem("CARD1", "r2", 1), firstInstant - 86_400_000)])
      assert.deepEqual(
        (yield* wholeJournal(store)).map(({ operation }) => operation.recordedAt - firstInstant),
        [0, 5_000, 5_000]
      )
    })
  },
  {
    name: "commits that are sent at once are made one after the other, each on what the one before left",
    run: Effect.gen(function* () {
      const { send, store, walletsOf } = yield* counter
      yield* send(issue("CARD1"))
      const keys = Array.from({ length: 20 }, (_, n) => `r${n}`)
      const batches = yield* Effect.forEach(keys, (key) => send(redeem("CARD1", key, 7_000)), {
        concurrency: "unbounded"
      })
      const outcomes = batches.map(({ answers }) => answers[0]?.outcome?.outcome)
      assert.equal(outcomes.filter((outcome) => outcome === "approved").length, 14)
      assert.equal((yield* walletsOf("CARD1"))[0]?.lots[0]?.remaining, 2_000n)
      assert.deepEqual(
        (yield* wholeJournal(store)).map(({ operation }) => operation.sequence),
        Array.from({ length: 21 }, (_, n) => n + 1)
      )
    })
  },
  {
    name: "the same key sent at once in many batches is performed once",
    run: Effect.gen(function* () {
      const { send, walletsOf } = yield* counter
      yield* send(issue("CARD1"))
      const batches = yield* Effect.forEach([...Array(10).keys()], () => send(hold("CARD1", "h", 5_000)), {
        concurrency: "unbounded"
      })
      assert.equal(batches.filter(({ recorded }) => recorded.length > 0).length, 1)
      assert.equal((yield* walletsOf("CARD1"))[0]?.lots[0]?.held, 5_000n)
    })
  }
]
