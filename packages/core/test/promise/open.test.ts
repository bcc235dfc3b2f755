import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { ConfigurationInvalid, Overloaded, StoreUnavailable } from "@tessera/core/promise"
import { CommitUnknown, KeyVault, Store } from "@tessera/core/ports"
import { MemoryStore } from "@tessera/core/memory"
import { describe, expect, it, vi } from "vitest"
import { systemClient } from "../../src/journal/Operation.ts"
import { atShop, loaded, opened, shop } from "./shop.ts"

/** A store in memory whose commits run through another effect first. */
const storeThat = (before: Effect.Effect<void, StoreUnavailable | CommitUnknown>) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        commit: (shard, tasks, decide) => Effect.andThen(before, store.commit(shard, tasks, decide))
      })
    )
  ).pipe(Layer.provide(MemoryStore.layer))

/** Commits wait until `go` is called. */
const gate = () => {
  const { promise, resolve } = Promise.withResolvers<void>()
  return { store: storeThat(Effect.promise(() => promise)), go: resolve }
}

describe("opening", () => {
  it("names the first wrong path of a configuration and keeps all of them", async () => {
    const programs = shop.programs.map((program) => ({ ...program, issuer: "who" }))
    const outlets = [{ id: "SHOP1", owner: "nobody" }]
    const refused = await opened({ configuration: { ...shop, outlets, programs } }).catch(
      (error: unknown) => error
    )
    expect(refused).toBeInstanceOf(ConfigurationInvalid)
    expect(refused).toMatchObject({
      message: "outlets[0].owner: Expected the id of an owner: hq, fr1",
      faults: [{ path: ["outlets", 0, "owner"] }, { path: ["programs", 0, "issuer"] }]
    })
  })

  it("says what it expected instead of a document that is none", async () => {
    await expect(opened({ configuration: "shop.json" })).rejects.toThrow(/^the configuration: Expected/)
  })

  it("refuses a secret that is too short, without repeating it", async () => {
    const refused = opened({ secret: "hunter2" })
    await expect(refused).rejects.toThrow("secret of at least 32 characters")
    await expect(refused).rejects.not.toThrow("hunter2")
  })

  it.each(["", systemClient])("refuses %j as a client", async (client) => {
    await expect(opened({ client })).rejects.toThrow(/^client: Expected/)
  })

  it("rejects with what the store does not open with", async () => {
    const store = Layer.effect(Store, Effect.fail(new StoreUnavailable({ cause: "no such folder" })))
    await expect(opened({ store })).rejects.toMatchObject({
      _tag: "StoreUnavailable",
      cause: "no such folder"
    })
  })

  it("gives the store the configuration as it was read, and the key vault of the secret", async () => {
    const seen: Array<string> = []
    await using service = await opened({
      store: ({ tenant }) =>
        Layer.unwrap(
          KeyVault.use(({ mac }) =>
            Effect.sync(() => (seen.push(tenant, mac("check", "")), MemoryStore.layer))
          )
        )
    })
    expect(await service.issue({ key: "i1", program: "gift" })).toMatchObject({ outcome: "approved" })
    expect(seen).toEqual(["demo", expect.stringMatching(/^[0-9a-f]{64}$/)])
  })

  it("keeps the keys of two clients apart", async () => {
    const memory = await Effect.runPromise(Effect.scoped(Layer.build(MemoryStore.layer)))
    const store = Layer.succeedContext(memory)
    await using one = await opened({ store, client: "one" })
    await using two = await opened({ store, client: "two" })
    const card = await loaded(one, 500)
    const sale = { ...atShop, key: "r1", card, amount: 100 }
    expect(await one.redeem(sale)).toMatchObject({ replayed: false })
    expect(await two.redeem(sale)).toMatchObject({ outcome: "approved", replayed: false })
    expect(await two.redeem(sale)).toMatchObject({ outcome: "approved", replayed: true })
  })
})

describe("the life of the service", () => {
  it("gives the last unit to exactly one of a hundred", async () => {
    await using service = await opened()
    const card = await loaded(service, 1)
    const all = await Promise.all(
      Array.from({ length: 100 }, (_, n) => service.redeem({ ...atShop, key: `r${n}`, card, amount: 1 }))
    )
    expect(all.filter(({ outcome }) => outcome === "approved")).toHaveLength(1)
    expect(
      all.filter((one) => one.outcome === "declined" && one.decline._tag === "InsufficientFunds")
    ).toHaveLength(99)
  })

  it("performs calls in the order in which they were made", async () => {
    await using service = await opened()
    const card = await loaded(service, 100)
    const all = await Promise.all(
      Array.from({ length: 10 }, (_, n) => service.redeem({ ...atShop, key: `r${n}`, card, amount: 1 }))
    )
    const sequences = all.map((one) => (one.outcome === "approved" ? one.receipt.sequence : 0))
    expect(sequences).toEqual(sequences.toSorted((a, b) => a - b))
  })

  it("waits when it is closed until all that was sent has ended", async () => {
    const { go, store } = gate()
    const service = await opened({ store })
    const sent = Array.from({ length: 3 }, (_, n) => service.issue({ key: `i${n}`, program: "gift" }))
    let isClosed = false
    const closing = service.close().then(() => (isClosed = true))
    await new Promise((resolve) => setImmediate(resolve))
    expect(isClosed).toBe(false)

    go()
    expect((await Promise.all(sent)).map(({ outcome }) => outcome)).toEqual([
      "approved",
      "approved",
      "approved"
    ])
    await closing
  })

  it("refuses every call after it was closed, and closes only once", async () => {
    const service = await opened()
    await Promise.all([service.close(), service.close()])
    const closed = { _tag: "StoreUnavailable", cause: { message: "the service is closed" } }
    await expect(service.issue({ key: "i1", program: "gift" })).rejects.toMatchObject(closed)
    await expect(service.balance({ card: "99020001" })).rejects.toMatchObject(closed)
    await expect(service.books()).rejects.toBeInstanceOf(StoreUnavailable)
  })

  it("closes the store with the service", async () => {
    const seen: Array<string> = []
    const store = Layer.provideMerge(
      Layer.effectDiscard(Effect.acquireRelease(Effect.void, () => Effect.sync(() => seen.push("closed")))),
      MemoryStore.layer
    )
    {
      await using service = await opened({ store })
      await service.books()
      expect(seen).toEqual([])
    }
    expect(seen).toEqual(["closed"])
  })

  it("answers in doubt when the caller gives up, and the same key finds out", async () => {
    const { go, store } = gate()
    await using service = await opened({ store })
    const issue = { key: "i1", program: "gift" }
    const leaving = new AbortController()
    const left = service.issue(issue, { signal: leaving.signal })
    leaving.abort()
    expect(await left).toEqual({ outcome: "inDoubt", key: "i1" })

    go()
    expect(await service.issue(issue)).toMatchObject({ outcome: "approved", replayed: true })
  })

  it("sends nothing for a caller that had given up before, and rejects its questions with its own reason", async () => {
    await using service = await opened()
    const signal = AbortSignal.abort(new Error("enough"))
    expect(await service.issue({ key: "i1", program: "gift" }, { signal })).toMatchObject({
      outcome: "inDoubt"
    })
    expect(await service.issue({ key: "i1", program: "gift" })).toMatchObject({ replayed: false })
    await expect(service.books({ signal })).rejects.toThrow("enough")
  })

  it("answers in doubt when nobody knows whether the commit happened", async () => {
    const store = storeThat(Effect.fail(new CommitUnknown({ cause: "the line is dead" })))
    await using service = await opened({ store })
    expect(await service.issue({ key: "i1", program: "gift" })).toEqual({ outcome: "inDoubt", key: "i1" })
  })

  it("rejects with the store's failure, which is never a decline", async () => {
    const store = storeThat(Effect.fail(new StoreUnavailable({ cause: "the disk is full" })))
    await using service = await opened({ store })
    await expect(service.issue({ key: "i1", program: "gift" })).rejects.toMatchObject({
      _tag: "StoreUnavailable",
      cause: "the disk is full"
    })
  })

  it("rejects at once what is more than may wait, and performs the rest", async () => {
    const { go, store } = gate()
    await using service = await opened({ store, committer: { capacity: 4, batch: 2 } })
    const sent = Array.from({ length: 20 }, (_, n) => service.issue({ key: `i${n}`, program: "gift" }))
    setImmediate(go)
    const ends = await Promise.allSettled(sent)

    const refused = ends.flatMap((end) => (end.status === "rejected" ? [end.reason] : []))
    expect(refused.length).toBeGreaterThanOrEqual(20 - 4 - 2)
    expect(refused.every((reason) => reason instanceof Overloaded)).toBe(true)
    const done = ends.flatMap((end) => (end.status === "fulfilled" ? [end.value.outcome] : []))
    expect(done.length).toBeGreaterThanOrEqual(4)
    expect(new Set(done)).toEqual(new Set(["approved"]))
  })

  it("writes nothing to the host's console", async () => {
    const written = (["log", "error", "warn", "info", "debug"] as const).map((name) =>
      vi.spyOn(console, name).mockImplementation(() => undefined)
    )
    const out = vi.spyOn(process.stdout, "write")
    const store = storeThat(Effect.logError("a store that talks"))
    await using service = await opened({ store })
    await service.issue({ key: "i1", program: "gift" })
    expect(written.flatMap(({ mock }) => mock.calls)).toEqual([])
    expect(out.mock.calls).toEqual([])
    vi.restoreAllMocks()
  })
})
