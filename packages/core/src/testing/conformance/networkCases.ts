/**
 * Conformance of the network: what the ledger was founded on stays, and every commit after a change knows of it.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import type { View } from "../../decide/View.ts"
import { changesIn } from "../../journal/Entry.ts"
import { networkWallet } from "../../network/Counter.ts"
import type { Store } from "../../ports/Store.ts"
import { firstInstant, type Sent } from "../Till.ts"
import { counter, issue, nothing, receiptIn, redeem } from "./Counter.ts"
import type { StoreCase } from "./StoreCase.ts"

const changeOutlet = (id: string, version: number, more: object = {}): Sent => ({
  type: "ChangeOutlet",
  key: `${id} ${version}`.replaceAll(" ", "-"),
  to: { id, owner: "hq", ...more },
  version,
  reason: "a case"
})

/** What a commit of a shard is decided on last. */
const viewIn = Effect.fnUntraced(function* (store: Store["Service"], shard: number) {
  const views: Array<View> = []
  yield* store.commit(shard, [], (view) => {
    views.push({ ...view })
    return nothing(view)
  })
  const view = views.at(-1)
  assert.ok(view)
  return view
})

const everywhere = (store: Store["Service"]) =>
  Effect.forEach([...Array(store.shards).keys()], (shard) => viewIn(store, shard))

const none = { cards: [], accounts: [], operations: [], keys: [] }

export const networkCases: ReadonlyArray<StoreCase> = [
  {
    name: "a ledger stays founded on the first document that it is given",
    run: Effect.gen(function* () {
      const { store } = yield* counter
      assert.equal(yield* store.found('{"zone":"Ünïcode"}'), '{"zone":"Ünïcode"}')
      assert.equal(yield* store.found("{}"), '{"zone":"Ünïcode"}')
    })
  },
  {
    name: "a change of the network is known to every commit after it, in every shard, and to every question",
    run: Effect.gen(function* () {
      const { commit, store, taskOf } = yield* counter
      assert.deepEqual(
        (yield* everywhere(store)).map(({ network }) => network),
        Array(store.shards).fill(0)
      )
      const at = firstInstant + 5_000
      const batch = yield* commit([
        taskOf(issue("CARD1")),
        taskOf(changeOutlet("NEW", 0), at),
        taskOf(changeOutlet("NEW", 1, { region: "north" }), at)
      ])
      assert.deepEqual([receiptIn(batch, 1).version, receiptIn(batch, 2).version], [1, 2])
      assert.equal(batch.changed?.outlets.size, 4)
      assert.deepEqual(
        (yield* everywhere(store)).map(({ network, recordedAt }) => [network, recordedAt >= at]),
        Array.from({ length: store.shards }, () => [2, true])
      )
      assert.equal((yield* store.read(none)).network, 2)
    })
  },
  {
    name: "what is decided under another network than the ledger's is not decided",
    run: Effect.gen(function* () {
      const { send, store, walletsOf } = yield* counter
      yield* send(issue("CARD1"))
      const first = yield* send(changeOutlet("NEW", 0), redeem("CARD1", "late", 1))
      assert.equal(first.answers.length, 1)
      const second = yield* send(redeem("CARD1", "later", 1))
      assert.deepEqual([second.answers, second.recorded], [[], []])
      assert.equal((yield* walletsOf("CARD1"))[0]?.lots[0]?.remaining, 100_000n)
      assert.deepEqual(
        (yield* everywhere(store)).map(({ network }) => network),
        Array(store.shards).fill(1)
      )
    })
  },
  {
    name: "the changes of the network are the history of one wallet, which holds nothing",
    run: Effect.gen(function* () {
      const { send, store } = yield* counter
      yield* send(changeOutlet("N1", 0), changeOutlet("N2", 0), changeOutlet("N1", 1, { active: false }))
      const found = yield* store.history({ wallet: networkWallet, limit: 10 })
      assert.deepEqual(
        found.flatMap(({ operation }) =>
          changesIn(operation.entry).map(({ after, before, version }) => [version, before, after])
        ),
        [
          [2, { id: "N1", owner: "hq" }, { id: "N1", owner: "hq", active: false }],
          [1, undefined, { id: "N2", owner: "hq" }],
          [1, undefined, { id: "N1", owner: "hq" }]
        ]
      )
      assert.deepEqual(yield* store.books(), [])
    })
  }
]
