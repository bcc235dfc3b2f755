/**
 * Conformance of `due`: the wallets on which something has fallen due, soonest first.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import { canonicalText } from "../../values/canonical.ts"
import { iso } from "../../values/Instant.ts"
import { localInstant } from "../../values/Zone.ts"
import { firstInstant } from "../Till.ts"
import { type Counter, counter, hold, issue, load, redeem } from "./Counter.ts"
import type { StoreCase } from "./StoreCase.ts"
import { sweepCases } from "./sweepCases.ts"

const hour = 3_600_000
/** The day of the first instant, where the tenants are. */
const firstMidnight = localInstant("Asia/Shanghai", { year: 2026, month: 11, day: 21 })
const at = (hours: number): number => firstInstant + hours * hour

/** The cards whose wallets are due, in the order in which the store names them. */
const dueCards = Effect.fnUntraced(function* (
  { store, walletsOf }: Counter,
  cards: ReadonlyArray<string>,
  until: number,
  limit = 10
) {
  const due = yield* store.due(until, limit)
  const ids = yield* Effect.forEach(cards, walletsOf)
  return due.map(({ wallet: id }) => cards[ids.findIndex(([wallet]) => wallet?.id === id)])
})

const cards = ["CARD1", "CARD2", "CARD3", "CARD4"]

const fourCards = Effect.gen(function* () {
  const bench = yield* counter
  yield* bench.send(...cards.map((card) => issue(card)))
  yield* bench.send(
    hold("CARD1", "h1", 1_000, iso(at(3))),
    hold("CARD2", "h2", 1_000, iso(at(1))),
    hold("CARD3", "h3", 1_000, iso(at(2)))
  )
  return bench
})

export const dueCases: ReadonlyArray<StoreCase> = [
  ...sweepCases,
  {
    name: "wallets are due from the instant at which something ends, soonest first, never before",
    run: Effect.gen(function* () {
      const bench = yield* fourCards
      assert.deepEqual(yield* dueCards(bench, cards, at(1) - 1), [])
      assert.deepEqual(yield* dueCards(bench, cards, at(1)), ["CARD2"])
      assert.deepEqual(yield* dueCards(bench, cards, at(2)), ["CARD2", "CARD3"])
      assert.deepEqual(yield* dueCards(bench, cards, at(1_000)), ["CARD2", "CARD3", "CARD1"])
    })
  },
  {
    name: "no more wallets are named than were asked for",
    run: Effect.gen(function* () {
      const bench = yield* fourCards
      assert.deepEqual(yield* dueCards(bench, cards, at(1_000), 2), ["CARD2", "CARD3"])
    })
  },
  {
    name: "each is named with its account and its instant, and the next page begins after the last of a page",
    run: Effect.gen(function* () {
      const bench = yield* fourCards
      const [first, ...rest] = yield* bench.store.due(at(1_000), 1)
      const [wallet] = yield* bench.walletsOf("CARD2")
      assert.deepEqual([first, rest], [{ wallet: wallet?.id, account: wallet?.account, at: at(1) }, []])
      const others = yield* bench.store.due(at(1_000), 10, first)
      assert.deepEqual(
        others.map((one) => one.at),
        [at(2), at(3)]
      )
      assert.deepEqual(yield* bench.store.due(at(1_000), 10, others.at(-1)), [])
    })
  },
  {
    name: "wallets that are due at the same instant are named in the order of their ids",
    run: Effect.gen(function* () {
      const bench = yield* counter
      yield* bench.send(...cards.map((card) => issue(card)))
      yield* bench.send(...cards.toReversed().map((card) => hold(card, `h-${card}`, 1_000, iso(at(1)))))
      assert.deepEqual(yield* dueCards(bench, cards, at(1)), cards)
    })
  },
  {
    name: "a wallet is due no longer when what was due is posted, released or comes later",
    run: Effect.gen(function* () {
      const bench = yield* fourCards
      const [wallet] = yield* bench.walletsOf("CARD2")
      assert.ok(wallet)
      yield* bench.commit([{ settle: wallet.id, until: at(1), receivedAt: at(1) }])
      assert.deepEqual((yield* bench.walletsOf("CARD2"))[0]?.holds, [])
      yield* bench.send(
        { type: "Release", key: "x", outlet: "S1", holdKey: "h3" },
        { type: "ExtendHold", key: "e", outlet: "S1", holdKey: "h1", expiresAt: iso(at(5)) }
      )
      assert.deepEqual(yield* dueCards(bench, cards, at(4)), [])
      assert.deepEqual(yield* dueCards(bench, cards, at(5)), ["CARD1"])
    })
  },
  {
    name: "a load that waits for its payment is due when it lapses, and is read back as it was asked for",
    run: Effect.gen(function* () {
      const bench = yield* counter
      const asked = { ...load("CARD1", "p", 100_000), offer: "1000+200", pending: true }
      yield* bench.send(issue("CARD1"), asked)
      const written = yield* bench.walletsOf("CARD1")
      const [pending] = written[0]?.pendingLoads ?? []
      assert.deepEqual(pending?.terms.bonus?.amount, 20_000n)
      const [view] = yield* bench.look({ type: "FailLoad", key: "f", originalKey: "p" })
      assert.equal(canonicalText([...(view?.wallets.values() ?? [])]), canonicalText(written))
      assert.deepEqual(yield* dueCards(bench, cards, at(24) - 1), [])
      assert.deepEqual(yield* dueCards(bench, cards, at(24)), ["CARD1"])
      yield* bench.send({ type: "ConfirmLoad", key: "c", outlet: "S1", originalKey: "p" })
      const [wallet] = yield* bench.walletsOf("CARD1")
      assert.deepEqual([wallet?.lots.length, wallet?.pendingLoads], [3, undefined])
      assert.deepEqual(yield* dueCards(bench, cards, at(24)), [])
    })
  },
  {
    name: "a card that nobody uses is due when it pays a fee, and no more when nothing is left of it",
    run: Effect.gen(function* () {
      const bench = yield* counter
      yield* bench.send({ ...issue("CARD1", 500), program: "sleepy" }, issue("CARD2", 500))
      const due = firstMidnight + 10 * 24 * hour
      const [wallet] = yield* bench.walletsOf("CARD1")
      assert.ok(wallet)
      assert.deepEqual(wallet.inactivity, { activeAt: firstInstant, feeAt: due })
      assert.deepEqual(yield* dueCards(bench, cards, due - 1), [])
      assert.deepEqual(yield* dueCards(bench, cards, due), ["CARD1"])
      const year = due + 365 * 24 * hour
      yield* bench.commit([{ settle: wallet.id, until: year, receivedAt: year }])
      const [empty] = yield* bench.walletsOf("CARD1")
      assert.deepEqual([empty?.lots, empty?.inactivity], [[], { activeAt: firstInstant }])
      assert.deepEqual(yield* dueCards(bench, cards, year), [])
      const books = yield* bench.store.books()
      const income = books.find(({ account }) => account.kind === "feeIncome")
      assert.deepEqual([income?.account.program, income?.amount], ["sleepy", -500n])
    })
  },
  {
    name: "an operation that changes nothing that ends leaves the wallet where it was due",
    run: Effect.gen(function* () {
      const bench = yield* fourCards
      yield* bench.send(redeem("CARD2", "r", 500))
      yield* bench.send(redeem("CARD2", "s", 500), redeem("CARD4", "t", 500))
      assert.deepEqual(yield* dueCards(bench, cards, at(1)), ["CARD2"])
    })
  }
]
