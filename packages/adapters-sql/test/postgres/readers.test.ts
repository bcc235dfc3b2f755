/** Reports and lists: as of one moment while tills sell, and on a wire that says nothing any more. */
import { readFileSync } from "node:fs"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Scheduler from "effect/Scheduler"
import * as Scope from "effect/Scope"
import { Store } from "@tessera/core/ports"
import { newSchema, played, storeIn } from "../databases.ts"
import { found, issue, redeem, send, serviceOn } from "../sales.ts"
import { slowWire } from "./slowWire.ts"

const wireTo = (url: string) =>
  Effect.acquireRelease(
    Effect.promise(() => slowWire(url)),
    ({ end }) => Effect.sync(end)
  )

/** For each connection to a port of this machine, which timer runs: 02 is the one after which the other side is asked. */
const timersTo = (port: string): ReadonlyArray<string | undefined> => {
  const there = `:${Number(port).toString(16).toUpperCase().padStart(4, "0")}`
  const rows = readFileSync("/proc/net/tcp", "latin1").split("\n").slice(1)
  return rows
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , remote, state]) => remote?.endsWith(there) === true && state === "01")
    .map(([, , , , , timer]) => timer?.slice(0, 2))
}

describe.each(played)("a commit on PostgreSQL $release", ({ url }) => {
  it.live("is not waited for longer when the clock is set back meanwhile", () =>
    Effect.gen(function* () {
      const wire = yield* wireTo(url)
      const [hour, clock] = [3_600_000, yield* Clock.Clock]
      let isSetBack = false
      const millis = () => clock.currentTimeMillisUnsafe() - (isSetBack ? hour : 0)
      const nanos = () => BigInt(millis()) * 1_000_000n
      const settable: Clock.Clock = {
        currentTimeMillisUnsafe: millis,
        currentTimeMillis: Effect.sync(millis),
        currentTimeNanosUnsafe: nanos,
        currentTimeNanos: Effect.sync(nanos),
        monotonicTimeNanosUnsafe: () => clock.monotonicTimeNanosUnsafe(),
        monotonicTimeNanos: clock.monotonicTimeNanos,
        sleep: (duration) => clock.sleep(duration)
      }
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        wire.hold()
        const selling = yield* Effect.forkChild(send(redeem("r1", 1)))
        yield* Effect.sleep("100 millis")
        isSetBack = true
        expect(yield* Fiber.join(selling)).toBe("StoreUnavailable")
        expect(yield* send(redeem("r1", 1))).toBe("approved")
      })
      const service = serviceOn(storeIn(wire.url, newSchema(), { shards: 1, answerTimeout: 800 }))
      yield* Effect.provideService(Effect.provide(story, service), Clock.Clock, settable)
    })
  )
})

describe.each(played)("readers of PostgreSQL $release", ({ url }) => {
  it.live("wait for an answer so long, and then no longer on that connection", () =>
    Effect.gen(function* () {
      const wire = yield* wireTo(url)
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        const { books, journal } = yield* Store
        const read = Effect.result(journal({ shard: 0, after: 0, limit: 10 }))
        expect(Result.isSuccess(yield* read)).toBe(true)
        wire.hold()
        const [late, next] = [yield* read, yield* read]
        expect([late._tag, next._tag]).toEqual(["Failure", "Success"])
        expect(yield* books()).toHaveLength(2)
        yield* Effect.promise(() => wire.letGo())
      })
      const options = { shards: 1, readers: 3, answerTimeout: 1_000 }
      yield* Effect.provide(story, serviceOn(storeIn(wire.url, newSchema(), options)))
    })
  )

  it.live("are all answered when the store is closed, and refused from then on", () =>
    Effect.gen(function* () {
      const scope = yield* Scope.make()
      const context = yield* Layer.buildWithScope(storeIn(url, newSchema()), scope)
      const { read } = Context.get(context, Store)
      const question = Effect.result(read({ cards: [], accounts: [], operations: [], keys: [] }))
      const asked = yield* Effect.forEach([1, 2, 3], () => Effect.forkChild(question))
      yield* Effect.yieldNow
      yield* Scope.close(scope, Exit.void)
      const ends = yield* Effect.forEach(asked, (asking) => Fiber.join(asking))
      expect(ends.map(({ _tag }) => _tag)).toEqual(["Success", "Success", "Success"])
      expect(yield* question).toMatchObject({ failure: { _tag: "StoreUnavailable" } })
    }).pipe(Effect.timeout("10 seconds"))
  )

  it.live("go on whenever somebody who asked goes away", () =>
    Effect.gen(function* () {
      const { read } = yield* Store
      const question = Effect.asVoid(read({ cards: [], accounts: [], operations: [], keys: [] }))
      // Everybody else comes in between, at every step of somebody's.
      for (const ops of [2, 3, 4, 5, 6, 7])
        for (let steps = 0; steps < 20; steps++) {
          const slowly = Effect.provideService(question, Scheduler.MaxOpsBeforeYield, ops)
          const asking = yield* Effect.forkChild(slowly)
          for (let step = 0; step < steps; step++) yield* Effect.yieldNow
          yield* Fiber.interrupt(asking)
          yield* Effect.timeout(question, "3 seconds")
        }
    }).pipe(Effect.provide(storeIn(url, newSchema())))
  )

  it.live.each([1, 2])("find nothing bad in a ledger that tills go on selling on: %d shards", (shards) =>
    Effect.gen(function* () {
      const tills = [0, 1, 2, 3]
      const shop = { isOpen: true }
      const selling = Effect.forEach(
        tills,
        Effect.fnUntraced(function* (till) {
          for (let n = 0; shop.isOpen; n++)
            yield* send(redeem(`r${till}-${n}`, 1, `CARD${till}`), `till${till}`)
        }),
        { concurrency: "unbounded" }
      )
      const looking = Effect.gen(function* () {
        const { journal } = yield* Store
        const unlinked: Array<string> = []
        for (let after = 0; shop.isOpen;)
          for (const { operation } of yield* journal({ shard: 0, after, limit: 100 })) {
            after = operation.sequence
            if (operation.links.length === 0) unlinked.push(operation.key)
          }
        return unlinked
      })
      const verifying = Effect.gen(function* () {
        const failing = yield* Effect.forEach(Array.from({ length: 8 }), () =>
          Effect.map(found, (verified) => verified.failing)
        )
        shop.isOpen = false
        return failing.flat()
      })
      const story = Effect.gen(function* () {
        for (const till of tills) yield* send(issue(`CARD${till}`))
        const [, unlinked, failing] = yield* Effect.all([selling, looking, verifying], {
          concurrency: "unbounded"
        })
        expect([unlinked, failing]).toEqual([[], []])
      })
      yield* Effect.provide(story, serviceOn(storeIn(url, newSchema(), { shards, home: "none" })))
    })
  )

  const onLinux = process.platform === "linux" ? it.live : undefined
  onLinux?.("ask after a server that says nothing, on every connection", () =>
    Effect.gen(function* () {
      const wire = yield* wireTo(url)
      const story = Effect.gen(function* () {
        const { books } = yield* Store
        yield* books()
        expect(timersTo(new URL(wire.url).port)).toEqual(["02"])
      })
      yield* Effect.provide(story, storeIn(wire.url, newSchema()))
    })
  )
})
