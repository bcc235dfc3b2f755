/** Processes that are killed in the middle of their commits lose nothing that was acknowledged, and break nothing. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { balanceTotals, verify } from "@tessera/core"
import { NodeDigest } from "@tessera/core/node"
import { Store } from "@tessera/core/ports"
import { newFile, storeOn } from "./files.ts"
import { ended, killed } from "./tills.ts"

/** What a file holds when it is opened again: every key, whether it verifies, and whether the books come to zero. */
const inspect = (file: string) =>
  Effect.gen(function* () {
    const store = yield* Store
    const { bad, operations } = yield* verify(store)
    const keys = new Set<string>()
    for (let after = 0; after < operations; after += 1000)
      for (const { operation } of yield* store.journal({ shard: 0, after, limit: 1000 }))
        keys.add(operation.key)
    const unbalanced = [...balanceTotals(yield* store.books()).values()].filter((sum) => sum !== 0n)
    return { keys, bad, unbalanced }
  }).pipe(Effect.provide([storeOn(file), NodeDigest.layer]))

const keysOf = (lines: ReadonlyArray<string>): ReadonlyArray<string> =>
  lines.flatMap((line) => line.split(",")).flatMap((told) => /^approved (.*)$/.exec(told)?.[1] ?? [])

const [lanes, kills] = [4, 6]

/** Kills one till after the other on the same file, and looks after each of them. */
const lane = Effect.fnUntraced(function* (name: number) {
  const file = yield* newFile
  const acknowledged: Array<string> = []
  for (let n = 0; n < kills; n++) {
    const moment = (n * 7 + name * 3) % 23
    const lines = yield* Effect.promise(() => killed(file, `${name}00${n}`, moment))
    acknowledged.push(...keysOf(lines))
    const { bad, keys, unbalanced } = yield* inspect(file)
    expect(acknowledged.filter((key) => !keys.has(key))).toEqual([])
    expect([bad, unbalanced]).toEqual([undefined, []])
  }
  return acknowledged.length
})

describe("a store whose process is killed", () => {
  it.effect(
    "holds after every one of 24 kills everything that was acknowledged, and its chains and books are whole",
    () =>
      Effect.gen(function* () {
        const warm = yield* newFile
        yield* Effect.promise(() => ended(warm, "0", 1))
        const counts = yield* Effect.forEach([...Array(lanes).keys()], lane, { concurrency: lanes })
        expect(counts.every((count) => count >= kills)).toBe(true)
      }),
    120_000
  )

  it.effect.skipIf(process.platform === "win32")(
    "is in doubt when the disk refuses a commit, commits nothing more, and has lost nothing when it is opened again",
    () =>
      Effect.gen(function* () {
        const file = yield* newFile
        const lines = yield* Effect.promise(() => ended(file, "9", 200, 2_000))
        const doubtful = lines.findIndex((line) => line.startsWith("inDoubt"))
        expect(doubtful).toBeGreaterThan(1)
        expect(lines[doubtful]?.split(",").every((told) => told.startsWith("inDoubt"))).toBe(true)
        const later = lines.slice(doubtful + 1).flatMap((line) => line.split(","))
        expect(new Set(later)).toEqual(new Set(["StoreUnavailable"]))
        const { bad, keys, unbalanced } = yield* inspect(file)
        expect(keysOf(lines).filter((key) => !keys.has(key))).toEqual([])
        expect([bad, unbalanced]).toEqual([undefined, []])
      })
  )

  it.effect("gives way to nobody while it lives: a second process is refused with a sentence", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const told = yield* Effect.provide(
        Effect.promise(() => ended(file, "1", 1)),
        storeOn(file)
      )
      expect(told).toEqual([
        `another store is writing to ${file}; a ledger file has one writer process, and one store per tenant in it`
      ])
      expect(keysOf(yield* Effect.promise(() => ended(file, "1", 1)))).toHaveLength(8)
    })
  )
})
