/** Posts to endpoints are listed as they were, newest first, wherever they are kept, and forgotten in time. */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import {
  DeliveryLog,
  type LogQuery,
  memoryLog,
  sqliteLog,
  sqlLog,
  type Tried
} from "../src/webhooks/log/index.ts"
import { clientOn } from "./auth/clientOn.ts"

const tried = (at: number, more: Partial<Tried> = {}): Tried => ({
  endpoint: "whe_1",
  event: `evt_${at}`,
  kind: "valueRedeemed",
  at,
  milliseconds: 12,
  isDelivered: true,
  status: 204,
  ...more
})

const failed = tried(3, { isDelivered: false, status: 500, reason: "the receiver answered 500: “no”" })
const unanswered: Tried = {
  endpoint: "whe_1",
  event: "evt_4",
  kind: "cardIssued",
  at: 4,
  milliseconds: 15_000,
  isDelivered: false,
  reason: "no answer in time"
}

const all = [
  tried(1),
  tried(2),
  failed,
  unanswered,
  tried(5, { endpoint: "whe_2" }),
  tried(6, { event: "evt_1" })
]

const kinds = {
  memory: () => memoryLog(),
  "a file": () => sqliteLog(":memory:"),
  "a database": () => Layer.provide(sqlLog(), clientOn(new DatabaseSync(":memory:")))
}

for (const [name, layer] of Object.entries(kinds))
  describe(`a log of deliveries in ${name}`, () => {
    const on = <A, E>(use: (log: DeliveryLog["Service"]) => Effect.Effect<A, E>) =>
      Effect.gen(function* () {
        const log = yield* DeliveryLog
        // What is late is put where it belongs.
        for (const one of all.toReversed()) yield* log.add(one)
        return yield* use(log)
      }).pipe(Effect.provide(layer(), { local: true }))

    it.effect("lists every post as it was, the newest first", () =>
      on((log) =>
        Effect.map(log.list({ endpoint: "whe_1", limit: 10 }), (found) => {
          const shown = found.map(({ id: _, ...rest }) => rest)
          expect(shown).toEqual([tried(6, { event: "evt_1" }), unanswered, failed, tried(2), tried(1)])
        })
      )
    )

    const rows: ReadonlyArray<
      readonly [string, Omit<LogQuery, "endpoint" | "limit">, ReadonlyArray<number>]
    > = [
      ["those that arrived", { isDelivered: true }, [6, 2, 1]],
      ["those that did not", { isDelivered: false }, [4, 3]],
      ["those of an event", { event: "evt_1" }, [6, 1]],
      ["those of an event that did not arrive", { event: "evt_1", isDelivered: false }, []]
    ]
    for (const [what, query, expected] of rows)
      it.effect(`lists ${what}`, () =>
        on((log) =>
          Effect.map(log.list({ endpoint: "whe_1", limit: 10, ...query }), (found) =>
            expect(found.map(({ at }) => at)).toEqual(expected)
          )
        )
      )

    it.effect("goes on where a page ended, and forgets what is old and what is of an endpoint", () =>
      on((log) =>
        Effect.gen(function* () {
          const times = (found: ReadonlyArray<Tried>) => found.map(({ at }) => at)
          const first = yield* log.list({ endpoint: "whe_1", limit: 2 })
          const before = first.at(-1)?.id ?? ""
          expect(times(yield* log.list({ endpoint: "whe_1", limit: 2, before }))).toEqual([3, 2])
          yield* log.sweep(3)
          expect(times(yield* log.list({ endpoint: "whe_1", limit: 9 }))).toEqual([6, 4, 3])
          yield* log.forget("whe_1")
          expect(times(yield* log.list({ endpoint: "whe_1", limit: 9 }))).toEqual([])
          expect(times(yield* log.list({ endpoint: "whe_2", limit: 9 }))).toEqual([5])
        })
      )
    )
  })

it.effect("memory keeps the newest, and no more than it may", () =>
  Effect.gen(function* () {
    const log = yield* DeliveryLog
    for (const one of all) yield* log.add(one)
    expect((yield* log.list({ endpoint: "whe_1", limit: 9 })).map(({ at }) => at)).toEqual([6])
  }).pipe(Effect.provide(memoryLog(2), { local: true }))
)

it.effect("where no table is to be made, none is", () => {
  const database = new DatabaseSync(":memory:")
  const tables = () => database.prepare("select name from sqlite_master where type = 'table'").all()
  const opened = (create: boolean) =>
    Effect.provide(DeliveryLog, Layer.provide(sqlLog({ create }), clientOn(database)), { local: true })
  return Effect.gen(function* () {
    yield* opened(false)
    expect(tables()).toEqual([])
    yield* opened(true)
    expect(tables()).toHaveLength(1)
  })
})

describe("another program that writes to the file of a log", () => {
  it.live("is waited for, while everything else in this process goes on", () => {
    const folder = mkdtempSync(join(tmpdir(), "posts-"))
    const file = join(folder, "posts.db")
    return Effect.gen(function* () {
      const log = yield* DeliveryLog
      const other = new DatabaseSync(file)
      other.exec("begin immediate")
      // It lets go when a timer of this very process says so.
      setTimeout(() => other.close(), 200)
      yield* log.add(tried(1))
      expect(yield* log.list({ endpoint: "whe_1", limit: 9 })).toHaveLength(1)
    }).pipe(
      Effect.provide(sqliteLog(file), { local: true }),
      Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true })))
    )
  })
})
