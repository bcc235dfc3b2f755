/** Many commands in one call, for programs without Effect. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { MemoryStore } from "@tessera/core/memory"
import { CommitUnknown, Store, StoreUnavailable } from "@tessera/core/ports"
import type { Ended } from "@tessera/core/promise"
import { describe, expect, it } from "vitest"
import { atShop, loaded, opened } from "./shop.ts"

const card = "9902 0000 0001"
const redeem = (key: string, amount: unknown) => ({ type: "Redeem", ...atShop, key, card, amount })
const wordOf = (end: Ended): string =>
  end.outcome === "declined" ? end.decline.code : end.outcome === "notDone" ? end.failure._tag : end.outcome

/** A store in memory that fails for batches with one of these keys. */
const storeWithout = (keys: Readonly<Record<string, StoreUnavailable | CommitUnknown>>) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        commit: (shard, tasks, decide) => {
          const failures = tasks.flatMap((task) =>
            "request" in task ? (keys[task.request.command.key] ?? []) : []
          )
          const [failure] = failures
          return failure === undefined ? store.commit(shard, tasks, decide) : Effect.fail(failure)
        }
      })
    )
  ).pipe(Layer.provide(MemoryStore.layer))

const out = new StoreUnavailable({ cause: "the disk is full" })

describe("many commands in one call", () => {
  it("end each for itself and in order: approved, declined with advice, invalid, replayed", async () => {
    await using service = await opened()
    await loaded(service, 100, card)
    const ends = await service.submitMany([
      redeem("r1", 60),
      redeem("r2", 60),
      redeem("r3", -1),
      "no command",
      redeem("r1", 60),
      { type: "Load", ...atShop, key: "l1", card, amount: 10n, tender: { kind: "cash" } },
      redeem("r4", 50)
    ])
    expect(ends.map(wordOf)).toEqual([
      "approved",
      "insufficient_funds",
      "invalid",
      "invalid",
      "approved",
      "approved",
      "approved"
    ])
    expect(ends[1]).toMatchObject({ key: "r2", decline: { retry: "newKey", approvable: 40n } })
    expect(ends[2]).toMatchObject({ key: "r3", errors: [{ path: ["amount"] }] })
    expect(ends[4]).toEqual({ ...ends[0], replayed: true })
    expect(await service.balance({ card })).toMatchObject({ wallets: [{ subWallets: [{ ledger: 0n }, {}] }] })
  })

  it("are none, or all invalid, without asking the store", async () => {
    await using service = await opened({ store: storeWithout({}) })
    expect(await service.submitMany([])).toEqual([])
    expect((await service.submitMany([{}, null])).map(wordOf)).toEqual(["invalid", "invalid"])
  })

  it("that could not be done say so in their place, and are done when sent again", async () => {
    const keys: Record<string, StoreUnavailable | CommitUnknown> = { r2: out }
    await using service = await opened({ store: storeWithout(keys) })
    await loaded(service, 100, card)
    const sent = [redeem("r1", 10), redeem("r2", 10), redeem("r3", 10)]
    const ends = await service.submitMany(sent)
    expect(ends.map(wordOf)).toEqual(["approved", "StoreUnavailable", "approved"])
    expect(ends[1]).toEqual({ outcome: "notDone", key: "r2", failure: out })
    delete keys["r2"]
    const again = await service.submitMany(sent)
    expect(again.map((end) => "replayed" in end && end.replayed)).toEqual([true, false, true])
  })

  it("of which nothing is known are in doubt, and what follows the batch is not tried", async () => {
    const lost = new CommitUnknown({ cause: "the answer is lost" })
    await using service = await opened({ store: storeWithout({ r2: lost }), committer: { batch: 2 } })
    await loaded(service, 100, card)
    const ends = await service.submitMany([redeem("r1", 10), redeem("r2", 10), redeem("r3", 10)])
    expect(ends.map(wordOf)).toEqual(["inDoubt", "inDoubt", "StoreUnavailable"])
    expect(ends[2]).toMatchObject({ outcome: "notDone", key: "r3" })
  })

  it("are in doubt for a caller that gives up, and the same keys find out", async () => {
    const { promise, resolve } = Promise.withResolvers<void>()
    const store = Layer.effect(
      Store,
      Effect.map(Store, (store) =>
        Store.of({
          ...store,
          commit: (...batch) =>
            Effect.andThen(
              Effect.promise(() => promise),
              store.commit(...batch)
            )
        })
      )
    ).pipe(Layer.provide(MemoryStore.layer))
    await using service = await opened({ store })
    const sent = [
      { type: "Issue", key: "i1", program: "gift" },
      {},
      { type: "Issue", key: "i2", program: "gift" }
    ]
    const leaving = new AbortController()
    const left = service.submitMany(sent, { signal: leaving.signal })
    leaving.abort()
    expect((await left).map(wordOf)).toEqual(["inDoubt", "invalid", "inDoubt"])
    resolve()
    const found = await service.submitMany(sent)
    expect(found.map((end) => "replayed" in end && end.replayed)).toEqual([true, false, true])
    const never = await service.submitMany([{ type: "Issue", key: "i3", program: "gift" }], {
      signal: AbortSignal.abort()
    })
    expect(never.map(wordOf)).toEqual(["inDoubt"])
    expect(await service.issue({ key: "i3", program: "gift" })).toMatchObject({ replayed: false })
  })

  it("are refused by a service that is closed, which waits for those under way", async () => {
    const service = await opened({ committer: { batch: 3 } })
    const sent = Array.from({ length: 20 }, (_, n) => ({ type: "Issue", key: `i${n}`, program: "gift" }))
    const underWay = service.submitMany(sent)
    await service.close()
    expect(new Set((await underWay).map(wordOf))).toEqual(new Set(["approved"]))
    await expect(service.submitMany(sent)).rejects.toMatchObject({ _tag: "StoreUnavailable" })
  })
})
