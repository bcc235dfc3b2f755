/**
 * Conformance of deliveries: one carrier at a time, all or nothing, and no letter is lost.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import * as Option from "effect/Option"
import type { Event } from "../../notice/Event.ts"
import { Deliveries, type Letter, type Standing } from "../../ports/Deliveries.ts"
import type { StoreUnavailable } from "../../ports/Store.ts"
import type { AccountId, OperationId } from "../../values/Ids.ts"
import { firstInstant } from "../Till.ts"
import { conformanceConfiguration } from "./StoreCase.ts"

/** A case. It needs deliveries of a tenant in which no notifier has told anything. */
export interface DeliveryCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable, Deliveries>
}

const [now, lapse] = [firstInstant, 30_000]

const batonOf = (carrier: string, until = now + lapse, notifier = "shop") => ({ notifier, carrier, until })

const eventOf = (n: number): Event => ({
  kind: "valueRedeemed",
  id: `evt_${n}_valueRedeemed`,
  tenant: conformanceConfiguration.tenant,
  operation: `op_${n}` as OperationId,
  shard: 0,
  sequence: n,
  recordedAt: now + n,
  businessDate: "2026-11-21",
  account: "acc_1" as AccountId,
  card: "****1234 'é' 工",
  currency: "CNY",
  balances: [{ subWallet: "main", ledger: 9_007_199_254_740_991n, held: 0n, available: 1n }],
  amount: 30_000n,
  points: { currency: "STARS", earned: 3n, before: 4n, ledger: 7n, owed: 0n }
})

const waiting = (number: number, more: Partial<Letter> = {}): Letter => ({
  number,
  event: eventOf(number),
  state: "waiting",
  tries: 0,
  dueAt: now,
  ...more
})

const dead = (number: number): Letter =>
  waiting(number, { state: "dead", tries: 10, reason: "the receiver said 400" })

const taken = Effect.fnUntraced(function* (carrier: string, at = now, notifier = "shop") {
  const { take } = yield* Deliveries
  return Option.getOrUndefined(yield* take(batonOf(carrier, at + lapse, notifier), at))
})

const numbersOf = (letters: ReadonlyArray<Letter> = []) => letters.map(({ number }) => number)

const wrote = Effect.fnUntraced(function* (
  kept: ReadonlyArray<Letter>,
  ended: ReadonlyArray<number> = [],
  carrier = "A"
) {
  const { record } = yield* Deliveries
  return yield* record(batonOf(carrier), { reached: [7, 0, 3], next: 20, kept, ended })
})

export const deliveryCases: ReadonlyArray<DeliveryCase> = [
  {
    name: "a notifier begins with nothing, whoever takes it first",
    run: Effect.gen(function* () {
      assert.deepEqual(yield* taken("A"), { next: 1, waiting: [] })
      assert.deepEqual(yield* taken("A", now, "another"), { next: 1, waiting: [] })
    })
  },
  {
    name: "what was recorded is there when the notifier is taken again",
    run: Effect.gen(function* () {
      yield* taken("A")
      const letters = [waiting(1), waiting(2, { tries: 3, dueAt: now + 5, reason: "no answer" }), dead(3)]
      assert.equal(yield* wrote(letters), true)
      const expected: Standing = { reached: [7, 0, 3], next: 20, waiting: letters.slice(0, 2) }
      assert.deepEqual(yield* taken("A"), expected)
    })
  },
  {
    name: "nobody else takes the baton before it lapses, and somebody does at that very instant",
    run: Effect.gen(function* () {
      yield* taken("A")
      assert.equal(yield* taken("B"), undefined)
      assert.equal(yield* taken("B", now + lapse - 1), undefined)
      assert.notEqual(yield* taken("B", now + lapse), undefined)
      assert.equal(yield* taken("A", now + lapse), undefined)
    })
  },
  {
    name: "who has the baton keeps it for longer, and lets it go",
    run: Effect.gen(function* () {
      const { record } = yield* Deliveries
      yield* taken("A")
      assert.equal(yield* record(batonOf("A", now + 2 * lapse)), true)
      assert.equal(yield* taken("B", now + lapse), undefined)
      assert.equal(yield* record(batonOf("A", 0)), true)
      assert.deepEqual(yield* taken("B"), { next: 1, waiting: [] })
    })
  },
  {
    name: "who has lost the baton records nothing",
    run: Effect.gen(function* () {
      yield* taken("A")
      yield* wrote([waiting(1)])
      yield* taken("B", now + lapse)
      assert.equal(yield* wrote([waiting(2)], [1]), false)
      assert.deepEqual(numbersOf((yield* taken("B", now + lapse))?.waiting), [1])
    })
  },
  {
    name: "nothing is recorded for a notifier that nobody has taken",
    run: Effect.gen(function* () {
      assert.equal(yield* wrote([waiting(1)]), false)
      assert.deepEqual(yield* taken("A"), { next: 1, waiting: [] })
    })
  },
  {
    name: "a letter changes, dies and ends; another one of the same notifier stays as it was",
    run: Effect.gen(function* () {
      yield* taken("A")
      yield* wrote([waiting(1), waiting(2), waiting(3), waiting(4)])
      const tried = waiting(2, { tries: 1, dueAt: now + 9, reason: "no answer" })
      yield* wrote([tried, dead(3)], [1])
      assert.deepEqual((yield* taken("A"))?.waiting, [tried, waiting(4)])
    })
  },
  {
    name: "dead letters are listed in their order, in pages, and per notifier",
    run: Effect.gen(function* () {
      const deliveries = yield* Deliveries
      yield* taken("A")
      yield* wrote([dead(1), waiting(2), dead(3), dead(10)])
      const [notifier, state] = ["shop", "dead"] as const
      assert.deepEqual(yield* deliveries.letters({ notifier, state, limit: 2 }), [dead(1), dead(3)])
      assert.deepEqual(yield* deliveries.letters({ notifier, state, after: 3, limit: 2 }), [dead(10)])
      assert.deepEqual(yield* deliveries.letters({ notifier: "another", state, limit: 2 }), [])
    })
  },
  {
    name: "letters that wait can be looked at without the baton, and so can how a notifier stands",
    run: Effect.gen(function* () {
      const { letters, look, record } = yield* Deliveries
      assert.deepEqual(yield* look("shop"), { waiting: 0, dead: 0 })
      yield* taken("A")
      assert.deepEqual(yield* look("shop"), { waiting: 0, dead: 0 })
      yield* wrote([dead(1), waiting(2), waiting(3), dead(4), dead(5)])
      assert.deepEqual(yield* look("shop"), { reached: [7, 0, 3], waiting: 2, dead: 3 })
      assert.deepEqual(yield* look("another"), { waiting: 0, dead: 0 })
      const query = { notifier: "shop", state: "waiting", limit: 9 } as const
      assert.deepEqual(numbersOf(yield* letters(query)), [2, 3])
      assert.deepEqual(numbersOf(yield* letters({ ...query, after: 2 })), [3])
      yield* record(batonOf("A"), { reached: [8], next: 20, kept: [], ended: [2, 3], failingSince: now })
      assert.deepEqual(yield* look("shop"), { reached: [8], failingSince: now, waiting: 0, dead: 3 })
    })
  },
  {
    name: "since when nothing arrives is kept until something does",
    run: Effect.gen(function* () {
      const { record } = yield* Deliveries
      yield* taken("A")
      const progress = { reached: [1], next: 1, kept: [], ended: [] }
      yield* record(batonOf("A"), { ...progress, failingSince: now })
      yield* record(batonOf("A"))
      assert.deepEqual(yield* taken("A"), { reached: [1], next: 1, failingSince: now, waiting: [] })
      yield* record(batonOf("A"), progress)
      assert.deepEqual(yield* taken("A"), { reached: [1], next: 1, waiting: [] })
    })
  },
  {
    name: "dead letters wait again when somebody says so: some or all, with all tries before them",
    run: Effect.gen(function* () {
      const deliveries = yield* Deliveries
      yield* taken("A")
      yield* wrote([dead(1), waiting(2), dead(3), dead(4)])
      assert.equal(yield* deliveries.redrive("shop", [3, 2, 99], now + 7), 1)
      const [, again] = (yield* taken("A"))?.waiting ?? []
      assert.deepEqual([again?.number, again?.tries, again?.dueAt], [3, 0, now + 7])
      assert.equal(yield* deliveries.redrive("another", "all", now), 0)
      assert.equal(yield* deliveries.redrive("shop", "all", now), 2)
      assert.deepEqual(numbersOf((yield* taken("A"))?.waiting), [1, 2, 3, 4])
      assert.deepEqual(yield* deliveries.letters({ notifier: "shop", state: "dead", limit: 9 }), [])
    })
  },
  {
    name: "many who want the baton at once: one gets it",
    run: Effect.gen(function* () {
      const all = yield* Effect.forEach(["A", "B", "C", "D", "E"], (carrier) => taken(carrier), {
        concurrency: "unbounded"
      })
      assert.equal(all.filter((one) => one !== undefined).length, 1)
    })
  },
  {
    name: "letters by the hundred are kept and ended in one record",
    run: Effect.gen(function* () {
      yield* taken("A")
      const letters = Array.from({ length: 700 }, (_, n) => waiting(n + 1))
      yield* wrote(letters)
      assert.deepEqual((yield* taken("A"))?.waiting.length, 700)
      yield* wrote(
        [],
        letters.slice(1).map(({ number }) => number)
      )
      assert.deepEqual((yield* taken("A"))?.waiting, [waiting(1)])
    })
  }
]
