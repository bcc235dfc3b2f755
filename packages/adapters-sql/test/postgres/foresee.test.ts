/** Batches that are decided from memory: sent in one packet, and decided anew whenever somebody else was there. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Ids, readCommand, StoredValue } from "@tessera/core"
import type { FaultPointName } from "@tessera/core/ports"
import { newSchema, played, servers, storeIn } from "../databases.ts"
import { found, issue, redeem, send, serviceOn, sums } from "../sales.ts"
import { slowWire } from "./slowWire.ts"

const refund = (key: string, originalKey: string): object => ({
  type: "Refund",
  key,
  outlet: "S1",
  originalKey
})
const reverse = (key: string, originalKey: string): object => ({
  type: "Reverse",
  key,
  outlet: "S1",
  originalKey,
  reason: "customerCancel"
})
const block = (key: string, card: string): object => ({
  type: "Block",
  key,
  card,
  outlet: "S1",
  reason: "lost"
})

const closing = (version: number): object => ({
  type: "ChangeOutlet",
  key: "close",
  to: { id: "S1", owner: "hq", active: false },
  version,
  reason: "a leak"
})

/** A process on a ledger: how its commits were written, and how many of them in two packets. */
const processOn = (url: string, schema: string, home: number) => {
  const points: Array<FaultPointName> = []
  const count = (point: FaultPointName) => points.filter((reached) => reached === point).length
  return {
    /** Packets since this was asked last: commits that were sent, and those before which was read. */
    packets: () => {
      const sent = { written: count("store.written"), read: count("store.begun") }
      points.length = 0
      return sent
    },
    service: serviceOn(storeIn(url, schema, { shards: 2, home, foreseenAfter: 0 }), (point) =>
      points.push(point)
    )
  }
}

/** Time goes a hundred times slower: however busy the machine is, no connection has been silent for so long that it is not trusted. */
const unhurried = <A, E, R>(story: Effect.Effect<A, E, R>) =>
  Effect.clockWith((clock) => {
    const begun = clock.currentTimeMillisUnsafe()
    const millis = () => begun + Math.floor((clock.currentTimeMillisUnsafe() - begun) / 100)
    const nanos = () => BigInt(millis()) * 1_000_000n
    return Effect.provideService(story, Clock.Clock, {
      currentTimeMillisUnsafe: millis,
      currentTimeMillis: Effect.sync(millis),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: nanos,
      monotonicTimeNanos: Effect.sync(nanos),
      sleep: (duration) => clock.sleep(duration)
    })
  })

const ask = (url: string, question: string) =>
  Effect.flatMap(PgClient.PgClient, (sql) => sql.unsafe<Record<string, unknown>>(question)).pipe(
    Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 }))
  )

const onePacket = { written: 1, read: 0 }
const twoPackets = { written: 1, read: 1 }
/** Sent from memory, and then read and sent again. */
const anew = { written: 2, read: 1 }

describe.each(played)("on PostgreSQL $release", ({ url }) => {
  it.live("what is known is committed in one packet: sales, what undoes them, and what is sent again", () =>
    Effect.suspend(() => {
      const { packets, service } = processOn(url, newSchema(), 0)
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        expect(packets()).toEqual(twoPackets)
        for (const sent of [
          redeem("r1", 30_000),
          redeem("r1", 30_000),
          redeem("r2", 999_999),
          refund("f1", "r1"),
          redeem("r3", 5_000),
          reverse("v3", "r3")
        ]) {
          yield* send(sent)
          expect([sent, packets()]).toEqual([sent, onePacket])
        }
        // Something refers to it now, so it is read.
        expect(yield* send(redeem("r3", 5_000))).toBe("approved")
        expect(packets()).toEqual(twoPackets)
        expect(yield* send(issue("CARD2"))).toBe("approved")
        expect(packets()).toEqual(twoPackets)
        expect((yield* found).bad).toBeUndefined()
        expect(yield* sums).toEqual(["cashClearing 200000", "liability -200000", "merchantPayable 0"])
      })
      return unhurried(Effect.provide(story, service))
    })
  )

  it.live("what is not in memory is read beside the commits, and then committed in one packet too", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const [one, other] = [processOn(url, schema, 0), processOn(url, schema, 1)]
      const before = Effect.gen(function* () {
        for (const card of ["CARD1", "CARD2", "CARD3"]) yield* send(issue(card))
        yield* send(redeem("o1", 30_000))
        yield* send(redeem("o2", 10_000, "CARD2"))
      })
      const story = Effect.gen(function* () {
        yield* send(redeem("r1", 5_000, "CARD3"))
        one.packets()
        for (const sent of [redeem("r2", 5_000), refund("f1", "o1"), reverse("v2", "o2")]) {
          expect([sent, yield* send(sent)]).toEqual([sent, "approved"])
          expect([sent, one.packets()]).toEqual([sent, onePacket])
        }
        expect((yield* found).bad).toBeUndefined()
        expect(yield* sums).toContain("merchantPayable -10000")
      })
      yield* Effect.provide(before, other.service)
      yield* unhurried(Effect.provide(story, one.service))
    })
  )

  it.live("a process trusts its memory only after it met nobody in its shard for a while", () =>
    Effect.suspend(() => {
      const points: Array<FaultPointName> = []
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        for (let n = 0; n < 20; n++) yield* send(redeem(`r${n}`, 1))
        expect(points.filter((point) => point === "store.begun")).toHaveLength(17)
      })
      const service = serviceOn(storeIn(url, newSchema(), { shards: 1 }), (point) => points.push(point))
      return unhurried(Effect.provide(story, service))
    })
  )

  /** What another process does meanwhile, what this one sends then, and what comes of it. */
  const meetings: ReadonlyArray<readonly [string, number, ReadonlyArray<object>, object, string, object]> = [
    ["sells in the same shard", 0, [redeem("o1", 60_000)], redeem("r1", 50_000), "declined", anew],
    ["sells in another shard", 1, [redeem("o1", 60_000)], redeem("r1", 50_000), "declined", anew],
    [
      "sells from another card in another shard",
      1,
      [issue("CARD3")],
      redeem("r1", 50_000),
      "approved",
      onePacket
    ],
    ["used the key", 1, [redeem("r1", 50_000)], redeem("r1", 50_000), "approved", anew],
    ["used the key for another card", 1, [redeem("r1", 1, "CARD2")], redeem("r1", 50_000), "declined", anew],
    ["buried the key", 1, [reverse("v1", "r1")], redeem("r1", 50_000), "declined", anew],
    ["blocked the card", 1, [block("b1", "CARD1")], redeem("r1", 50_000), "declined", anew],
    ["undid what is sent again", 1, [reverse("v1", "r0")], redeem("r0", 10_000), "approved", anew],
    ["gave back what is to be given back", 1, [refund("f1", "r0")], refund("f2", "r0"), "declined", anew]
  ]
  it.live.each(
    meetings.map(([name, home, theirs, ours, outcome, sent]) => ({ name, home, theirs, ours, outcome, sent }))
  )("another process $name", ({ home, name, ours, outcome, sent, theirs }) =>
    Effect.gen(function* () {
      const schema = newSchema()
      const [one, other] = [processOn(url, schema, 0), processOn(url, schema, home)]
      const story = Effect.gen(function* () {
        for (const card of ["CARD1", "CARD2"]) yield* send(issue(card))
        yield* send(redeem("r0", 10_000))
        for (const theirCommand of theirs)
          expect([name, yield* Effect.provide(send(theirCommand), other.service)]).toEqual([name, "approved"])
        one.packets()
        expect([name, yield* send(ours)]).toEqual([name, outcome])
        expect([name, one.packets()]).toEqual([name, sent])
        expect((yield* found).bad).toBeUndefined()
      })
      yield* unhurried(Effect.provide(story, one.service))
    })
  )

  it.live.each([0, 1])("another process closed the outlet in the same millisecond, by shard %d", (home) =>
    Effect.gen(function* () {
      const schema = newSchema()
      const [one, other] = [processOn(url, schema, 0), processOn(url, schema, home)]
      const at = yield* Clock.currentTimeMillis
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"), "till", at)
        expect(yield* send(redeem("r0", 10_000), "till", at)).toBe("approved")
        const close = send(closing(1), "office", at)
        expect(yield* Effect.provide(close, other.service)).toBe("approved")
        one.packets()
        expect(yield* send(redeem("r1", 10_000), "till", at)).toBe("declined")
        // From memory in vain, then read, where nothing can be decided; and with what has been changed, from memory again.
        expect(one.packets()).toEqual({ written: 3, read: 1 })
        expect((yield* found).bad).toBeUndefined()
      })
      yield* unhurried(Effect.provide(story, one.service))
    })
  )

  it.live("what was sent behind a batch that failed is decided anew after it", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const [one, other] = [processOn(url, schema, 0), processOn(url, schema, 0)]
      const story = Effect.gen(function* () {
        for (let n = 0; n < 8; n++) yield* send(issue(`CARD${n}`), `till${n}`)
        yield* Effect.provide(send(redeem("o1", 60_000, "CARD0")), other.service)
        const sales = Array.from({ length: 64 }, (_, n) =>
          send(redeem(`r${n}`, 10_000, `CARD${n % 8}`), `till${n}`)
        )
        const outcomes = yield* Effect.all(sales, { concurrency: "unbounded" })
        // CARD0 had 40,000 left for its eight sales.
        expect(outcomes.filter((outcome) => outcome === "approved")).toHaveLength(4 + 7 * 8)
        expect(yield* sums).toContain(`merchantPayable -${60_000 + 60 * 10_000}`)
        expect((yield* found).bad).toBeUndefined()
      })
      yield* Effect.provide(story, one.service)
    })
  )

  it.live("a connection that the server closed is noticed before anything is in doubt", () =>
    Effect.gen(function* () {
      const name = newSchema()
      yield* ask(url, `create database ${name}`)
      const { service } = processOn(url.replace(/postgres$/, name), name, 0)
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        yield* send(redeem("r1", 1))
        yield* ask(url, `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`)
        yield* Effect.sleep("1200 millis")
        expect(yield* send(redeem("r2", 1))).not.toBe("inDoubt")
        expect(yield* send(redeem("r2", 1))).toBe("approved")
        expect((yield* found).bad).toBeUndefined()
      })
      yield* Effect.provide(story, service)
    })
  )

  it.live(
    "what was lost with the database is done again, and not undone, however well it is remembered",
    () =>
      Effect.gen(function* () {
        const [name, saved] = [newSchema(), newSchema()]
        yield* ask(url, `create database ${name}`)
        const { service } = processOn(url.replace(/postgres$/, name), name, 0)
        const hangUp = ask(
          url,
          `select pg_terminate_backend(pid) from pg_stat_activity where datname = '${name}'`
        )
        const sendUntilDone = (sent: object) =>
          Effect.repeat(send(sent), { until: (outcome) => outcome !== "StoreUnavailable", times: 5 })
        const story = Effect.gen(function* () {
          yield* send(issue("CARD1"))
          yield* hangUp
          yield* ask(url, `create database ${saved} template ${name}`)
          for (const key of ["r0", "r1"]) expect(yield* sendUntilDone(redeem(key, 10_000))).toBe("approved")
          yield* ask(url, `drop database ${name} with (force)`)
          yield* ask(url, `create database ${name} template ${saved}`)
          for (let n = 0; n < 5; n++) expect(yield* sendUntilDone(redeem(`later${n}`, 1))).toBe("approved")
          expect(yield* send(refund("f1", "r1"))).toBe("declined")
          expect(yield* send(redeem("r0", 10_000))).toBe("approved")
          expect(yield* sums).toContain("merchantPayable -10005")
          expect((yield* found).bad).toBeUndefined()
        })
        yield* unhurried(Effect.provide(story, service))
      })
  )

  it.live("a batch that arrives after it was given up, and said not to be done, is not done any more", () =>
    Effect.gen(function* () {
      const wire = yield* Effect.acquireRelease(
        Effect.promise(() => slowWire(url)),
        ({ end }) => Effect.sync(end)
      )
      const schema = newSchema()
      let isBroken = false
      const reach = (point: FaultPointName) => {
        if (isBroken && point === "store.begun") throw new Error("the wire broke again")
      }
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        expect(yield* send(redeem("r0", 10_000))).toBe("approved")
        wire.hold()
        isBroken = true
        expect(yield* send(redeem("r1", 30_000))).toBe("StoreUnavailable")
        isBroken = false
        yield* Effect.promise(() => wire.letGo())
        expect(yield* found).toMatchObject({ operations: 2, failing: [] })
        expect(yield* send(redeem("r1", 30_000))).toBe("approved")
      })
      // A second, as time goes here.
      const options = { shards: 1, foreseenAfter: 0, answerTimeout: 10 }
      yield* unhurried(Effect.provide(story, serviceOn(storeIn(wire.url, schema, options), reach)))
    })
  )

  it.live("an answer from memory that nobody has checked is not given", () =>
    Effect.gen(function* () {
      const wire = yield* Effect.acquireRelease(
        Effect.promise(() => slowWire(url)),
        ({ end }) => Effect.sync(end)
      )
      const schema = newSchema()
      const other = serviceOn(storeIn(url, schema, { shards: 2, home: 1 }))
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        expect(yield* send(redeem("r0", 10_000))).toBe("approved")
        expect(yield* Effect.provide(send(reverse("v0", "r0")), other)).toBe("approved")
        wire.hold()
        const command = Result.getOrThrow(readCommand(redeem("r0", 10_000)))
        const service = yield* StoredValue
        const again = yield* service.submit(Ids.ClientId.make("till"), command)
        expect(again).toMatchObject({ outcome: "approved", replayed: true })
        expect(again).toHaveProperty("reversedBy")
      })
      // A second, as time goes here.
      const options = { shards: 2, home: 0, foreseenAfter: 0, answerTimeout: 10 }
      yield* unhurried(Effect.provide(story, serviceOn(storeIn(wire.url, schema, options))))
    })
  )

  // It takes its time to fill a table, and the planner is the same in both releases.
  const onNewest = url === servers[0]?.url ? it.live : undefined
  onNewest?.("a plan that was made while tables were empty is not kept when they have grown", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const many = 1_300
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        for (let n = 0; n < many; n++) yield* send(redeem(`r${n}`, 1))
        for (let n = 0; n < 300; n++) yield* send(redeem(`r${n}`, 1))
      })
      yield* Effect.provide(
        story,
        serviceOn(storeIn(url, schema, { shards: 1, foreseenAfter: Number.POSITIVE_INFINITY }))
      )
      // The server counts when a session ends.
      yield* Effect.sleep("500 millis")
      const [row] = yield* ask(
        url,
        `select idx_tup_fetch as fetched from pg_stat_user_tables where schemaname = '${schema}' and relname = 'operation'`
      )
      const fetched = Number(row?.["fetched"])
      expect(fetched).toBeGreaterThan(many)
      expect(fetched).toBeLessThan(100 * many)
    })
  )
})
