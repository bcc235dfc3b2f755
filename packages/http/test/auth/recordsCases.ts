/**
 * What every store of access records has to do, as cases.
 *
 * @module
 */
import { assert } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { AccessRecords, forGood, type Looked } from "../../src/auth/AccessRecords.ts"

const put =
  (text: string, until: number) =>
  (found: string | undefined): Looked<string | undefined> => ({ answer: found, keep: { text, until } })
const look = (found: string | undefined): Looked<string | undefined> => ({ answer: found })

/** Title, and what is run on records of its own. */
export const recordsCases: ReadonlyArray<readonly [string, Effect.Effect<void, unknown, AccessRecords>]> = [
  [
    "a record is there until it ends, and not at that instant",
    Effect.gen(function* () {
      const { change } = yield* AccessRecords
      assert.strictEqual(yield* change("a", 0, put("one", 100)), undefined)
      assert.strictEqual(yield* change("a", 99, look), "one")
      assert.strictEqual(yield* change("b", 99, look), undefined)
      assert.strictEqual(yield* change("a", 100, put("two", forGood)), undefined)
      assert.strictEqual(yield* change("a", 1_900_000_000_000, look), "two")
      assert.strictEqual(yield* change("a", 0, () => ({ answer: undefined, keep: "gone" })), undefined)
      assert.strictEqual(yield* change("a", 0, look), undefined)
      yield* change("a", 0, () => ({ answer: undefined, keep: "gone" }))
    })
  ],
  [
    "texts come back as they were",
    Effect.gen(function* () {
      const { change } = yield* AccessRecords
      const text = `'; drop table access_record; -- "ключ" 密钥 ${"x".repeat(5_000)}`
      yield* change("a'b", 0, put(text, 1))
      assert.strictEqual(yield* change("a'b", 0, look), text)
    })
  ],
  [
    "nobody else changes it in between",
    Effect.gen(function* () {
      const { change } = yield* AccessRecords
      const counted = (text: string | undefined): Looked<number> => {
        const next = Number(text ?? 0) + 1
        return { answer: next, keep: { text: String(next), until: 10 } }
      }
      const seen = yield* Effect.forEach(Array.from({ length: 40 }), () => change("n", 0, counted), {
        concurrency: "unbounded"
      })
      assert.deepStrictEqual(
        [...seen].sort((a, b) => a - b),
        Array.from({ length: 40 }, (_, n) => n + 1)
      )
    })
  ],
  [
    "what ended is forgotten, and nothing else",
    Effect.gen(function* () {
      const { change, sweep } = yield* AccessRecords
      yield* change("swept", 0, put("a", 10))
      yield* change("kept", 0, put("b", 11))
      assert.isAtLeast(yield* sweep(10), 1)
      assert.strictEqual(yield* change("swept", 0, look), undefined)
      assert.strictEqual(yield* change("kept", 0, look), "b")
    })
  ]
]
