/** Reading what happened: page by page, in the order in which each account changed, from wherever somebody stopped. */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as fc from "fast-check"
import { describe, expect, it } from "@effect/vitest"
import { configuration } from "../bench/shop.ts"
import { decideBatch } from "../src/batch/decideBatch.ts"
import { Events } from "../src/Events.ts"
import { networkOf } from "../src/network/Network.ts"
import { accountOfEvent, type Event } from "../src/notice/Event.ts"
import { eventsOf } from "../src/notice/eventsOf.ts"
import { Store } from "../src/ports/Store.ts"
import { facts, issued, ledgerOf, moved, redeemed, taskOf } from "./shards.ts"

type Step = readonly [shard: number, sent: object, now?: number]

const opened = Effect.fnUntraced(function* (shards = 1) {
  const { committed, store } = ledgerOf(shards)
  const events = Context.get(
    yield* Layer.build(Layer.provide(Layer.fresh(Events.layer(configuration)), Layer.succeed(Store, store))),
    Events
  )
  const write = Effect.fnUntraced(function* (...steps: ReadonlyArray<Step>) {
    for (const [shard, sent, now] of steps) {
      const tasks = [taskOf("till", sent, ...(now === undefined ? [] : [now]))]
      yield* store.commit(shard, tasks, (view) => decideBatch({ ...facts, shard }, view, tasks))
    }
  })
  return { committed, events, write }
})

const kindsOf = (events: ReadonlyArray<{ readonly event: Event }>) => events.map(({ event }) => event.kind)

describe("events", () => {
  it.effect("are read from the beginning, or from where somebody stopped, until there are no more", () =>
    Effect.gen(function* () {
      const { events, write } = yield* opened()
      expect(yield* events.page({ limit: 5 })).toEqual({ events: [], reached: [0], isEnd: true })
      yield* write(
        [0, issued("1", "CARD000A")],
        [0, redeemed("2", "CARD000A")],
        [0, redeemed("3", "CARD000A")]
      )
      const first = yield* events.page({ limit: 2 })
      expect(kindsOf(first.events)).toEqual(["cardIssued", "valueRedeemed"])
      expect(first).toMatchObject({ reached: [2], isEnd: false })
      const rest = yield* events.page({ limit: 2, after: first.reached })
      expect(kindsOf(rest.events)).toEqual(["valueRedeemed"])
      expect(rest).toMatchObject({ reached: [3], isEnd: true })
      expect(yield* events.now()).toEqual([3])
      expect((yield* events.page({ limit: 2, after: yield* events.now() })).events).toEqual([])
    })
  )

  it.effect("of some kinds are found however few there are, and the mark goes on over the others", () =>
    Effect.gen(function* () {
      const { events, write } = yield* opened()
      yield* write(
        [0, issued("1", "CARD000A")],
        ...Array.from({ length: 40 }, (_, n): Step => [0, redeemed(`s${n}`, "CARD000A", 1)]),
        [0, issued("2", "CARD000B")]
      )
      const query = { limit: 2, kinds: ["cardIssued"] as const }
      const first = yield* events.page(query)
      expect(kindsOf(first.events)).toEqual(["cardIssued"])
      expect(first.isEnd).toBe(false)
      const found = [...first.events]
      let { isEnd, reached } = first
      for (let pages = 0; !isEnd && pages < 20; pages += 1) {
        const page = yield* events.page({ ...query, after: reached })
        found.push(...page.events)
        ;({ isEnd, reached } = page)
      }
      expect([kindsOf(found), reached]).toEqual([["cardIssued", "cardIssued"], [42]])
    })
  )

  it.effect("begin where what was recorded at an instant begins, in every shard", () =>
    Effect.gen(function* () {
      const { committed, events, write } = yield* opened(2)
      const at = 1_795_226_400_000
      const steps = Array.from({ length: 30 }, (_, n): Step => [
        n % 3 === 0 ? 1 : 0,
        redeemed(`s${n}`, "CARD000A"),
        at + n
      ])
      yield* write([0, issued("1", "CARD000A"), at], ...steps)
      for (const instant of [0, at, at + 1, at + 17, at + 29, at + 30, at + 1_000_000]) {
        const before = (shard: number) =>
          committed.filter(({ operation }) => operation.shard === shard && operation.recordedAt < instant)
            .length
        expect(yield* events.since(instant)).toEqual([before(0), before(1)])
      }
    })
  )

  it.effect("are found by their ids, and by nothing else", () =>
    Effect.gen(function* () {
      const { events, write } = yield* opened()
      yield* write([0, issued("1", "CARD000A")])
      const [one] = (yield* events.page({ limit: 1 })).events
      const id = one?.event.id ?? ""
      expect(yield* events.find(id)).toEqual(one?.event)
      for (const wrong of [
        "",
        "evt_",
        id.slice(4),
        `${id}x`,
        id.replace("cardIssued", "cardBlocked"),
        "evt_x_cardIssued"
      ])
        expect(yield* events.find(wrong)).toBeUndefined()
    })
  )

  it("over shards, in pages of any size: each once, each account in its order", async () => {
    const step = fc.record({
      shard: fc.nat(2),
      verb: fc.constantFrom("redeem", "move"),
      from: fc.nat(2),
      to: fc.nat(2)
    })
    const card = (n: number): string => `CARD${1000 + n}`
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { maxLength: 20 }),
        fc.integer({ min: 1, max: 9 }),
        async (drawn, limit) => {
          const steps = drawn.map(({ from, shard, to, verb }, n): Step => [
            shard,
            verb === "redeem" ? redeemed(`k${n}`, card(from)) : moved(`k${n}`, card(from), card(to))
          ])
          await Effect.runPromise(
            Effect.scoped(
              Effect.gen(function* () {
                const { committed, events, write } = yield* opened(3)
                yield* write(...[0, 1, 2].map((n): Step => [n, issued(`i${n}`, card(n), 1_000)]), ...steps)
                const read: Array<Event> = []
                let after: ReadonlyArray<number> = []
                for (let isEnd = false; !isEnd;) {
                  const page = yield* events.page({ after, limit })
                  read.push(...page.events.map(({ event }) => event))
                  ;({ isEnd, reached: after } = page)
                }
                const expected = committed.flatMap((one) => eventsOf(networkOf(configuration), one))
                const ofAccount = (all: ReadonlyArray<Event>) =>
                  Object.groupBy(all, (event) => accountOfEvent(event) ?? event.id)
                const ids = (all: ReadonlyArray<Event> = []) => all.map(({ id }) => id)
                expect(ids(read).toSorted()).toEqual(ids(expected).toSorted())
                for (const [account, some] of Object.entries(ofAccount(expected)))
                  expect(ids(ofAccount(read)[account])).toEqual(ids(some))
              })
            )
          )
        }
      ),
      { numRuns: 100, seed: 20_261_122 }
    )
  })
})
