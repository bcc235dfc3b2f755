import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { DatabaseSync } from "node:sqlite"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { AccessRecords, type Looked } from "../../src/auth/AccessRecords.ts"
import { memoryRecords } from "../../src/auth/memoryRecords.ts"
import { makeCode, useCode } from "../../src/auth/OneTimeCodes.ts"
import { sqliteRecords } from "../../src/auth/sqliteRecords.ts"
import { recordsCases } from "./recordsCases.ts"

const mac = (purpose: string, text: string): string =>
  Buffer.from(`${purpose}\n${text}`).toString("hex").padEnd(64, "0")

for (const [name, layer] of [
  ["memory", memoryRecords],
  ["sqlite", sqliteRecords(":memory:")]
] as const)
  describe(name, () => {
    for (const [title, run] of recordsCases)
      it.effect(title, () => Effect.provide(run, layer, { local: true }))
  })

describe("a file", () => {
  it.effect("keeps what a process before has written, and two processes share it", () => {
    const folder = mkdtempSync(join(tmpdir(), "access-"))
    const file = join(folder, "access.db")
    const count = Effect.flatMap(AccessRecords, ({ change }) =>
      change("n", 1, (text): Looked<string | undefined> => ({
        answer: text,
        keep: { text: `${text ?? ""}x`, until: 9 }
      }))
    )
    const once = Effect.provide(count, sqliteRecords(file), { local: true })
    return Effect.gen(function* () {
      assert.strictEqual(yield* once, undefined)
      assert.strictEqual(yield* once, "x")
      const both = Effect.zip(once, once)
      assert.deepStrictEqual(yield* Effect.provide(both, sqliteRecords(file), { local: true }), ["xx", "xxx"])
    }).pipe(Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true }))))
  })
})

describe("another program that writes to the file", () => {
  const count = Effect.flatMap(AccessRecords, ({ change }) =>
    change("n", 1, (text): Looked<string | undefined> => ({
      answer: text,
      keep: { text: `${text ?? ""}x`, until: 9 }
    }))
  )
  const inFile = <A, E>(run: (file: string) => Effect.Effect<A, E, AccessRecords>) => {
    const folder = mkdtempSync(join(tmpdir(), "access-"))
    const file = join(folder, "access.db")
    return Effect.provide(run(file), sqliteRecords(file), { local: true }).pipe(
      Effect.ensuring(Effect.sync(() => rmSync(folder, { recursive: true })))
    )
  }
  const held = (file: string): DatabaseSync => {
    const other = new DatabaseSync(file)
    other.exec("begin immediate")
    return other
  }

  it.live("is waited for, while everything else in this process goes on", () =>
    inFile((file) =>
      Effect.gen(function* () {
        yield* count
        const other = held(file)
        // It lets go when a timer of this very process says so.
        setTimeout(() => other.close(), 200)
        assert.strictEqual(yield* count, "x")
      })
    )
  )

  it.effect("is not waited for for ever: then nothing was done", () =>
    inFile((file) =>
      Effect.gen(function* () {
        const other = held(file)
        const counting = yield* Effect.forkChild(Effect.flip(count))
        yield* TestClock.adjust("3900 millis")
        expect(counting.pollUnsafe()).toBeUndefined()
        yield* TestClock.adjust("1 second")
        assert.strictEqual((yield* Fiber.join(counting))._tag, "RecordsUnavailable")
        other.close()
        assert.strictEqual(yield* count, undefined)
      })
    )
  )
})

describe("one-time codes", () => {
  const withGround = <A, E>(
    run: (ground: Parameters<typeof makeCode>[0]) => Effect.Effect<A, E, AccessRecords>
  ) =>
    Effect.provide(
      Effect.flatMap(AccessRecords, (records) => run({ records, mac })),
      memoryRecords,
      { local: true }
    )
  const wrong = Redacted.make("AAAA-AAAA")

  it.effect("pass once, as they were meant, for what they were made", () =>
    withGround((ground) =>
      Effect.gen(function* () {
        const { code, expiresAt } = yield* makeCode(ground, "pairing", "T1", 0, { by: "fin" })
        expect(Redacted.value(code)).toMatch(/^[2-9A-HJ-NP-Z]{4}-[2-9A-HJ-NP-Z]{4}$/)
        assert.strictEqual(expiresAt, 900_000)
        assert.strictEqual(yield* useCode(ground, "pairing", "T2", 1, code), undefined)
        assert.strictEqual(yield* useCode(ground, "invitation", "T1", 1, code), undefined)
        const typed = Redacted.make(` ${Redacted.value(code).toLowerCase().replace("-", " ")}`)
        assert.strictEqual((yield* useCode(ground, "pairing", "T1", 1, typed))?.by, "fin")
        assert.strictEqual(yield* useCode(ground, "pairing", "T1", 1, code), undefined)
      })
    )
  )

  it.effect("end with their time, with the last try, and with the next code", () =>
    withGround((ground) =>
      Effect.gen(function* () {
        const { code: first } = yield* makeCode(ground, "pairing", "T1", 0, { lifetime: 100 })
        assert.strictEqual(yield* useCode(ground, "pairing", "T1", 100, first), undefined)
        const { code: second } = yield* makeCode(ground, "pairing", "T1", 200, { tries: 2 })
        yield* useCode(ground, "pairing", "T1", 201, wrong)
        yield* useCode(ground, "pairing", "T1", 201, wrong)
        assert.strictEqual(yield* useCode(ground, "pairing", "T1", 201, second), undefined)
        const { code: third } = yield* makeCode(ground, "pairing", "T1", 300)
        const { code: fourth } = yield* makeCode(ground, "pairing", "T1", 301)
        assert.strictEqual(yield* useCode(ground, "pairing", "T1", 302, third), undefined)
        const used = yield* useCode(ground, "pairing", "T1", 302, fourth)
        assert.deepStrictEqual([used !== undefined, used?.by], [true, undefined])
      })
    )
  )

  it.effect("are good again where they were given back, but not in the place of the next", () =>
    withGround((ground) =>
      Effect.gen(function* () {
        const { code } = yield* makeCode(ground, "pairing", "T1", 0, { by: "fin", lifetime: 100, tries: 2 })
        yield* useCode(ground, "pairing", "T1", 1, wrong)
        const used = yield* useCode(ground, "pairing", "T1", 1, code)
        yield* used?.giveBack ?? Effect.die("not used")
        assert.strictEqual((yield* useCode(ground, "pairing", "T1", 99, code))?.by, "fin")
        yield* used?.giveBack ?? Effect.die("not used")
        assert.strictEqual(yield* useCode(ground, "pairing", "T1", 100, code), undefined)
        yield* makeCode(ground, "pairing", "T1", 0)
        yield* used?.giveBack ?? Effect.die("not used")
        assert.strictEqual(yield* useCode(ground, "pairing", "T1", 1, code), undefined)
      })
    )
  )

  it.effect("of a thousand guesses at once as many count as there are tries", () =>
    withGround((ground) =>
      Effect.gen(function* () {
        const { code } = yield* makeCode(ground, "pairing", "T1", 0, { tries: 5 })
        const guesses = Array.from({ length: 1_000 }, (_, n) => (n === 500 ? code : wrong))
        const found = yield* Effect.forEach(guesses, (one) => useCode(ground, "pairing", "T1", 1, one), {
          concurrency: "unbounded"
        })
        assert.deepStrictEqual(
          found.filter((one) => one !== undefined),
          []
        )
      })
    )
  )
})
