/** Several processes on one ledger at the same time, with the same keys and cards: one truth, told alike by all. */
import { execFile } from "node:child_process"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Store } from "@tessera/core/ports"
import { newSchema, played, storeIn } from "../databases.ts"
import { found, issue, redeem, send, serviceOn, sums } from "../sales.ts"

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
      const bury = { type: "Reverse", key: "v1", outlet: "S1", originalKey: "s1", reason: "malfunction" }
      const holding = Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const held = sql.unsafe(`select from ${schema}.ledger where shard = 1 for update`)
        return yield* sql.withTransaction(Effect.andThen(held, send(bury)))
      }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })))
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
})
