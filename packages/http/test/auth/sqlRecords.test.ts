import { DatabaseSync } from "node:sqlite"
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AccessRecords, type Looked } from "../../src/auth/AccessRecords.ts"
import { sqlRecords } from "../../src/auth/sqlRecords.ts"
import { clientOn } from "./clientOn.ts"
import { recordsCases } from "./recordsCases.ts"

const records = () => Layer.provide(sqlRecords(), clientOn(new DatabaseSync(":memory:")))

describe("records through a SQL client", () => {
  for (const [title, run] of recordsCases)
    it.effect(title, () => Effect.provide(run, records(), { local: true }))

  it.effect("one nonce of a hundred at once is the first, and none of two that go is left", () =>
    Effect.gen(function* () {
      const { change } = yield* AccessRecords
      const first = (text: string | undefined): Looked<boolean> =>
        text === undefined ? { answer: true, keep: { text: "1", until: 10 } } : { answer: false }
      const hundred = Array.from({ length: 100 })
      const found = yield* Effect.forEach(hundred, () => change("n", 0, first), { concurrency: "unbounded" })
      assert.strictEqual(found.filter((one) => one).length, 1)
      const gone = (text: string | undefined): Looked<boolean> => ({
        answer: text !== undefined,
        keep: "gone"
      })
      const ended = yield* Effect.forEach(hundred, () => change("n", 0, gone), { concurrency: "unbounded" })
      assert.strictEqual(ended.filter((one) => one).length, 1)
    }).pipe(Effect.provide(records(), { local: true }))
  )

  it.effect("a database that is gone is said to be", () => {
    const database = new DatabaseSync(":memory:")
    return Effect.gen(function* () {
      const { change } = yield* AccessRecords
      yield* Effect.sync(() => database.close())
      const failure = yield* Effect.flip(change("n", 0, () => ({ answer: 1 })))
      assert.strictEqual(failure._tag, "RecordsUnavailable")
    }).pipe(Effect.provide(Layer.provide(sqlRecords(), clientOn(database)), { local: true }))
  })
})
