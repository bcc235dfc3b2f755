/** Whatever the order in which commits begin, end and fail: one answer for each, each client in its order, nothing twice. */
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import * as Scope from "effect/Scope"
import * as fc from "fast-check"
import { expect, it } from "vitest"
import { makeCommitter } from "../src/Committer.ts"
import { NodeDigest } from "../src/node/index.ts"
import { CommitUnknown, Store, StoreUnavailable } from "../src/ports/Store.ts"
import { verify } from "../src/verify.ts"
import { facts, issued, ledgerOf, moved, redeemed, taskOf } from "./shards.ts"

const refused = new StoreUnavailable({ cause: new Error("the disk is full") })
const unknown = new CommitUnknown({ cause: new Error("the answer is lost") })

/** How a commit ends: well, refused, with its answer lost, or with the batch lost and its answer too. */
const ends = fc.constantFrom("done", "done", "done", "refused", "answer lost", "all lost")

const act = fc.record({
  verb: fc.constantFrom("issue", "redeem", "move"),
  card: fc.nat(3),
  other: fc.nat(3),
  /** Whether the client waits for the answer before it goes on, goes on at once, or goes away. */
  afterwards: fc.constantFrom("waits", "goes on", "goes on", "leaves"),
  /** Sends what it sent before again. */
  again: fc.boolean()
})
type Act = typeof act extends fc.Arbitrary<infer A> ? A : never

const sentBy = ({ card, other, verb }: Act, key: string): object => {
  const name = (n: number): string => `CARD${1000 + n}`
  if (verb === "issue") return issued(key, name(card), 5)
  return verb === "redeem" ? redeemed(key, name(card)) : moved(key, name(card), name(other))
}

interface Sent {
  readonly client: string
  readonly key: string
  readonly answer: string
}

const scheduled = (scheduler: fc.Scheduler, name: string): Effect.Effect<void> =>
  Effect.promise(() => scheduler.schedule(Promise.resolve(), name))

/** A client acts; what it is answered is noted, unless it goes away. */
const perform = (
  scheduler: fc.Scheduler,
  committer: Effect.Success<ReturnType<typeof makeCommitter>>,
  noted: Array<Sent>,
  client: string,
  acts: ReadonlyArray<Act>
) =>
  Effect.gen(function* () {
    const open: Array<Fiber.Fiber<void>> = []
    let [count, last]: [number, object | undefined] = [0, undefined]
    for (const one of acts) {
      yield* scheduled(scheduler, `${client} goes on`)
      const sent: object = one.again && last !== undefined ? last : sentBy(one, `${client}${(count += 1)}`)
      last = sent
      const key = String(Reflect.get(sent, "key"))
      const offered = yield* Effect.result(committer.offer(taskOf(client, sent)))
      if (Result.isFailure(offered)) {
        noted.push({ client, key, answer: offered.failure._tag })
        continue
      }
      const answering = Effect.map(Effect.result(offered.success), (answered) => {
        const answer = Result.isFailure(answered)
          ? answered.failure._tag
          : (answered.success.outcome?.outcome ?? "nothing")
        noted.push({ client, key, answer })
      })
      const waiting = yield* Effect.forkChild(answering, { startImmediately: true })
      if (one.afterwards === "leaves") yield* Fiber.interrupt(waiting)
      else if (one.afterwards === "waits") yield* Fiber.join(waiting)
      else open.push(waiting)
    }
    yield* Effect.forEach(open, (fiber) => Fiber.join(fiber))
  })

const isInOrder = (numbers: ReadonlyArray<number>): boolean =>
  numbers.every((number, n) => n === 0 || number > (numbers[n - 1] ?? 0))

it("every interleaving of clients and commits", async () => {
  const seen = new Set<string>()
  await fc.assert(
    fc.asyncProperty(
      fc.scheduler(),
      fc.record({
        shards: fc.integer({ min: 1, max: 3 }),
        batch: fc.integer({ min: 1, max: 5 }),
        capacity: fc.integer({ min: 1, max: 8 }),
        clients: fc.array(fc.array(act, { minLength: 1, maxLength: 8 }), { minLength: 1, maxLength: 4 }),
        ends: fc.infiniteStream(ends)
      }),
      async (scheduler, { batch, capacity, clients, ends, shards }) => {
        const nextEnd = () => ends.next().value ?? "done"
        const tried = new Map<number, string>()
        const { committed, journals, store } = ledgerOf(shards, {
          before: (shard) =>
            Effect.andThen(
              scheduled(scheduler, `shard ${shard} begins`),
              Effect.suspend((): Effect.Effect<void, StoreUnavailable | CommitUnknown> => {
                const end = nextEnd()
                tried.set(shard, end)
                if (end === "refused") return Effect.fail(refused)
                return end === "all lost" ? Effect.fail(unknown) : Effect.void
              })
            ),
          after: (shard) =>
            Effect.andThen(
              scheduled(scheduler, `shard ${shard} ends`),
              Effect.suspend(() => (tried.get(shard) === "answer lost" ? Effect.fail(unknown) : Effect.void))
            )
        })
        const noted: Array<Sent> = []
        const story = Effect.gen(function* () {
          const scope = yield* Scope.make()
          const made = makeCommitter(facts, { batch, capacity })
          const committer = yield* Scope.provide(Effect.provideService(made, Store, store), scope)
          yield* Effect.forEach(
            clients,
            (acts, n) => perform(scheduler, committer, noted, `${"abcd"[n]}`, acts),
            { concurrency: "unbounded" }
          )
          yield* Scope.close(scope, Exit.void)
          return yield* Effect.provide(verify(store), NodeDigest.layer)
        })
        const { bad } = await scheduler.waitFor(Effect.runPromise(story))

        expect(bad).toBeUndefined()
        const recorded = committed.map(({ operation }) => operation)
        const keys = recorded.map(({ key }) => key)
        expect(new Set(keys).size).toBe(keys.length)
        clients.forEach((_, n) => {
          const own = recorded.filter(({ client }) => client === "abcd"[n])
          expect(isInOrder(own.map(({ key }) => Number(key.slice(1))))).toBe(true)
        })
        const answers = new Map<string, Array<string>>()
        for (const { answer, key } of noted) answers.set(key, [...(answers.get(key) ?? []), answer])
        for (const [key, all] of answers) {
          for (const answer of all) seen.add(answer)
          const isKnown = all.some((answer) => answer === "approved" || answer === "declined")
          if (isKnown) expect(keys).toContain(key)
          expect(
            new Set(all.filter((answer) => answer === "approved" || answer === "declined")).size
          ).toBeLessThan(2)
        }
        for (const journal of journals)
          expect(journal.map(({ operation }) => operation.sequence)).toEqual(journal.map((_, n) => n + 1))
        const stayed = clients.flat().filter(({ afterwards }) => afterwards !== "leaves")
        expect(noted.length).toBeGreaterThanOrEqual(stayed.length)
      }
    ),
    { numRuns: 150, seed: 20_261_122 }
  )
  expect([...seen].toSorted()).toEqual([
    "CommitUnknown",
    "Overloaded",
    "StoreUnavailable",
    "approved",
    "declined"
  ])
})
