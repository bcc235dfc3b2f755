/** Backing a ledger up under traffic, restoring it, and noticing that what was restored is older than a checkpoint. */
import { copyFileSync, existsSync, mkdirSync, readdirSync, rmdirSync } from "node:fs"
import { basename, dirname } from "node:path"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { type Checkpoint, checkpoint, compareWith } from "@tessera/core"
import { Store } from "@tessera/core/ports"
import { backupSqlite } from "../src/sqlite/index.ts"
import { newFile, storeOn } from "./files.ts"
import { newSchema, servers, storeIn } from "./databases.ts"
import { aDay, found, issue, redeem, send, serviceOn } from "./sales.ts"

const checkpointNow = Effect.flatMap(Store, checkpoint)
const comparedWith = (earlier: Checkpoint) => Effect.flatMap(Store, (store) => compareWith(store, earlier))
const sales = (first: number, count: number) =>
  Effect.forEach(Array.from({ length: count }), (_, n) => send(redeem(`s${first + n}`, 1)))

describe("a backup of a SQLite ledger", () => {
  it.effect(
    "taken while tills sell is a whole ledger of one moment, and older than a checkpoint after it",
    () =>
      Effect.gen(function* () {
        const [file, to] = [yield* newFile, yield* newFile]
        const story = Effect.gen(function* () {
          yield* Effect.forEach(aDay, (sent) => send(sent))
          const [outcomes] = yield* Effect.all([sales(0, 200), Effect.delay(backupSqlite({ file, to }), 0)], {
            concurrency: "unbounded"
          })
          expect(new Set(outcomes)).toEqual(new Set(["approved"]))
          return yield* checkpointNow
        })
        const after = yield* Effect.provide(story, serviceOn(storeOn(file)))
        const restored = Effect.gen(function* () {
          const { bad, operations } = yield* found
          expect(bad).toBeUndefined()
          expect(operations).toBeGreaterThanOrEqual(4)
          expect(operations).toBeLessThan(204)
          expect((yield* comparedWith(after))?.why).toContain("it is an older copy")
          return yield* send(redeem("s-new", 1))
        })
        expect(yield* Effect.provide(restored, serviceOn(storeOn(to)))).toBe("approved")
        expect(yield* Effect.provide(comparedWith(after), serviceOn(storeOn(file)))).toBeUndefined()
      })
  )

  it.live("ends while tills go on selling, however large the ledger is", () =>
    Effect.gen(function* () {
      const [file, to] = [yield* newFile, yield* newFile]
      const notes = Object.fromEntries(Array.from({ length: 50 }, (_, n) => [`n${n}`, "漢".repeat(500)]))
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        yield* Effect.forEach(Array.from({ length: 20 }), (_, n) =>
          send({ ...redeem(`large${n}`, 1), metadata: notes })
        )
        let isDone = false
        const backup = Effect.map(backupSqlite({ file, to }), () => {
          isDone = true
        })
        const [, sold] = yield* Effect.all(
          [
            backup,
            Effect.gen(function* () {
              for (let n = 0; n < 1_000; n++) {
                if (isDone) return n
                yield* send(redeem(`s${n}`, 1))
                yield* Effect.sleep(0)
              }
              return 1_000
            })
          ],
          { concurrency: "unbounded" }
        )
        expect(sold).toBeLessThan(1_000)
      })
      yield* Effect.provide(story, serviceOn(storeOn(file)))
      const restored = yield* Effect.provide(found, serviceOn(storeOn(to)))
      expect([restored.bad, restored.operations >= 21]).toEqual([undefined, true])
    })
  )

  it.effect("that breaks off leaves nothing that could be taken for one, and is taken again", () =>
    Effect.gen(function* () {
      const [file, to] = [yield* newFile, yield* newFile]
      yield* Effect.provide(send(issue("CARD1")), serviceOn(storeOn(file)))
      const inTheWay = [`${to}-journal`, `${to}.part-journal`]
      for (const name of inTheWay) mkdirSync(name)
      expect((yield* Effect.flip(backupSqlite({ file, to })))._tag).toBe("StoreUnavailable")
      expect(existsSync(to)).toBe(false)
      for (const name of inTheWay) rmdirSync(name)
      yield* backupSqlite({ file, to })
      expect(readdirSync(dirname(to))).toEqual([basename(to)])
      expect((yield* Effect.provide(found, serviceOn(storeOn(to)))).operations).toBe(1)
    })
  )

  it.effect("is not written over another file, and not taken of nothing", () =>
    Effect.gen(function* () {
      const [file, to] = [yield* newFile, yield* newFile]
      expect((yield* Effect.flip(backupSqlite({ file, to }))).message).toContain("does not exist")
      yield* Effect.provide(send(issue("CARD1")), serviceOn(storeOn(file)))
      copyFileSync(file, to)
      expect((yield* Effect.flip(backupSqlite({ file, to }))).message).toContain("exists already")
    })
  )
})

describe("a checkpoint", () => {
  it.effect("of an empty ledger, and of one that went on, is kept by that ledger", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const story = Effect.gen(function* () {
        const empty = yield* checkpointNow
        expect(empty).toMatchObject({ shards: [{ shard: 0, sequence: 0, edge: [] }] })
        for (const count of [1, 1, 2, 3, 5, 8]) {
          const before = yield* checkpointNow
          yield* Effect.forEach(Array.from({ length: count }), (_, n) =>
            send(issue(`C${before.shards[0]?.sequence}-${n}`))
          )
          const now = yield* checkpointNow
          expect(now.shards[0]?.sequence).toBe((before.shards[0]?.sequence ?? 0) + count)
          expect([yield* comparedWith(empty), yield* comparedWith(before), yield* comparedWith(now)]).toEqual(
            [undefined, undefined, undefined]
          )
        }
      })
      yield* Effect.provide(story, serviceOn(storeOn(file)))
    })
  )

  it.effect("tells an older copy that went on from the ledger that it was taken of", () =>
    Effect.gen(function* () {
      const [file, to] = [yield* newFile, yield* newFile]
      const first = Effect.gen(function* () {
        yield* Effect.forEach(aDay, (sent) => send(sent))
        yield* backupSqlite({ file, to })
        yield* sales(0, 3)
        return yield* checkpointNow
      })
      const after = yield* Effect.provide(first, serviceOn(storeOn(file)))
      const second = Effect.gen(function* () {
        yield* sales(100, 5)
        return yield* comparedWith(after)
      })
      expect((yield* Effect.provide(second, serviceOn(storeOn(to))))?.why).toMatch(
        /sequences 5 to 6 are not as they were/
      )
    })
  )

  it.effect.each(servers)("covers every shard of a ledger in PostgreSQL $release", ({ url }) =>
    Effect.gen(function* () {
      const story = Effect.gen(function* () {
        yield* Effect.forEach(Array.from({ length: 30 }), (_, n) => send(issue(`CARD${n}`), `till${n}`))
        const taken = yield* checkpointNow
        expect(taken.shards.map(({ shard }) => shard)).toEqual([0, 1, 2])
        expect(taken.shards.reduce((sum, { sequence }) => sum + sequence, 0)).toBe(30)
        expect(taken.shards.every(({ sequence }) => sequence > 0)).toBe(true)
        return taken
      })
      const taken = yield* Effect.provide(
        story,
        serviceOn(storeIn(url, newSchema(), { shards: 3, home: "none" }))
      )
      const other = Effect.andThen(send(issue("CARD1")), comparedWith(taken))
      const { why } =
        (yield* Effect.provide(other, serviceOn(storeIn(url, newSchema(), { shards: 3 })))) ?? {}
      expect(why).toMatch(/older copy/)
    })
  )
})
