/** A ledger file is opened with safe settings only, by one writer, under its own key and unchanged programs. */
import { copyFileSync, writeFileSync } from "node:fs"
import { DatabaseSync } from "node:sqlite"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { NodeKeyVault } from "@tessera/core/node"
import { Store } from "@tessera/core/ports"
import { conformanceConfiguration, otherConfiguration } from "@tessera/core/testing"
import { type SqliteOptions, SqliteStore } from "../src/sqlite/index.ts"
import { isTooOld, open } from "../src/sqlite/open.ts"
import { applicationId, migrations } from "../src/sqlite/schema/index.ts"
import { newFile, storeOn } from "./files.ts"

/** The tag and the sentence with which a store does not open; `undefined` when it does. */
const refusal = (file: string, options?: Partial<SqliteOptions>) =>
  Effect.match(Effect.provide(Store, storeOn(file, options)), {
    onSuccess: () => undefined,
    onFailure: (failure) => [failure._tag, failure.message]
  })

const withProgram = (changes: object) => ({
  ...conformanceConfiguration,
  programs: conformanceConfiguration.programs.map((program) => ({ ...program, ...changes }))
})

const sql = (file: string, statement: string): unknown => {
  const database = new DatabaseSync(file)
  try {
    return Object.values(database.prepare(statement).get() ?? {})[0]
  } finally {
    database.close()
  }
}

describe("opening a ledger file", () => {
  it.effect("sets what a ledger needs, and SQLite has taken it", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const { close, database } = open({ file }, "t1")
      const pragma = (name: string) => Object.values(database.prepare(`pragma ${name}`).get() ?? {})[0]
      expect(pragma("journal_mode")).toBe("wal")
      expect(pragma("synchronous")).toBe(2)
      expect(pragma("foreign_keys")).toBe(1)
      expect(pragma("busy_timeout")).toBe(5000)
      expect(pragma("wal_autocheckpoint")).toBe(16_000)
      expect(pragma("mmap_size")).toBe(0)
      expect(pragma("trusted_schema")).toBe(0)
      close()
    })
  )

  it.effect.each([
    [{ synchronous: "normal" }, "synchronous is normal, but a ledger needs full"],
    [{ synchronous: "off" }, "synchronous is off, but a ledger needs full"],
    [{ journalMode: "delete" }, "journal_mode is delete, but a ledger needs wal"]
  ] as const)("refuses %o, and takes it in tests", ([settings, sentence]) =>
    Effect.gen(function* () {
      const file = yield* newFile
      expect(yield* refusal(file, settings)).toEqual([
        "WeakSetting",
        `${sentence}; only tests may do with less (forTests: true)`
      ])
      expect(yield* refusal(file, { ...settings, forTests: true })).toBeUndefined()
    })
  )

  it.effect("takes more than it needs", () =>
    Effect.gen(function* () {
      expect(yield* refusal(yield* newFile, { synchronous: "extra" })).toBeUndefined()
    })
  )

  it.effect("refuses a ledger in memory outside of tests", () =>
    Effect.gen(function* () {
      expect((yield* refusal(":memory:"))?.[0]).toBe("WeakSetting")
    })
  )

  it.each([
    ["3.51.3", false],
    ["3.51.2", true],
    ["3.50.99", true],
    ["3.52.0", false],
    ["4.0.0", false],
    ["2.99.99", true]
  ])("SQLite %s is too old: %s", (version, tooOld) => {
    expect(isTooOld(version)).toBe(tooOld)
  })

  it.effect(
    "leaves alone a database of something else, a file that is none, and one of a newer release",
    () =>
      Effect.gen(function* () {
        const [foreign, none, newer] = [yield* newFile, yield* newFile, yield* newFile]
        sql(foreign, "create table theirs (a)")
        expect(yield* refusal(foreign)).toEqual(["ForeignFile", `${foreign} is a database of something else`])
        writeFileSync(none, "not a database at all, but long enough to be looked at by SQLite".repeat(20))
        expect((yield* refusal(none))?.[0]).toBe("StoreUnavailable")
        expect(yield* refusal(newer)).toBeUndefined()
        sql(newer, "pragma user_version = 99")
        expect((yield* refusal(newer))?.[1]).toContain("has schema 99")
        expect(sql(newer, "pragma user_version")).toBe(99)
      })
  )

  it.effect("marks the file as a ledger with its schema's version, and opens it again", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      expect(yield* refusal(file)).toBeUndefined()
      expect(sql(file, "pragma application_id")).toBe(0x54657373)
      expect(sql(file, "pragma user_version")).toBe(migrations.length)
      expect(yield* refusal(file)).toBeUndefined()
    })
  )

  it.effect("brings a file of an earlier release up to date with all that it holds", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const older = new DatabaseSync(file)
      for (const migration of migrations.slice(0, 3)) older.exec(migration)
      older.exec(`
        insert into posting values ('t1', 0, 1, 0, 'adjustment', null, 'p', null, null, null, null, 'CNY', 5);
        pragma application_id = ${applicationId};
        pragma user_version = 3;
      `)
      older.close()
      expect(yield* refusal(file)).toBeUndefined()
      expect(sql(file, "select group_concat(kind || amount) from posting")).toBe("adjustment5")
      expect(sql(file, "select amount from trial_balance")).toBe(5)
      expect(() => sql(file, "delete from posting")).toThrow("nothing is deleted from posting")
      expect(() => sql(file, "update posting set amount = 6")).toThrow("nothing is changed in posting")
      expect(() =>
        sql(
          file,
          "insert into posting select tenant, shard, 2, 0, 'other', wallet, program, sub_wallet, funding, owner, tender, asset, 1 from posting"
        )
      ).toThrow("CHECK")
      expect(sql(file, "pragma integrity_check")).toBe("ok")
    })
  )

  it.effect(
    "refuses a program whose terms were changed under the same version, and takes a new version",
    () =>
      Effect.gen(function* () {
        const file = yield* newFile
        expect(yield* refusal(file)).toBeUndefined()
        const changed = withProgram({ holds: { expireAfter: { days: 8 } } })
        expect(yield* refusal(file, { configuration: changed })).toEqual([
          "ProgramChanged",
          "program member version 1 is in the ledger with other content; give the changed terms a new version"
        ])
        const renewed = withProgram({ holds: { expireAfter: { days: 8 } }, version: 2 })
        expect(yield* refusal(file, { configuration: renewed })).toBeUndefined()
        expect(yield* refusal(file)).toBeUndefined()
      })
  )

  it.effect("refuses another secret than the one the ledger was written with", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      expect(yield* refusal(file)).toBeUndefined()
      const store = SqliteStore.layer({ file, configuration: conformanceConfiguration }).pipe(
        Layer.provide(NodeKeyVault.layer(Redacted.make("another secret than the one before")))
      )
      const failure = yield* Effect.flip(Effect.provide(Store, store))
      expect(failure._tag).toBe("WrongKey")
    })
  )

  it.effect("has one store for each tenant of a file at a time, whatever the file is called", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      const meanwhile = Effect.gen(function* () {
        expect((yield* refusal(file))?.[0]).toBe("SecondWriter")
        expect((yield* refusal(file.replace("ledger.db", "./ledger.db")))?.[0]).toBe("SecondWriter")
        expect(yield* refusal(file, { configuration: otherConfiguration })).toBeUndefined()
      })
      yield* Effect.provide(meanwhile, storeOn(file))
      expect(yield* refusal(file)).toBeUndefined()
    })
  )

  it.effect("says of no other store that it writes, where the lock cannot be taken for another reason", () =>
    Effect.gen(function* () {
      const file = yield* newFile
      writeFileSync(`${file}-writer`, "not a lock of ours".repeat(100))
      expect((yield* refusal(file))?.[0]).toBe("StoreUnavailable")
    })
  )

  it.effect("opens a copy of a file beside the file", () =>
    Effect.gen(function* () {
      const [file, copy] = [yield* newFile, yield* newFile]
      expect(yield* refusal(file)).toBeUndefined()
      copyFileSync(file, copy)
      expect(yield* Effect.provide(refusal(copy), storeOn(file))).toBeUndefined()
    })
  )
})
