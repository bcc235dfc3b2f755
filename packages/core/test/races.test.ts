/** The races on the store in memory; two services on one store are as two processes on one database. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Store, StoreUnavailable } from "../src/ports/Store.ts"
import { MemoryStore, OtherStore, raceCases, raceCasesOfTwo } from "../src/testing/index.ts"
import { ledgerOf } from "./shards.ts"

const store = () => Layer.fresh(MemoryStore.layer)
const both = () => Layer.effect(OtherStore, Store).pipe(Layer.provideMerge(store()))

describe("races on a store in memory", () => {
  it.effect.each([...raceCases({ rounds: 5 })])("$name", ({ run }) => Effect.provide(run, store()))
})

describe("races of two services on a store in memory", () => {
  it.effect.each([...raceCasesOfTwo({ rounds: 5 })])("$name", ({ run }) => Effect.provide(run, both()))
})

/** A store of two shards that reads first and writes a little later, with nothing locked in between. */
const lockless = () => {
  const { store, view } = ledgerOf(2)
  return Store.of({
    ...store,
    commit: (shard, tasks, decide) =>
      Effect.gen(function* () {
        const read = { ...view, accounts: new Map(view.accounts), wallets: new Map(view.wallets) }
        const cards = new Map(view.cards)
        yield* Effect.yieldNow
        return yield* store.commit(shard, tasks, (now) => {
          const batch = decide({ ...read, cards, sequence: now.sequence, recordedAt: now.recordedAt })
          for (const [id, wallet] of batch.wallets) now.wallets.set(id, wallet)
          for (const [id, account] of batch.accounts) now.accounts.set(id, account)
          for (const [index, card] of batch.cards) now.cards.set(index, card)
          now.recordedAt = batch.recordedAt
          return batch
        })
      })
  })
}

/** A store that finds no key again. */
const forgetful = () => {
  const { store } = ledgerOf(1)
  return Store.of({
    ...store,
    commit: (shard, tasks, decide) =>
      store.commit(shard, tasks, (view) => {
        view.keys.clear()
        return decide(view)
      })
  })
}

/** A store that is out now and then. */
const failing = () => {
  const { store } = ledgerOf(1)
  let count = 0
  return Store.of({
    ...store,
    commit: (shard, tasks, decide) =>
      Effect.suspend(() =>
        (count += 1) % 9 === 0
          ? Effect.fail(new StoreUnavailable({ cause: "out" }))
          : store.commit(shard, tasks, decide)
      )
  })
}

const lostOn = Effect.fnUntraced(function* (stores: () => Store["Service"]) {
  const ends = yield* Effect.forEach(raceCasesOfTwo({ rounds: 8 }), ({ run }) => {
    const store = stores()
    const asked = run.pipe(Effect.provideService(Store, store), Effect.provideService(OtherStore, store))
    return Effect.exit(asked)
  })
  return ends.filter(({ _tag }) => _tag === "Failure").length
})

describe("the races", () => {
  it.effect("are lost by a store that does not lock what it reads", () =>
    Effect.map(lostOn(lockless), (lost) => expect(lost).toBeGreaterThan(12))
  )
  it.effect("are lost by a store that does not know its keys again", () =>
    Effect.map(lostOn(forgetful), (lost) => expect(lost).toBeGreaterThan(12))
  )
  it.effect("are lost by a store that fails", () =>
    Effect.map(lostOn(failing), (lost) => expect(lost).toBeGreaterThan(12))
  )
  it.effect("stand on a ledger of several shards", () =>
    Effect.map(
      lostOn(() => ledgerOf(3).store),
      (lost) => expect(lost).toBe(0)
    )
  )
})
