/** Many commands at once: in order, each with its own end, and as if they had been submitted one by one. */
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { configuration, opensAt } from "../bench/shop.ts"
import type { CommitterOptions } from "../src/Committer.ts"
import { readCommand } from "../src/command/Command.ts"
import { outcomeText } from "../src/command/Outcome.ts"
import { MemoryStore } from "../src/memory/MemoryStore.ts"
import { NodeDigest, NodeKeyVault } from "../src/node/index.ts"
import { OperationIds, operationIds } from "../src/ports/OperationIds.ts"
import { CommitUnknown, Store, StoreUnavailable } from "../src/ports/Store.ts"
import { StoredValue } from "../src/StoredValue.ts"
import type { Ended, Submission } from "../src/submitMany.ts"
import { ClientId } from "../src/values/Ids.ts"

/** The store in memory, whose commits may be stopped by the keys that are in them. */
const storeThat = (
  before: (keys: ReadonlyArray<string>) => Effect.Effect<void, StoreUnavailable | CommitUnknown>
) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        commit: (shard, tasks, decide) =>
          Effect.andThen(
            before(tasks.flatMap((task) => ("request" in task ? [task.request.command.key] : []))),
            store.commit(shard, tasks, decide)
          )
      })
    )
  ).pipe(Layer.provide(Layer.fresh(MemoryStore.layer)))

const vaultOf = (...before: ReadonlyArray<string>) =>
  NodeKeyVault.layer(Redacted.make("kept for this test only, 32 characters"), {
    before: before.map((one) => Redacted.make(one))
  })

const serviceOn = (store: Layer.Layer<Store>, options?: CommitterOptions, vault = vaultOf()) => {
  let n = 0
  return Layer.fresh(StoredValue.layer(configuration, options)).pipe(
    Layer.provide([
      store,
      NodeDigest.layer,
      vault,
      Layer.succeed(OperationIds, OperationIds.of({ next: operationIds(() => ((n += 1) % 997) / 997) }))
    ])
  )
}
const inMemory = storeThat(() => Effect.void)

const submission = (sent: object, at = opensAt): Submission => ({
  client: ClientId.make("T1"),
  command: Result.getOrThrow(readCommand(sent)),
  receivedAt: at
})
const issue = (card: string) => ({ type: "Issue", key: `i-${card}`, program: "member", card })
const place = { outlet: "S1", currency: "CNY" }
const load = (key: string, card: string) => ({
  type: "Load",
  key,
  card,
  ...place,
  amount: 500,
  tender: { kind: "cash" }
})
const redeem = (key: string, card: string, amount: number) => ({
  type: "Redeem",
  key,
  card,
  ...place,
  amount
})

const submitMany = (all: ReadonlyArray<Submission>) =>
  Effect.flatMap(StoredValue, (service) => service.submitMany(all))
const oneByOne = (all: ReadonlyArray<Submission>) =>
  Effect.flatMap(StoredValue, (service) =>
    Effect.forEach(all, ({ client, command, receivedAt }) =>
      Effect.result(service.submit(client, command, receivedAt))
    )
  )
const shown = (ended: Ended): string =>
  Result.isSuccess(ended) ? outcomeText(ended.success) : ended.failure._tag

/** A card is issued, loaded and spent from until it declines; keys come again; a hold ends before a sweep. */
const day: ReadonlyArray<Submission> = [
  ...["ANNA", "BELA"].flatMap((card) => [submission(issue(card)), submission(load(`l-${card}`, card))]),
  submission({ ...redeem("h", "BELA", 40), type: "Hold" }),
  ...Array.from({ length: 300 }, (_, n) => submission(redeem(`r${n % 290}`, "ANNA", 2), opensAt + n)),
  submission({ type: "Sweep", key: "s" }, opensAt + 40 * 86_400_000),
  submission(redeem("last", "BELA", 500), opensAt + 40 * 86_400_000)
]

describe("many commands at once", () => {
  it.effect.each([{}, { batch: 7 }, { batch: 7, capacity: 3 }])(
    "end as they would one by one, sweeps in their place: %o",
    (options) =>
      Effect.gen(function* () {
        const many = yield* Effect.provide(submitMany(day), serviceOn(inMemory, options))
        const single = yield* Effect.provide(oneByOne(day), serviceOn(inMemory))
        expect(many.map(shown)).toEqual(single.map(shown))
        expect(shown(many.at(-2) ?? Result.fail(unavailable))).toContain('"holdsExpired":1')
        expect(many.map(shown).filter((text) => text.includes('"replayed":true'))).toHaveLength(10)
      })
  )

  it.effect.each([
    ["256 where nothing is said", {}, [256, 144]],
    ["as many as it is told", { batch: 300 }, [300, 100]],
    ["what waits at most, where that is less", { batch: 300, capacity: 160 }, [160, 160, 80]]
  ] as const)("are committed so many at once: %s", ([_, options, sizes]) =>
    Effect.gen(function* () {
      const committed: Array<number> = []
      const store = storeThat((keys) => Effect.sync(() => void committed.push(keys.length)))
      const all = Array.from({ length: 400 }, (_, n) => submission(issue(`CARD${1000 + n}`)))
      yield* Effect.provide(submitMany(all), serviceOn(store, options))
      expect(committed).toEqual(sizes)
    })
  )

  it.effect("none at all end at once", () =>
    Effect.gen(function* () {
      expect(yield* Effect.provide(submitMany([]), serviceOn(inMemory))).toEqual([])
    })
  )

  it.effect("one that the store cannot take stops only itself", () =>
    Effect.gen(function* () {
      const store = storeThat((keys) => (keys.includes("bad") ? Effect.fail(unavailable) : Effect.void))
      const all = [issue("ANNA"), load("l", "ANNA"), redeem("bad", "ANNA", 5), redeem("good", "ANNA", 5)]
      const ended = yield* Effect.provide(submitMany(all.map((sent) => submission(sent))), serviceOn(store))
      expect(ended.map(shown).map(wordOf)).toEqual(["approved", "approved", "StoreUnavailable", "approved"])
    })
  )

  it.effect.each([
    ["where the answer of a commit never came, all of it are in doubt", "unknown", "inDoubt"],
    ["where the store is out, nothing of it is done", "unavailable", "StoreUnavailable"]
  ] as const)("%s, and what follows is not tried", ([_, failure, word]) =>
    Effect.gen(function* () {
      const tried: Array<string> = []
      const store = storeThat((keys) => {
        tried.push(...keys)
        return keys.includes("r1") || keys.includes("r2") ? Effect.fail(failures[failure]) : Effect.void
      })
      const all = [
        issue("ANNA"),
        load("l", "ANNA"),
        redeem("r1", "ANNA", 5),
        redeem("r2", "ANNA", 5),
        redeem("r3", "ANNA", 500),
        redeem("r4", "ANNA", 5),
        {
          type: "Sweep",
          key: "s"
        }
      ]
      const ended = yield* Effect.provide(
        submitMany(all.map((sent) => submission(sent))),
        serviceOn(store, { batch: 2 })
      )
      expect(ended.map(shown).map(wordOf)).toEqual([
        "approved",
        "approved",
        word,
        word,
        "StoreUnavailable",
        "StoreUnavailable",
        "StoreUnavailable"
      ])
      expect(new Set(tried)).toEqual(new Set(["i-ANNA", "l", "r1", "r2"]))
    })
  )

  it.effect("where the store goes out in the middle of a batch, what follows it is not tried either", () =>
    Effect.gen(function* () {
      const store = storeThat((keys) =>
        keys.some((key) => key.startsWith("out")) ? Effect.fail(unavailable) : Effect.void
      )
      const out = ["out1", "out2", "out3"].map((key) => redeem(key, "ANNA", 5))
      const all = [issue("ANNA"), load("l", "ANNA"), ...out, redeem("late", "ANNA", 5)]
      const ended = yield* Effect.provide(
        submitMany(all.map((sent) => submission(sent))),
        serviceOn(store, { batch: 5 })
      )
      expect(ended.map(shown).map(wordOf)).toEqual([
        "approved",
        "approved",
        ...Array.from({ length: 4 }, () => "StoreUnavailable")
      ])
    })
  )

  it.effect(
    "where one cannot be made ready, and of those before it nobody knows, it is not tried either",
    () =>
      Effect.gen(function* () {
        const tried: Array<string> = []
        const committing = storeThat((keys) => {
          tried.push(...keys)
          return keys.includes("l") ? Effect.fail(unknown) : Effect.void
        })
        // With a secret that counted before, each command looks its card up first: the third time in vain.
        let reads = 0
        const reading = Layer.effect(
          Store,
          Effect.map(Store, (store) =>
            Store.of({
              ...store,
              read: (references) =>
                Effect.suspend(() => ((reads += 1) === 3 ? Effect.fail(unavailable) : store.read(references)))
            })
          )
        ).pipe(Layer.provide(committing))
        const all = [issue("ANNA"), load("l", "ANNA"), redeem("r1", "ANNA", 5), redeem("r2", "ANNA", 5)]
        const ended = yield* Effect.provide(
          submitMany(all.map((sent) => submission(sent))),
          serviceOn(reading, {}, vaultOf("the secret before, of 32 characters too"))
        )
        expect(ended.map(shown).map(wordOf)).toEqual([
          "inDoubt",
          "inDoubt",
          "StoreUnavailable",
          "StoreUnavailable"
        ])
        expect(new Set(tried)).toEqual(new Set(["i-ANNA", "l"]))
      })
  )

  it.effect("of which one of a batch is in doubt when they are tried one by one stop there", () =>
    Effect.gen(function* () {
      const store = storeThat((keys) =>
        keys.includes("doubtful") ? Effect.fail(keys.length > 1 ? unavailable : unknown) : Effect.void
      )
      const sales = ["doubtful", "r1", "r2", "r3", "late"].map((key) => redeem(key, "ANNA", 5))
      const ended = yield* Effect.provide(
        submitMany([issue("ANNA"), load("l", "ANNA"), ...sales].map((sent) => submission(sent))),
        serviceOn(store, { batch: 6 })
      )
      expect(ended.map(shown).map(wordOf)).toEqual([
        "approved",
        "approved",
        "inDoubt",
        "StoreUnavailable",
        "StoreUnavailable",
        "StoreUnavailable",
        "StoreUnavailable"
      ])
    })
  )

  it.effect("of which the last of a batch is bad go on with the next batch", () =>
    Effect.gen(function* () {
      const store = storeThat((keys) => (keys.includes("bad") ? Effect.fail(unavailable) : Effect.void))
      const all = [issue("ANNA"), load("l", "ANNA"), redeem("bad", "ANNA", 5), redeem("good", "ANNA", 5)]
      const ended = yield* Effect.provide(
        submitMany(all.map((sent) => submission(sent))),
        serviceOn(store, { batch: 3 })
      )
      expect(ended.map(shown).map(wordOf)).toEqual(["approved", "approved", "StoreUnavailable", "approved"])
    })
  )

  it.effect("of several clients are performed in the order given, not in turns", () =>
    Effect.gen(function* () {
      const all = ["a", "b", "c", "a", "b", "c"].map((name, n) => ({
        ...submission(n === 0 ? issue("ANNA") : load(`l${n}`, "ANNA")),
        client: ClientId.make(name)
      }))
      const ended = yield* Effect.provide(submitMany(all), serviceOn(inMemory))
      const sequences = ended.map(shown).map((text) => Number(/"sequence":(\d+)/.exec(text)?.[1]))
      expect(sequences).toEqual([1, 2, 3, 4, 5, 6])
    })
  )

  it.effect("a sweep settles more than the queue holds, page by page", () =>
    Effect.gen(function* () {
      const cards = Array.from({ length: 20 }, (_, n) => `CARD${1000 + n}`)
      const held = cards.flatMap((card) => [
        issue(card),
        load(`l-${card}`, card),
        { ...redeem(`h-${card}`, card, 40), type: "Hold" }
      ])
      const all = [
        ...held.map((sent) => submission(sent)),
        submission({ type: "Sweep", key: "s" }, opensAt + 40 * 86_400_000)
      ]
      const ended = yield* Effect.provide(submitMany(all), serviceOn(inMemory, { capacity: 6 }))
      expect(shown(ended.at(-1) ?? Result.fail(unavailable))).toContain('"holdsExpired":20')
    })
  )

  it.effect("what the queue has no room for is not done, and says so for each", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const store = storeThat(() => Deferred.await(gate))
      const story = Effect.gen(function* () {
        const first = yield* Effect.forkChild(submitMany([submission(issue("ANNA"))]))
        yield* Effect.yieldNow
        const second = yield* Effect.forkChild(
          submitMany([submission(issue("BELA")), submission(issue("CARL"))])
        )
        yield* Effect.yieldNow
        const third = yield* submitMany([submission(issue("DORA")), submission(issue("EMIL"))])
        expect(third.map(shown)).toEqual(["Overloaded", "Overloaded"])
        yield* Deferred.succeed(gate, undefined)
        expect((yield* Fiber.join(first)).map(shown).map(wordOf)).toEqual(["approved"])
        expect((yield* Fiber.join(second)).map(shown).map(wordOf)).toEqual(["approved", "approved"])
        expect((yield* submitMany([submission(issue("DORA"))])).map(shown).map(wordOf)).toEqual(["approved"])
      })
      yield* Effect.provide(story, serviceOn(store, { batch: 2, capacity: 2 }))
    })
  )
})

const unavailable = new StoreUnavailable({ cause: new Error("the disk is full") })
const unknown = new CommitUnknown({ cause: new Error("the answer is lost") })
const failures = { unavailable, unknown }
const wordOf = (text: string): string => /"outcome":"(\w+)"/.exec(text)?.[1] ?? text
