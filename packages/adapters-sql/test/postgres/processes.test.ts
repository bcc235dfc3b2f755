/** Several processes on one ledger at the same time, with the same keys and cards: one truth, told alike by all. */
import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import { Store } from "@tessera/core/ports"
import { newSchema, played, storeIn } from "../databases.ts"
import { found, issue, redeem, send, serviceOn, sums } from "../sales.ts"

const bury = { type: "Reverse", key: "v1", outlet: "S1", originalKey: "s1", reason: "malfunction" }

const clientOf = (url: string) => PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })

/** A database in which transactions that do not say otherwise see nothing that is committed after they began. */
const stillDatabase = Effect.fnUntraced(function* (url: string) {
  const name = newSchema()
  yield* Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    yield* sql.unsafe(`create database ${name}`)
    yield* sql.unsafe(`alter database ${name} set default_transaction_isolation = 'repeatable read'`)
  }).pipe(Effect.provide(clientOf(url)))
  return url.replace(/postgres$/, name)
})

interface Said {
  readonly answers: Readonly<Record<string, string>>
  readonly batches: number
  /** How often one of them was sent again. */
  readonly again: number
}

const run = promisify(execFile)
const env = { ...process.env, NODE_COMPILE_CACHE: join(tmpdir(), "tessera-test-modules") }

const sell = (url: string, schema: string, seed: number, cards: number, after: number): Effect.Effect<Said> =>
  Effect.promise(async () => {
    const words = ["--conditions=@tessera/source", join(import.meta.dirname, "seller.ts")]
    const { stdout } = await run(
      process.execPath,
      [...words, url, schema, ...[seed, cards, after].map(String)],
      {
        env,
        maxBuffer: 64 * 1024 * 1024
      }
    )
    return JSON.parse(stdout)
  })

describe.each(played)("two processes on one ledger in PostgreSQL $release", ({ url }) => {
  it.live.each([
    { cards: 1, after: Number.POSITIVE_INFINITY },
    { cards: 10, after: Number.POSITIVE_INFINITY },
    { cards: 200, after: Number.POSITIVE_INFINITY },
    { cards: 10, after: 16 },
    { cards: 200, after: 16 }
  ])(
    "answer the same commands alike, and lose and double nothing: $cards cards, foreseen after $after batches",
    ({ after, cards }) =>
      Effect.gen(function* () {
        const schema = newSchema()
        yield* Effect.provide(Store, storeIn(url, schema))
        const [one, other] = yield* Effect.all(
          [sell(url, schema, 1, cards, after), sell(url, schema, 2, cards, after)],
          {
            concurrency: "unbounded"
          }
        )
        expect(other.answers).toEqual(one.answers)
        const outcomes = Object.values(one.answers).map((answer) => JSON.parse(answer).outcome)
        expect(new Set(outcomes)).toEqual(new Set(["approved", ...(cards < 200 ? ["declined"] : [])]))
        const approved = outcomes.filter((outcome) => outcome === "approved").length
        const story = Effect.gen(function* () {
          const { bad, operations } = yield* found
          expect(bad).toBeUndefined()
          expect(operations).toBe(Object.keys(one.answers).length)
          return yield* sums
        })
        const books = yield* Effect.provide(story, serviceOn(storeIn(url, schema)))
        expect(books).toContain(`cashClearing ${cards * 100_000}`)
        expect(approved).toBeGreaterThan(cards)
        // Nothing is begun again but what was foreseen wrongly, and that is tried rarely.
        for (const { again, batches } of [one, other])
          expect(again).toBeLessThanOrEqual(Math.ceil(batches / after))
      }),
    60_000
  )

  it.live("read shards that the other one has added", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const story = Effect.gen(function* () {
        expect(yield* send(issue("CARD1"))).toBe("approved")
        const later = serviceOn(storeIn(url, schema, { shards: 2, home: 1 }))
        expect(yield* Effect.provide(send(redeem("r1", 30_000)), later)).toBe("approved")
        expect(yield* found).toMatchObject({ operations: 2, failing: [] })
        expect(yield* send(redeem("r2", 30_000))).toBe("approved")
        expect(yield* found).toMatchObject({ operations: 3, failing: [] })
      })
      yield* Effect.provide(story, serviceOn(storeIn(url, schema, { shards: 1 })))
    })
  )

  it.live("keep a key that is buried out of shards that the other one has added", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const holding = Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const held = sql.unsafe(`select from ${schema}.ledger where shard = 1 for update`)
        return yield* sql.withTransaction(Effect.andThen(held, send(bury)))
      }).pipe(Effect.provide(clientOf(url)))
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        yield* Effect.provide(Store, storeIn(url, schema, { shards: 2 }))
        // Somebody commits there, and what it is cannot be seen.
        expect(yield* holding).toBe("StoreUnavailable")
        expect(yield* send(bury)).toBe("approved")
      })
      yield* Effect.provide(story, serviceOn(storeIn(url, schema, { shards: 1, lockTimeout: 300 })))
    })
  )

  it.live("sell under one lock after the other where the database gives transactions another isolation", () =>
    Effect.gen(function* () {
      const [still, schema] = [yield* stillDatabase(url), newSchema()]
      const selling = (process: number) =>
        Effect.forEach(Array.from({ length: 30 }), (_, n) =>
          Effect.all(
            ["CARD1", "CARD2"].map((card) => send(redeem(`p${process}-${n}-${card}`, 1, card), card)),
            { concurrency: "unbounded" }
          )
        )
      const on = serviceOn(storeIn(still, schema, { shards: 1 }))
      const story = Effect.gen(function* () {
        for (const card of ["CARD1", "CARD2"]) yield* send(issue(card))
        const outcomes = yield* Effect.all([selling(0), Effect.provide(selling(1), on, { local: true })], {
          concurrency: "unbounded"
        })
        expect(new Set(outcomes.flat(2))).toEqual(new Set(["approved"]))
      })
      yield* Effect.provide(story, on, { local: true })
    })
  )

  it.live("see a key that was buried while they waited, whatever isolation the database gives", () =>
    Effect.gen(function* () {
      const [still, schema] = [yield* stillDatabase(url), newSchema()]
      const on = (home: number) => serviceOn(storeIn(still, schema, { shards: 2, home }))
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        const sql = yield* PgClient.PgClient
        const [burying, selling] = yield* sql.withTransaction(
          Effect.gen(function* () {
            yield* sql.unsafe(`select from ${schema}.ledger where shard = 1 for update`)
            const buried = yield* Effect.forkChild(send(bury))
            yield* Effect.sleep("400 millis")
            const sold = yield* Effect.forkChild(Effect.provide(send(redeem("s1", 100)), on(1)))
            yield* Effect.sleep("400 millis")
            return [buried, sold] as const
          })
        )
        expect(yield* Fiber.join(burying)).toBe("approved")
        expect(yield* Fiber.join(selling)).toBe("declined")
      }).pipe(Effect.provide(clientOf(still)))
      yield* Effect.provide(story, on(0))
    })
  )
})
