/**
 * The committer: batches form by themselves, one bad command stops only itself, nobody is left without an answer.
 *
 * @module
 */
import { describe, expect, it } from "@effect/vitest"
import * as Deferred from "effect/Deferred"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import { facts, issue, opensAt, requestOf } from "../bench/shop.ts"
import { makeCommitter, type CommitterOptions } from "../src/Committer.ts"
import type { Batch, Task } from "../src/batch/decideBatch.ts"
import { FaultPoint, type FaultPointName } from "../src/ports/FaultPoint.ts"
import { CommitUnknown, Store, StoreUnavailable } from "../src/ports/Store.ts"
import { MemoryStore } from "../src/memory/MemoryStore.ts"

const taskOf = (card: string): Task => ({ request: requestOf(issue(card), opensAt) })
const cards = (count: number): ReadonlyArray<Task> =>
  Array.from({ length: count }, (_, n) => taskOf(`CARD${1000 + n}`))

/** A store in memory whose commits can be watched, held back and made to fail. */
const watched = (
  before: (tasks: ReadonlyArray<Task>) => Effect.Effect<void, StoreUnavailable | CommitUnknown>
) => {
  const sizes: Array<number> = []
  const layer = Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        commit: (shard, tasks, decide): Effect.Effect<Batch, StoreUnavailable | CommitUnknown> =>
          Effect.andThen(
            before(tasks),
            Effect.suspend(() =>
              store.commit(shard, tasks, (view) => {
                sizes.push(tasks.length)
                return decide(view)
              })
            )
          )
      })
    )
  ).pipe(Layer.provide(MemoryStore.layer))
  return { layer, sizes }
}

const offerAll = Effect.fnUntraced(function* (tasks: ReadonlyArray<Task>, options?: CommitterOptions) {
  const { offer } = yield* makeCommitter(facts, options)
  const pending = yield* Effect.forEach(tasks, offer)
  return yield* Effect.forEach(pending, (answer) => Effect.result(answer))
})

describe("committer", () => {
  it.effect("commits what gathered while the commit before was under way, at most a batch at once", () => {
    const { layer, sizes } = watched(() => Effect.void)
    return offerAll(cards(10), { batch: 4 }).pipe(
      Effect.map((answers) => {
        expect(answers.map(({ _tag }) => _tag)).toEqual(Array.from({ length: 10 }, () => "Success"))
        expect(sizes).toEqual([4, 4, 2])
      }),
      Effect.scoped,
      Effect.provide(layer)
    )
  })

  it.effect("answers Overloaded when more waits than the queue holds, and does nothing for it", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { layer, sizes } = watched(() => Deferred.await(gate))
      yield* Effect.gen(function* () {
        const { offer } = yield* makeCommitter(facts, { capacity: 2, batch: 1 })
        const offered = yield* Effect.forEach(cards(3), (task) => Effect.result(offer(task)))
        expect(offered.map(({ _tag }) => _tag)).toEqual(["Success", "Success", "Failure"])
        const [, , third] = offered
        expect(third?._tag === "Failure" && third.failure).toMatchObject({ _tag: "Overloaded", waiting: 2 })
        yield* Deferred.succeed(gate, undefined)
      }).pipe(Effect.scoped, Effect.provide(layer))
      expect(sizes).toEqual([1, 1])
    })
  )

  it.effect(
    "tries the commands of a batch that failed one by one, so that one bad command stops only itself",
    () => {
      const isBad = (task: Task) => "request" in task && task.request.cards.card?.masked === "****1002"
      const { layer, sizes } = watched((tasks) =>
        tasks.some(isBad) ? Effect.fail(new StoreUnavailable({ cause: new Error("disk") })) : Effect.void
      )
      return offerAll(cards(4)).pipe(
        Effect.map((answers) => {
          expect(answers.map(({ _tag }) => _tag)).toEqual(["Success", "Success", "Failure", "Success"])
          expect(sizes).toEqual([1, 1, 1])
        }),
        Effect.scoped,
        Effect.provide(layer)
      )
    }
  )

  it.effect("never tries a batch again whose commit is unknown: all of it is in doubt", () => {
    let commits = 0
    const { layer } = watched(() => {
      commits += 1
      return Effect.fail(new CommitUnknown({ cause: new Error("cut") }))
    })
    return offerAll(cards(3)).pipe(
      Effect.map((answers) => {
        expect(answers.map((answer) => answer._tag === "Failure" && answer.failure._tag)).toEqual([
          "CommitUnknown",
          "CommitUnknown",
          "CommitUnknown"
        ])
        expect(commits).toBe(1)
      }),
      Effect.scoped,
      Effect.provide(layer)
    )
  })

  it.effect("does not try what came with a command of which nothing is known, and after it", () => {
    let commits = 0
    const { layer, sizes } = watched(() =>
      (commits += 1) === 2 ? Effect.fail(new CommitUnknown({ cause: new Error("cut") })) : Effect.void
    )
    return Effect.gen(function* () {
      const { offer, offerMany } = yield* makeCommitter(facts, { batch: 2 })
      const together = yield* offerMany(cards(6))
      const after = yield* offer(taskOf("CARD2000"))
      const answers = yield* together
      expect(answers.map((answer) => (Result.isSuccess(answer) ? "done" : answer.failure._tag))).toEqual([
        "done",
        "done",
        "CommitUnknown",
        "CommitUnknown",
        "StoreUnavailable",
        "StoreUnavailable"
      ])
      expect((yield* after).outcome?.outcome).toBe("approved")
      expect(sizes).toEqual([2, 1])
    }).pipe(Effect.scoped, Effect.provide(layer))
  })

  it.effect("still commits and answers what is waiting when the scope closes, and takes nothing new", () => {
    const { layer, sizes } = watched(() => Effect.void)
    return Effect.gen(function* () {
      const scope = yield* Scope.make()
      const { offer } = yield* Scope.provide(makeCommitter(facts, { batch: 2 }), scope)
      const pending = yield* Effect.forEach(cards(5), offer)
      yield* Scope.close(scope, Exit.void)
      const answers = yield* Effect.forEach(pending, (answer) => Effect.result(answer))
      expect(answers.every(({ _tag }) => _tag === "Success")).toBe(true)
      expect(sizes.reduce((sum, size) => sum + size, 0)).toBe(5)
      const late = yield* Effect.flatMap(offer(taskOf("CARD2000")), (answer) => Effect.result(answer))
      expect(late._tag === "Failure" && late.failure._tag).toBe("StoreUnavailable")
    }).pipe(Effect.provide(layer))
  })

  it.effect("a caller that goes away does not stop the commit", () =>
    Effect.gen(function* () {
      const gate = yield* Deferred.make<void>()
      const { layer, sizes } = watched(() => Deferred.await(gate))
      yield* Effect.gen(function* () {
        const { offer } = yield* makeCommitter(facts)
        const caller = yield* Effect.forkChild(Effect.flatten(offer(taskOf("CARD3000"))), {
          startImmediately: true
        })
        yield* Effect.yieldNow
        yield* Fiber.interrupt(caller)
        yield* Deferred.succeed(gate, undefined)
      }).pipe(Effect.scoped, Effect.provide(layer))
      expect(sizes).toEqual([1])
    })
  )

  it.effect.each([
    ["committer.taken", "StoreUnavailable"],
    ["store.begun", "StoreUnavailable"],
    ["store.read", "StoreUnavailable"],
    ["store.decided", "StoreUnavailable"],
    ["committer.answering", "CommitUnknown"]
  ] as const)("a fault at %s is answered %s, and the next command goes through", ([point, expected]) => {
    let isBroken = true
    const reach = (reached: FaultPointName) => {
      if (reached === point && isBroken) {
        isBroken = false
        throw new Error(`fault at ${point}`)
      }
    }
    return Effect.gen(function* () {
      const { offer } = yield* makeCommitter(facts)
      const first = yield* Effect.flatMap(offer(taskOf("CARD4000")), (answer) => Effect.result(answer))
      expect(first._tag === "Failure" && first.failure._tag).toBe(expected)
      const next = yield* Effect.flatMap(offer(taskOf("CARD4001")), (answer) => Effect.result(answer))
      expect(next._tag).toBe("Success")
    }).pipe(Effect.scoped, Effect.provide(MemoryStore.layer), Effect.provideService(FaultPoint, reach))
  })
})
