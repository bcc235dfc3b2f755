/** The committers of a store with several shards: at work at once, fair, and nobody is left without an answer. */
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import type { Task } from "../src/batch/decideBatch.ts"
import { type Answered, type CommitterOptions, makeCommitter } from "../src/Committer.ts"
import { CommitUnknown, Store, StoreUnavailable } from "../src/ports/Store.ts"
import { facts, issued, ledgerOf, redeemed, taskOf } from "./shards.ts"

const disk = new StoreUnavailable({ cause: new Error("the disk is gone") })
const lost = new CommitUnknown({ cause: new Error("the answer is lost") })

const keysOf = (tasks: ReadonlyArray<Task>): ReadonlyArray<string> =>
  tasks.flatMap((task) => ("request" in task ? [task.request.command.key] : []))

const wordOf = (answered: Answered): string =>
  Result.isFailure(answered)
    ? answered.failure._tag
    : answered.success.outcome?.outcome === "declined"
      ? answered.success.outcome.decline._tag
      : (answered.success.outcome?.outcome ?? "settled")

const committerOn = (store: Store["Service"], options?: CommitterOptions) =>
  Effect.provideService(makeCommitter(facts, options), Store, store)

const answersOf = (pending: ReadonlyArray<Effect.Effect<unknown, StoreUnavailable | CommitUnknown>>) =>
  Effect.forEach(pending, (answer) => Effect.result(answer), { concurrency: "unbounded" })

/** A door that commits wait in front of, one shard's or all. */
const doorOf = (shards: number) =>
  Effect.map(Effect.all(Array.from({ length: shards }, () => Deferred.make<void>())), (doors) => ({
    wait: (shard: number) => (doors[shard] ? Deferred.await(doors[shard]) : Effect.void),
    open: Effect.forEach(doors, (door) => Deferred.succeed(door, undefined))
  }))

/** Lets everything go on that can. */
const settle = Effect.forEach(Array.from({ length: 20 }), () => Effect.yieldNow)

describe("the committers of several shards", () => {
  it.effect("commit at the same time, and none waits for another", () =>
    Effect.gen(function* () {
      const door = yield* doorOf(3)
      const under = new Set<number>()
      const { store } = ledgerOf(3, {
        before: (shard) =>
          Effect.suspend(() => {
            under.add(shard)
            return door.wait(shard)
          })
      })
      const { offer } = yield* committerOn(store)
      const tasks = Array.from({ length: 30 }, (_, n) => taskOf(`c${n}`, issued(`i${n}`, `CARD${1000 + n}`)))
      const pending = yield* Effect.forEach(tasks, offer)
      yield* settle
      expect(under).toEqual(new Set([0, 1, 2]))
      yield* door.open
      expect((yield* answersOf(pending)).every(({ _tag }) => _tag === "Success")).toBe(true)
    })
  )

  it.effect("one whose commit hangs does not hold up the others", () =>
    Effect.gen(function* () {
      const door = yield* doorOf(1)
      const { committed, store } = ledgerOf(2, { before: (shard) => door.wait(shard) })
      const { offer } = yield* committerOn(store)
      const tasks = Array.from({ length: 20 }, (_, n) => taskOf(`c${n}`, issued(`i${n}`, `CARD${1000 + n}`)))
      const pending = yield* Effect.forEach(tasks, offer)
      yield* settle
      expect(committed.length).toBeGreaterThan(0)
      expect(new Set(committed.map(({ operation }) => operation.shard))).toEqual(new Set([1]))
      yield* door.open
      expect(yield* answersOf(pending)).toHaveLength(20)
      expect(committed).toHaveLength(20)
    })
  )

  it.effect.each([1, 2])("have as many batches of a shard under way as the store takes: %d", (depth) =>
    Effect.gen(function* () {
      const door = yield* doorOf(1)
      const under: Array<ReadonlyArray<string>> = []
      const { committed, store } = ledgerOf(1, {
        depth,
        before: (shard, tasks) =>
          Effect.suspend(() => {
            under.push(keysOf(tasks))
            return door.wait(shard)
          })
      })
      const { offer } = yield* committerOn(store)
      const pending = yield* Effect.forEach(
        Array.from({ length: 9 }, (_, n) => taskOf(`c${n % 3}`, issued(`i${n}`, `CARD${1000 + n}`))),
        offer
      )
      yield* settle
      expect(under).toHaveLength(depth)
      // Nobody has commands in both: what a client sends is committed in its order.
      const clients = under.map((keys) => new Set(keys.map((key) => Number(key.slice(1)) % 3)))
      expect(clients.reduce((sum, { size }) => sum + size, 0)).toBe(
        new Set(clients.flatMap((some) => [...some])).size
      )
      yield* door.open
      expect(yield* answersOf(pending)).toHaveLength(9)
      for (const client of ["c0", "c1", "c2"])
        expect(
          committed.flatMap(({ operation }) => (operation.client === client ? [operation.key] : []))
        ).toEqual([0, 3, 6].map((n) => `i${n + Number(client.slice(1))}`))
    })
  )

  it.effect("keep the order of a client over cards of every shard", () =>
    Effect.gen(function* () {
      const { committed, store } = ledgerOf(4, { before: () => Effect.yieldNow })
      const { offer } = yield* committerOn(store, { batch: 3 })
      const pending: Array<Effect.Effect<unknown, StoreUnavailable | CommitUnknown>> = []
      for (let n = 0; n < 40; n++) {
        for (const client of ["a", "b", "c"])
          pending.push(yield* offer(taskOf(client, issued(`${client}${n}`, `CARD${client}${1000 + n}`))))
        if (n % 7 === 0) yield* settle
      }
      yield* answersOf(pending)
      for (const client of ["a", "b", "c"])
        expect(
          committed.flatMap(({ operation }) => (operation.client === client ? [operation.key] : []))
        ).toEqual(Array.from({ length: 40 }, (_, n) => `${client}${n}`))
      expect(new Set(committed.map(({ operation }) => operation.shard)).size).toBeGreaterThan(1)
    })
  )

  it.effect("give each shard a sequence without gaps", () =>
    Effect.gen(function* () {
      const { journals, store } = ledgerOf(3)
      const { offer } = yield* committerOn(store, { batch: 2 })
      const tasks = Array.from({ length: 30 }, (_, n) => taskOf(`c${n}`, issued(`i${n}`, `CARD${1000 + n}`)))
      yield* answersOf(yield* Effect.forEach(tasks, offer))
      journals.forEach((journal, shard) =>
        expect(journal.map(({ operation }) => [operation.shard, operation.sequence])).toEqual(
          journal.map((_, n) => [shard, n + 1])
        )
      )
    })
  )
})

describe("many commands together", () => {
  it.effect("are committed in their order, whoever their clients are", () =>
    Effect.gen(function* () {
      const { committed, store } = ledgerOf(3)
      const { offerMany } = yield* committerOn(store, { batch: 2 })
      const tasks = Array.from({ length: 20 }, (_, n) =>
        taskOf(`c${n % 3}`, n === 0 ? issued("k0", "CARD0001") : redeemed(`k${n}`, "CARD0001"))
      )
      const answers = yield* Effect.flatten(offerMany(tasks))
      expect(answers.map(wordOf)).toEqual(Array.from({ length: 20 }, () => "approved"))
      expect(committed.map(({ operation }) => operation.key)).toEqual(keysOf(tasks))
    })
  )

  it.effect("are all refused when there is no room for all", () =>
    Effect.gen(function* () {
      const door = yield* doorOf(1)
      const { committed, store } = ledgerOf(1, { before: (shard) => door.wait(shard) })
      const { offer, offerMany } = yield* committerOn(store, { capacity: 4, batch: 1 })
      const one = yield* offer(taskOf("a", issued("k0", "CARD0001")))
      yield* settle
      const waiting = yield* offerMany([1, 2, 3].map((n) => taskOf("a", redeemed(`k${n}`, "CARD0001"))))
      const refused = yield* Effect.result(
        offerMany([4, 5].map((n) => taskOf("a", redeemed(`k${n}`, "CARD0001"))))
      )
      expect(Result.isFailure(refused) && refused.failure).toMatchObject({ _tag: "Overloaded", waiting: 3 })
      yield* door.open
      yield* one
      yield* waiting
      expect(committed.map(({ operation }) => operation.key)).toEqual(["k0", "k1", "k2", "k3"])
    })
  )

  it.effect("end at once when there are none, and each as refused when the service is closed", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { offerMany } = yield* Scope.provide(committerOn(ledgerOf(1).store), scope)
      expect(yield* Effect.flatten(offerMany([]))).toEqual([])
      yield* Scope.close(scope, Exit.void)
      const answers = yield* Effect.flatten(
        offerMany([1, 2].map((n) => taskOf("a", redeemed(`k${n}`, "CARD0001"))))
      )
      expect(answers.map(wordOf)).toEqual(["StoreUnavailable", "StoreUnavailable"])
    })
  )
})

describe("fairness", () => {
  it.effect("one client's flood makes another wait for the batch under way and its own", () =>
    Effect.gen(function* () {
      const batches: Array<ReadonlyArray<string>> = []
      const door = yield* doorOf(1)
      const { store } = ledgerOf(1, {
        before: (shard, tasks) =>
          Effect.suspend(() => {
            batches.push(keysOf(tasks))
            return door.wait(shard)
          })
      })
      const { offer } = yield* committerOn(store, { batch: 8 })
      const flood = Array.from({ length: 400 }, (_, n) => taskOf("flood", issued(`f${n}`, `CARD${1000 + n}`)))
      const pending = yield* Effect.forEach(flood, offer)
      yield* settle
      for (const client of ["a", "b", "c"])
        pending.push(yield* offer(taskOf(client, issued(`${client}1`, `CARD${client}`))))
      yield* door.open
      yield* answersOf(pending)
      const waited = ["a1", "b1", "c1"].map((key) => batches.findIndex((keys) => keys.includes(key)))
      expect(Math.max(...waited)).toBe(1)
      expect(batches[1]).toHaveLength(8)
    })
  )

  it.effect("the room that one client fills is not shut to others", () =>
    Effect.gen(function* () {
      const door = yield* doorOf(1)
      const { store } = ledgerOf(1, { before: (shard) => door.wait(shard) })
      const { offer } = yield* committerOn(store, { batch: 2, capacity: 20 })
      const offers = Array.from({ length: 40 }, (_, n) => taskOf("flood", issued(`f${n}`, `CARD${1000 + n}`)))
      const offered = yield* Effect.forEach(offers, (task) => Effect.result(offer(task)))
      const refused = offered.filter(Result.isFailure)
      expect(refused).toHaveLength(20)
      expect(refused[0]?.failure).toMatchObject({ _tag: "Overloaded", waiting: 20 })
      const modest = yield* offer(taskOf("modest", issued("m", "CARD0001")))
      yield* door.open
      yield* modest
    })
  )
})

describe("trouble", () => {
  it.effect("an outage ends a batch after three commands in a row, and what comes later is tried anew", () =>
    Effect.gen(function* () {
      const tried: Array<number> = []
      let isOut = true
      const { store } = ledgerOf(1, {
        before: (_, tasks) =>
          Effect.suspend(() => {
            tried.push(tasks.length)
            return isOut ? Effect.fail(disk) : Effect.void
          })
      })
      const { offer, offerMany } = yield* committerOn(store)
      const tasks = Array.from({ length: 100 }, (_, n) => taskOf("a", issued(`i${n}`, `CARD${1000 + n}`)))
      const answers = yield* Effect.flatten(offerMany(tasks))
      expect(new Set(answers.map(wordOf))).toEqual(new Set(["StoreUnavailable"]))
      expect(tried).toEqual([100, 1, 1, 1])
      isOut = false
      yield* Effect.flatten(offer(taskOf("a", issued("next", "CARD2000"))))
    })
  )

  it.effect("a store that says it is out is not tried command by command", () =>
    Effect.gen(function* () {
      const out = new StoreUnavailable({ cause: new Error("the server is not there"), isOutage: true })
      const tried: Array<number> = []
      const { store } = ledgerOf(1, {
        before: (_, tasks) =>
          Effect.suspend(() => {
            tried.push(tasks.length)
            return Effect.fail(out)
          })
      })
      const { offerMany } = yield* committerOn(store)
      const tasks = Array.from({ length: 100 }, (_, n) => taskOf("a", issued(`i${n}`, `CARD${1000 + n}`)))
      const answers = yield* Effect.flatten(offerMany(tasks))
      expect(new Set(answers.map(wordOf))).toEqual(new Set(["StoreUnavailable"]))
      expect(tried).toEqual([100])
    })
  )

  it.effect("bad commands that are not in a row stop only themselves", () =>
    Effect.gen(function* () {
      const bad = new Set(["i1", "i2", "i4", "i5"])
      const { committed, store } = ledgerOf(1, {
        before: (_, tasks) => (keysOf(tasks).some((key) => bad.has(key)) ? Effect.fail(disk) : Effect.void)
      })
      const { offerMany } = yield* committerOn(store)
      const tasks = Array.from({ length: 7 }, (_, n) => taskOf("a", issued(`i${n}`, `CARD${1000 + n}`)))
      const answers = yield* Effect.flatten(offerMany(tasks))
      expect(answers.map(Result.isFailure)).toEqual([false, true, true, false, true, true, false])
      expect(committed.map(({ operation }) => operation.key)).toEqual(["i0", "i3", "i6"])
    })
  )

  it.effect(
    "what is in doubt while commands are tried one by one stops what came with it, and nobody else's",
    () =>
      Effect.gen(function* () {
        const { store } = ledgerOf(1, {
          before: (_, tasks) =>
            tasks.length > 1 ? Effect.fail(disk) : keysOf(tasks)[0] === "i1" ? Effect.fail(lost) : Effect.void
        })
        const { offer, offerMany } = yield* committerOn(store)
        const task = (client: string, n: number) => taskOf(client, issued(`i${n}`, `CARD${1000 + n}`))
        const together = yield* offerMany([0, 1, 2, 4, 5].map((n) => task("a", n)))
        const other = yield* offer(task("b", 3))
        expect((yield* together).map(wordOf)).toEqual([
          "approved",
          "CommitUnknown",
          ...Array<string>(3).fill("StoreUnavailable")
        ])
        expect(wordOf(yield* Effect.result(other))).toBe("approved")
      })
  )

  it.effect("a store that breaks in its own words is not trusted to have done nothing", () =>
    Effect.gen(function* () {
      let tried = 0
      const { store } = ledgerOf(1, {
        after: () => Effect.suspend(() => Effect.die(new Error(`the driver broke ${(tried += 1)}`)))
      })
      const { offerMany } = yield* committerOn(store)
      const tasks = [0, 1].map((n) => taskOf("a", issued(`i${n}`, `CARD${1000 + n}`)))
      const answers = yield* Effect.flatten(offerMany(tasks))
      expect([answers.map(wordOf), tried]).toEqual([["CommitUnknown", "CommitUnknown"], 1])
    })
  )

  it.effect("a network that cannot be read, as of a later release, leaves nobody waiting", () =>
    Effect.gen(function* () {
      const { store } = ledgerOf(1)
      const ground = {
        ...facts,
        network: { ...facts.network, version: 7 },
        renew: () => Effect.die(new TypeError("there is no such rule"))
      }
      const { offer } = yield* Effect.provideService(makeCommitter(ground), Store, store)
      const pending = yield* Effect.forEach([0, 1, 2, 3, 4], (n) =>
        offer(taskOf(`c${n}`, issued(`i${n}`, `CARD${1000 + n}`)))
      )
      const answers = yield* answersOf(pending)
      expect(answers.map((answered) => Result.isFailure(answered) && answered.failure._tag)).toEqual(
        Array<string>(5).fill("StoreUnavailable")
      )
    })
  )

  it.effect("whom the store forgets is in doubt, and not left waiting", () =>
    Effect.gen(function* () {
      const { store } = ledgerOf(1)
      const forgetful = Store.of({
        ...store,
        commit: (shard, tasks, decide) =>
          Effect.map(store.commit(shard, tasks, decide), (batch) => ({
            ...batch,
            answers: batch.answers.slice(0, 1)
          }))
      })
      const { offerMany } = yield* committerOn(forgetful)
      const tasks = [0, 1].map((n) => taskOf("a", issued(`i${n}`, `CARD${1000 + n}`)))
      const answers = yield* Effect.flatten(offerMany(tasks))
      expect(answers.map(wordOf)).toEqual(["approved", "CommitUnknown"])
    })
  )
})

describe("coming and going", () => {
  it.effect("a caller that goes away while its command waits or is committed stops neither", () =>
    Effect.gen(function* () {
      const door = yield* doorOf(1)
      const { committed, store } = ledgerOf(1, { before: (shard) => door.wait(shard) })
      const { offer } = yield* committerOn(store, { batch: 1 })
      const callers = yield* Effect.forEach([0, 1, 2], (n) =>
        Effect.forkChild(Effect.flatten(offer(taskOf("a", issued(`i${n}`, `CARD${1000 + n}`)))), {
          startImmediately: true
        })
      )
      yield* settle
      yield* Fiber.interruptAll(callers.slice(0, 2))
      yield* door.open
      const [, , last] = callers
      if (last !== undefined) yield* Fiber.join(last)
      expect(committed.map(({ operation }) => operation.key)).toEqual(["i0", "i1", "i2"])
    })
  )

  it.effect("closing waits for what is under way and what waits in every line, and takes nothing more", () =>
    Effect.gen(function* () {
      const door = yield* doorOf(2)
      const { committed, store } = ledgerOf(2, { before: (shard) => door.wait(shard) })
      const scope = yield* Scope.make()
      const { offer } = yield* Scope.provide(committerOn(store, { batch: 2 }), scope)
      const tasks = Array.from({ length: 30 }, (_, n) => taskOf(`c${n}`, issued(`i${n}`, `CARD${1000 + n}`)))
      const pending = yield* Effect.forEach(tasks, offer)
      yield* settle
      const closing = yield* Effect.forkChild(Scope.close(scope, Exit.void), { startImmediately: true })
      yield* settle
      const late = yield* Effect.result(Effect.flatten(offer(taskOf("late", issued("late", "CARD2000")))))
      expect(Result.isFailure(late) && late.failure).toMatchObject({
        _tag: "StoreUnavailable",
        cause: { message: "the service was closed" }
      })
      expect(committed).toEqual([])
      yield* door.open
      yield* Fiber.join(closing)
      expect(committed).toHaveLength(30)
      expect((yield* answersOf(pending)).every(({ _tag }) => _tag === "Success")).toBe(true)
    })
  )

  it.effect("closing while the store is out ends too, and everybody is told", () =>
    Effect.gen(function* () {
      const { store } = ledgerOf(2, { before: () => Effect.andThen(Effect.yieldNow, Effect.fail(disk)) })
      const scope = yield* Scope.make()
      const { offer } = yield* Scope.provide(committerOn(store, { batch: 5 }), scope)
      const tasks = Array.from({ length: 30 }, (_, n) => taskOf(`c${n}`, issued(`i${n}`, `CARD${1000 + n}`)))
      const pending = yield* Effect.forEach(tasks, offer)
      yield* Scope.close(scope, Exit.void)
      const answers = yield* answersOf(pending)
      expect(answers.map((answer) => Result.isFailure(answer) && answer.failure._tag)).toEqual(
        Array.from({ length: 30 }, () => "StoreUnavailable")
      )
    })
  )
})
