/** Telling notifiers: in order over shards, again until it arrives, by one process at a time, and never lost. */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Random from "effect/Random"
import * as Scope from "effect/Scope"
import * as Context from "effect/Context"
import * as TestClock from "effect/testing/TestClock"
import * as fc from "fast-check"
import { describe, expect, it } from "@effect/vitest"
import { configuration } from "../bench/shop.ts"
import { decideBatch, type Recorded } from "../src/batch/decideBatch.ts"
import { MemoryDeliveries } from "../src/memory/MemoryDeliveries.ts"
import { networkOf } from "../src/network/Network.ts"
import { accountOfEvent, type Event } from "../src/notice/Event.ts"
import { eventsOf } from "../src/notice/eventsOf.ts"
import { Notices, type NoticesOptions } from "../src/Notices.ts"
import { Deliveries } from "../src/ports/Deliveries.ts"
import { NotDelivered, type Notifier } from "../src/ports/Notifier.ts"
import { Store } from "../src/ports/Store.ts"
import { termsOf } from "../src/telling.ts"
import { tellOnce } from "../src/testing/tellOnce.ts"
import { facts, issued, ledgerOf, moved, redeemed, taskOf } from "./shards.ts"

type Step = readonly [shard: number, sent: object]

/** A ledger of so many shards, with deliveries of its own. */
const opened = Effect.fnUntraced(function* (shards = 1) {
  const { committed, store } = ledgerOf(shards)
  const deliveries = yield* Effect.provide(Deliveries, MemoryDeliveries.layer)
  const write = Effect.fnUntraced(function* (...steps: ReadonlyArray<Step>) {
    for (const [shard, sent] of steps) {
      const tasks = [taskOf("till", sent)]
      yield* store.commit(shard, tasks, (view) => decideBatch({ ...facts, shard }, view, tasks))
    }
  })
  return { committed, store, deliveries, write }
})
type Opened = Effect.Success<ReturnType<typeof opened>>

/** A process that tells, for the life of the scope: on its own when a test says so, in the background otherwise. */
const process = (
  { deliveries, store }: Opened,
  notifier: Notifier,
  options: Partial<NoticesOptions> = {}
): Effect.Effect<Notices["Service"], never, Scope.Scope> => {
  const below = Layer.merge(Layer.succeed(Store, store), Layer.succeed(Deliveries, deliveries))
  const layer = Notices.layer(configuration, {
    notifiers: [notifier],
    from: "beginning",
    inBackground: false,
    ...options
  })
  return Effect.map(Layer.build(Layer.provide(Layer.fresh(layer), below)), (built) =>
    Context.get(built, Notices)
  )
}

type Answer = Effect.Effect<void, NotDelivered>
const away = (more: { readonly permanent?: boolean; readonly retryAfter?: number } = {}): Answer =>
  Effect.fail(new NotDelivered({ reason: "the receiver is away", ...more }))

/** A receiver that writes down what it was told and when, and answers the nth try of an event as the test says. */
const receiver = (answer: (event: Event, tries: number) => Answer = () => Effect.void) => {
  const heard: Array<{ readonly event: Event; readonly at: number }> = []
  const notifier: Notifier = {
    name: "receiver",
    deliver: (event) =>
      Effect.gen(function* () {
        heard.push({ event, at: yield* Clock.currentTimeMillis })
        return yield* answer(event, heard.filter((one) => one.event.id === event.id).length)
      })
  }
  /** Whose event it was and what: `A valueRedeemed` for the first card. */
  const said = () => heard.map(({ event }) => `${"card" in event ? event.card : ""} ${event.kind}`)
  return { heard, notifier, said }
}

const [first, second] = ["CARD000A", "CARD000B"]
const [a, b] = ["****000A", "****000B"]
const isOf =
  (card: string) =>
  (event: Event): boolean =>
    "card" in event && event.card === card

const twoCards: ReadonlyArray<Step> = [
  [0, issued("1", first)],
  [0, issued("2", second)]
]
const sale = (key: string, card: string): Step => [0, redeemed(key, card)]
const hour = 3_600_000

describe("who is told", () => {
  it.effect("everything that happens from now on, in its order", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier, said } = receiver()
      yield* ledger.write(...twoCards)
      const { tellAll } = yield* process(ledger, notifier, { from: "now" })
      yield* tellAll()
      expect(said()).toEqual([])
      yield* ledger.write(sale("3", first), sale("4", second), sale("5", first))
      yield* tellAll()
      yield* tellAll()
      expect(said().toSorted()).toEqual([`${a} valueRedeemed`, `${a} valueRedeemed`, `${b} valueRedeemed`])
    })
  )

  it.effect("everything that ever happened, page by page", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { heard, notifier } = receiver()
      yield* ledger.write(...twoCards, ...Array.from({ length: 50 }, (_, n) => sale(`s${n}`, first)))
      const { tellAll } = yield* process(ledger, notifier, { page: 7 })
      yield* tellAll()
      expect(heard.length).toBe(52)
    })
  )

  it.effect("only of the kinds that are wanted", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier, said } = receiver()
      yield* ledger.write(...twoCards, sale("3", first))
      const { tellAll } = yield* process(ledger, { ...notifier, kinds: ["cardIssued"] })
      yield* tellAll()
      expect(said()).toEqual([`${a} cardIssued`, `${b} cardIssued`])
    })
  )

  it.effect("nobody under a name that another one has", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier } = receiver()
      const exit = yield* Effect.exit(process(ledger, notifier, { notifiers: [notifier, notifier] }))
      expect(String(exit)).toContain('Expected a name for each that no other has; "receiver" is none')
    })
  )
})

describe("a delivery that fails", () => {
  it.effect(
    "comes again, later and later, by chance but never too soon, and the account's next events wait",
    () =>
      Effect.gen(function* () {
        const ledger = yield* opened()
        const { heard, notifier, said } = receiver((event, tries) =>
          event.kind === "cardIssued" && isOf(a)(event) && tries < 4 ? away() : Effect.void
        )
        yield* ledger.write(...twoCards, sale("3", first), sale("4", second))
        const { tellAll } = yield* process(ledger, notifier, { retries: { delays: [1_000, 4_000, 16_000] } })
        yield* tellAll()
        expect(said()).toEqual([`${a} cardIssued`, `${b} cardIssued`, `${b} valueRedeemed`])
        for (let second = 0; second < 30; second += 1) {
          yield* TestClock.adjust("1 second")
          yield* tellAll()
        }
        expect(said().slice(3)).toEqual([
          `${a} cardIssued`,
          `${a} cardIssued`,
          `${a} cardIssued`,
          `${a} valueRedeemed`
        ])
        const [one = 0, two = 0, three = 0, four = 0] = heard
          .filter(({ event }) => isOf(a)(event))
          .map(({ at }) => at)
        // A fifth more or less, and up to a second until somebody looks.
        for (const [pause, delay] of [
          [two - one, 1_000],
          [three - two, 4_000],
          [four - three, 16_000]
        ] as const) {
          expect(pause).toBeGreaterThanOrEqual(0.8 * delay)
          expect(pause).toBeLessThanOrEqual(1.2 * delay + 1_000)
        }
      }).pipe(Random.withSeed("one"))
  )

  it.effect("does not come again before the receiver wants it", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { heard, notifier } = receiver((_, tries) =>
        tries === 1 ? away({ retryAfter: hour }) : Effect.void
      )
      yield* ledger.write([0, issued("1", first)])
      const { tellAll } = yield* process(ledger, notifier)
      yield* tellAll()
      yield* TestClock.adjust(hour - 1)
      yield* tellAll()
      expect(heard.length).toBe(1)
      yield* TestClock.adjust(1)
      yield* tellAll()
      expect(heard.length).toBe(2)
    })
  )

  it.effect(
    "is dead after so many tries; what the account did later goes on, and it can be tried again",
    () =>
      Effect.gen(function* () {
        const ledger = yield* opened()
        let isUp = false
        const { notifier, said } = receiver((event) =>
          event.kind === "cardIssued" && !isUp ? away() : Effect.void
        )
        yield* ledger.write([0, issued("1", first)], sale("2", first))
        const { dead, redrive, tellAll } = yield* process(ledger, notifier, { retries: { tries: 3 } })
        for (let day = 0; day < 4; day += 1) {
          yield* tellAll()
          yield* TestClock.adjust("1 day")
        }
        const issue = `${a} cardIssued`
        expect(said()).toEqual([issue, issue, issue, `${a} valueRedeemed`])
        const [letter, ...more] = yield* dead({ notifier: "receiver", limit: 10 })
        expect(more).toEqual([])
        expect(letter).toMatchObject({ tries: 3, state: "dead", reason: "the receiver is away" })
        isUp = true
        expect(yield* redrive("receiver", "all")).toBe(1)
        yield* tellAll()
        expect(said().slice(4)).toEqual([issue])
        expect(yield* dead({ notifier: "receiver", limit: 10 })).toEqual([])
      })
  )

  it.effect("is dead at once where it is of no use to try again", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier, said } = receiver((event) =>
        event.kind === "cardIssued" ? away({ permanent: true }) : Effect.void
      )
      yield* ledger.write([0, issued("1", first)], sale("2", first))
      const { dead, tellAll } = yield* process(ledger, notifier)
      yield* tellAll()
      expect(said()).toEqual([`${a} cardIssued`, `${a} valueRedeemed`])
      expect((yield* dead({ notifier: "receiver", limit: 10 })).map(({ tries }) => tries)).toEqual([1])
    })
  )

  it.effect("may be one that never ends, or a notifier that breaks", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier } = receiver((event) =>
        isOf(a)(event) ? Effect.never : Effect.die(new Error("a defect"))
      )
      yield* ledger.write(...twoCards)
      const { dead, tellAll } = yield* process(ledger, notifier, { timeout: 500, retries: { tries: 1 } })
      const told = yield* Effect.forkChild(tellAll())
      yield* TestClock.adjust(500)
      yield* Fiber.join(told)
      const reasons = (yield* dead({ notifier: "receiver", limit: 10 })).map(({ reason }) => reason)
      expect(new Set(reasons)).toEqual(new Set(["no answer in 500 ms", "the notifier failed: Error"]))
    })
  )

  it.effect("says why in one line, however the notifier says it", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const reason = `400\u0000\r\n${"x".repeat(1_000)}`
      const { notifier } = receiver(() => Effect.fail(new NotDelivered({ reason, permanent: true })))
      yield* ledger.write([0, issued("1", first)])
      const { dead, tellAll } = yield* process(ledger, notifier)
      yield* tellAll()
      const [letter] = yield* dead({ notifier: "receiver", limit: 1 })
      expect(letter?.reason).toBe(`400   ${"x".repeat(494)}`)
    })
  )

  it.effect("of a receiver that is down for all does not let the letters grow without end", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier } = receiver(() => away())
      const cards = Array.from({ length: 60 }, (_, n): Step => [0, issued(`i${n}`, `CARD${1000 + n}`)])
      yield* ledger.write(...cards)
      const { tellAll } = yield* process(ledger, notifier, { page: 10, room: 20 })
      for (let n = 0; n < 30; n += 1) {
        yield* tellAll()
        yield* TestClock.adjust(1_000)
      }
      const { take } = ledger.deliveries
      yield* TestClock.adjust(hour)
      const standing = yield* take({ notifier: "receiver", carrier: "me", until: 2 * hour }, hour * 2)
      expect(standing).toMatchObject({ value: { reached: [20] } })
    })
  )
})

describe("a receiver as a whole", () => {
  it.effect("that wants to be left alone is told nothing meanwhile, and then everything", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      let isBusy = true
      const { heard, notifier } = receiver(() =>
        isBusy
          ? Effect.fail(new NotDelivered({ reason: "busy", pausesAll: true, retryAfter: hour }))
          : Effect.void
      )
      yield* ledger.write(...twoCards)
      const { tellAll } = yield* process(ledger, notifier, { concurrency: 1 })
      yield* tellAll()
      yield* ledger.write(sale("3", first), sale("4", second))
      yield* TestClock.adjust(hour - 1)
      yield* tellAll()
      expect(heard.length).toBe(1)
      isBusy = false
      yield* TestClock.adjust(1)
      yield* tellAll()
      expect(heard.length).toBe(5)
    })
  )

  it.effect("says since when nothing arrives, and no more once something did", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const said: Array<number> = []
      let isUp = false
      const { notifier } = receiver(() => (isUp ? Effect.void : away()))
      const minding = {
        ...notifier,
        whenFailing: (since: number) => Effect.sync(() => void said.push(since))
      }
      yield* ledger.write(...twoCards)
      const { tally, tellAll } = yield* process(ledger, minding)
      yield* TestClock.adjust(hour)
      yield* tellAll()
      yield* TestClock.adjust("2 days")
      yield* tellAll()
      expect(said).toEqual([hour, hour])
      expect(yield* tally("receiver")).toMatchObject({ failingSince: hour, waiting: 2 })
      isUp = true
      yield* TestClock.adjust("2 days")
      yield* tellAll()
      expect(said.length).toBe(2)
      expect(yield* tally("receiver")).toEqual({ reached: [2], waiting: 0, dead: 0 })
    })
  )

  it.effect("is tried at the same instants where chance is the same, and at others where it is not", () =>
    Effect.gen(function* () {
      const instants = (seed: string) =>
        Effect.gen(function* () {
          const ledger = yield* opened()
          yield* ledger.write([0, issued("1", first)])
          const { heard, notifier } = receiver(() => away())
          const { tellAll } = yield* process(ledger, notifier)
          const from = yield* Clock.currentTimeMillis
          for (let minutes = 0; minutes < 60; minutes += 1) {
            yield* tellAll()
            yield* TestClock.adjust("1 minute")
          }
          const letters = yield* ledger.deliveries.letters({
            notifier: "receiver",
            state: "waiting",
            limit: 1
          })
          return [...heard.map(({ at }) => at), letters[0]?.dueAt ?? 0].map((at) => at - from)
        }).pipe(Effect.scoped, Random.withSeed(seed))
      const one = yield* instants("one")
      expect(one.length).toBeGreaterThan(3)
      expect(yield* instants("one")).toEqual(one)
      expect(yield* instants("another")).not.toEqual(one)
    })
  )

  it("has a table of delays that can be", () => {
    const wrong: ReadonlyArray<readonly [object, string]> = [
      [{ delays: [-1] }, "retries.delays[0]: Expected milliseconds, at most a year"],
      [{ delays: [5, 1.5] }, "retries.delays[1]: Expected milliseconds, at most a year"],
      [{ jitter: 101 }, "retries.jitter: Expected whole percent, 0 to 100"]
    ]
    for (const [retries, expected] of wrong) expect(() => termsOf({ retries })).toThrow(expected)
  })
})

describe("notifiers that come and go", () => {
  it.effect("are told while they are there, and from where they were when they come back", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier, said } = receiver()
      let now: ReadonlyArray<Notifier> = []
      const changing = Effect.sync(() => now)
      const { look } = yield* process(ledger, receiver().notifier, {
        notifiers: [],
        changing,
        inBackground: true
      })
      yield* ledger.write(...twoCards)
      yield* TestClock.adjust("10 seconds")
      expect(said()).toEqual([])
      now = [notifier]
      yield* TestClock.adjust("10 seconds")
      expect(said().length).toBe(2)
      now = []
      yield* TestClock.adjust("10 seconds")
      yield* ledger.write(sale("3", first))
      yield* TestClock.adjust("1 hour")
      expect(said().length).toBe(2)
      now = [{ ...notifier, kinds: ["valueRedeemed"] }]
      yield* look()
      yield* TestClock.adjust("1 second")
      expect(said().slice(2)).toEqual([`${a} valueRedeemed`])
      now = [{ ...notifier, kinds: ["cardIssued"] }]
      yield* look()
      yield* ledger.write(sale("4", first))
      yield* TestClock.adjust("1 hour")
      expect(said().length).toBe(3)
    })
  )

  it.effect("one that is gone is let go when its delivery ends, and nothing of it is told after that", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { notifier, said } = receiver(() => Effect.sleep("20 seconds"))
      let now: ReadonlyArray<Notifier> = [notifier]
      yield* process(ledger, notifier, {
        notifiers: [],
        changing: Effect.sync(() => now),
        inBackground: true,
        timeout: hour
      })
      yield* ledger.write([0, issued("1", first)], sale("2", first))
      yield* TestClock.adjust("2 seconds")
      now = []
      yield* TestClock.adjust("10 seconds")
      now = [notifier]
      yield* TestClock.adjust("5 seconds")
      expect(said()).toEqual([`${a} cardIssued`])
      yield* TestClock.adjust("1 minute")
      expect(said()).toEqual([`${a} cardIssued`, `${a} valueRedeemed`])
    })
  )
})

describe("a cursor that is put by hand", () => {
  const told = Effect.fnUntraced(function* (status: { isUp: boolean }) {
    const ledger = yield* opened()
    const one = receiver(() => (status.isUp ? Effect.void : away()))
    yield* ledger.write(...twoCards, sale("3", first), sale("4", first))
    return { ledger, ...one, ...(yield* process(ledger, one.notifier)) }
  })

  it.effect("lets everything after it be told again, or be passed over", () =>
    Effect.gen(function* () {
      const { ledger, putCursor, said, tellAll } = yield* told({ isUp: true })
      yield* tellAll()
      yield* putCursor("receiver", [2])
      yield* tellAll()
      expect(said().slice(4)).toEqual([`${a} valueRedeemed`, `${a} valueRedeemed`])
      yield* ledger.write(sale("5", first), sale("6", second))
      yield* putCursor("receiver", [5])
      yield* tellAll()
      expect(said().slice(6)).toEqual([`${b} valueRedeemed`])
    })
  )

  it.effect("takes the place of letters of what comes after it, and of no others", () =>
    Effect.gen(function* () {
      const status = { isUp: false }
      const { dead, putCursor, said, tally, tellAll, waiting } = yield* told(status)
      for (let day = 0; day < 12; day += 1) {
        yield* tellAll()
        yield* TestClock.adjust("2 days")
      }
      expect((yield* dead({ notifier: "receiver", limit: 9 })).length).toBeGreaterThan(0)
      const tries = said().length
      yield* putCursor("receiver", [1])
      const numbers = [
        ...(yield* dead({ notifier: "receiver", limit: 9 })),
        ...(yield* waiting({ notifier: "receiver", limit: 9 }))
      ]
      expect(numbers.map(({ event }) => event.sequence)).toEqual([1])
      status.isUp = true
      yield* tellAll()
      expect(said().slice(tries).toSorted()).toEqual(
        [`${a} valueRedeemed`, `${a} valueRedeemed`, `${b} cardIssued`].toSorted()
      )
      expect(yield* tally("receiver")).toMatchObject({ waiting: 0, dead: 1 })
    })
  )

  it.effect(
    "one event is told again, after what waits; what waits is told at once; what is forgotten is not",
    () =>
      Effect.gen(function* () {
        const status = { isUp: true }
        const { forget, ledger, heard, resend, revive, said, tally, tellAll } = yield* told(status)
        yield* tellAll()
        const [event] = heard.map((one) => one.event).filter(isOf(a))
        if (event === undefined) throw new Error("nothing was told")
        yield* resend("receiver", event)
        yield* tellAll()
        expect(said().slice(4)).toEqual([`${a} cardIssued`])
        status.isUp = false
        yield* ledger.write(sale("5", first))
        yield* tellAll()
        yield* resend("receiver", event)
        status.isUp = true
        yield* tellAll()
        expect(said().length).toBe(6)
        yield* revive("receiver")
        yield* tellAll()
        expect(said().slice(6)).toEqual([`${a} valueRedeemed`, `${a} cardIssued`])
        status.isUp = false
        yield* ledger.write(sale("6", second))
        yield* tellAll()
        yield* forget("receiver")
        expect(yield* tally("receiver")).toMatchObject({ waiting: 0, dead: 0 })
      })
  )

  it.effect("takes the turn of who tells at the moment, who begins anew", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { heard, notifier } = receiver(() => Effect.sleep("5 seconds"))
      const { putCursor } = yield* process(ledger, notifier, { inBackground: true, concurrency: 1 })
      yield* ledger.write(...twoCards)
      yield* TestClock.adjust("3 seconds")
      yield* putCursor("receiver", [1])
      yield* TestClock.adjust("5 minutes")
      expect(heard.map(({ event }) => event.sequence)).toEqual([1, 2, 2])
    })
  )
})

describe("several shards", () => {
  const step = fc.record({
    shard: fc.nat(3),
    verb: fc.constantFrom("redeem", "move"),
    from: fc.nat(2),
    to: fc.nat(2)
  })
  const card = (n: number): string => `CARD${1000 + n}`
  const begun = [0, 1, 2].map((n): Step => [n, issued(`i${n}`, card(n), 1_000)])

  /** Whether the events of each account were first heard in the order in which it changed. */
  const isInOrder = (committed: ReadonlyArray<Recorded>, heard: ReadonlyArray<Event>): boolean => {
    const place = new Map(committed.map(({ operation }, n) => [operation.id as string, n]))
    const latest = new Map<string | undefined, number>()
    return heard.every((event) => {
      const [account, n] = [accountOfEvent(event), place.get(event.operation) ?? -1]
      const isNext = n >= (latest.get(account) ?? -1)
      latest.set(account, n)
      return isNext
    })
  }

  it("however they lie in the shards, whatever fails and whoever is killed: each account hears all, in order", async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(step, { minLength: 1, maxLength: 25 }),
        fc.array(fc.constantFrom("arrives", "fails", "unheard"), { minLength: 1, maxLength: 12 }),
        fc.array(fc.constantFrom("A", "B", "killed"), { minLength: 1, maxLength: 6 }),
        fc.integer({ min: 1, max: 4 }),
        async (drawn, fates, rounds, page) => {
          const steps = drawn.map(({ from, shard, to, verb }, n): Step => [
            shard,
            verb === "redeem" ? redeemed(`k${n}`, card(from)) : moved(`k${n}`, card(from), card(to))
          ])
          const first = new Map<string, Event>()
          let tries = 0
          const notifier: Notifier = {
            name: "receiver",
            deliver: (event) =>
              Effect.suspend(() => {
                const fate = tries < 60 ? fates[tries++ % fates.length] : "arrives"
                if (fate !== "fails" && !first.has(event.id)) first.set(event.id, event)
                return fate === "arrives" ? Effect.void : away()
              })
          }
          await Effect.runPromise(
            Effect.gen(function* () {
              const ledger = yield* opened(4)
              yield* ledger.write(...begun)
              const network = networkOf(configuration)
              const options = { notifier, page, from: "beginning", retries: { tries: 1_000 } } as const
              let now = 0
              for (const [n, step] of steps.entries()) {
                yield* ledger.write(step)
                const who = rounds[n % rounds.length] ?? "A"
                const how = { ...options, isKilled: who === "killed", carrier: who === "B" ? "B" : "A" }
                yield* tellOnce(ledger, network, (now += 31_000), how)
              }
              for (let quiet = 0; quiet < 3;) {
                const round = yield* tellOnce(ledger, network, (now += 2 * 86_400_000), options)
                quiet = round === "idle" ? quiet + 1 : 0
              }
              const expected = ledger.committed.flatMap((recorded) => eventsOf(network, recorded))
              expect([...first.keys()].toSorted()).toEqual(expected.map(({ id }) => id).toSorted())
              expect(isInOrder(ledger.committed, [...first.values()])).toBe(true)
            })
          )
        }
      ),
      { numRuns: 150, seed: 20_261_122 }
    )
  })
})

describe("processes", () => {
  it.effect("of two that both tell, one does; when it ends the other goes on at once", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { heard, notifier } = receiver()
      const [one, other] = [yield* Scope.make(), yield* Scope.make()]
      yield* Scope.provide(process(ledger, notifier, { inBackground: true }), one)
      yield* Scope.provide(process(ledger, notifier, { inBackground: true }), other)
      yield* ledger.write(...twoCards)
      yield* TestClock.adjust("5 seconds")
      expect(heard.length).toBe(2)
      yield* Scope.close(one, Exit.void)
      yield* ledger.write(sale("3", first))
      yield* TestClock.adjust("1 second")
      expect(heard.length).toBe(3)
      yield* Scope.close(other, Exit.void)
      yield* ledger.write(sale("4", first))
      yield* TestClock.adjust("1 hour")
      expect(heard.length).toBe(3)
    })
  )

  it.effect(
    "what one is delivering when it is closed is waited for; what it has not begun comes from the next",
    () =>
      Effect.gen(function* () {
        const ledger = yield* opened()
        const { notifier, said } = receiver(() => Effect.sleep("10 seconds"))
        const one = yield* Scope.make()
        yield* Scope.provide(process(ledger, notifier, { inBackground: true }), one)
        yield* ledger.write([0, issued("1", first)], sale("2", first))
        yield* TestClock.adjust("2 seconds")
        const closing = yield* Effect.forkChild(Scope.close(one, Exit.void))
        yield* TestClock.adjust("20 seconds")
        expect(closing.pollUnsafe()).toEqual(Exit.void)
        expect(said()).toEqual([`${a} cardIssued`])
        const { tellAll } = yield* process(ledger, receiver().notifier)
        yield* tellAll()
        const { waiting } = yield* Effect.flatMap(
          ledger.deliveries.take({ notifier: "receiver", carrier: "me", until: 0 }, hour),
          Effect.fromOption
        )
        expect(waiting).toEqual([])
      }).pipe(Effect.orDie)
  )

  it.effect("one that takes longer than its turn keeps it", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { heard, notifier } = receiver(() => Effect.sleep("3 minutes"))
      yield* ledger.write([0, issued("1", first)])
      const options = { inBackground: true, timeout: 10 * 60_000, lapse: 30_000 }
      yield* process(ledger, notifier, options)
      yield* TestClock.adjust("1 second")
      yield* process(ledger, notifier, options)
      yield* TestClock.adjust("10 minutes")
      expect(heard.length).toBe(1)
    })
  )

  it.effect("one that lost its turn records nothing, and who took it tells again", () =>
    Effect.gen(function* () {
      const ledger = yield* opened()
      const { heard, notifier } = receiver()
      yield* ledger.write([0, issued("1", first)])
      const network = networkOf(configuration)
      const tell = (now: number, carrier: string, isKilled = false) =>
        tellOnce(ledger, network, now, { notifier, carrier, isKilled, from: "beginning" })
      expect(yield* tell(0, "A")).toBe("moved")
      expect(yield* tell(1, "A", true)).toBe("killed")
      expect(yield* tell(2, "B")).toBe("elsewhere")
      expect(yield* tell(30_001, "B")).toBe("moved")
      expect(heard.map(({ event }) => event.kind)).toEqual(["cardIssued", "cardIssued"])
      expect(new Set(heard.map(({ event }) => event.id)).size).toBe(1)
    })
  )
})
