/** The statements' plans: the journal grows for years, so none but the trial balance may walk through all of it. */
import { DatabaseSync } from "node:sqlite"
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import { Store } from "@tessera/core/ports"
import { prepareAll } from "../src/sqlite/statements.ts"
import { newFile, storeOn } from "./files.ts"

/** What SQLite would do for a statement: one step a line. */
const planOf = (database: DatabaseSync, text: string): ReadonlyArray<string> =>
  database
    .prepare(`explain query plan ${text}`)
    .all()
    .map(({ detail }) => String(detail))

const isWalk = (step: string): boolean => /^SCAN (?!CONSTANT)|\(tenant=\?\)$/.test(step)

/** The first look for a tombstone stops at one row. */
it.effect("no statement walks through a tenant's journal but the trial balance", () =>
  Effect.gen(function* () {
    const file = yield* newFile
    yield* Store.pipe(Effect.provide(storeOn(file)))
    const database = new DatabaseSync(file)
    const walking = Object.entries(prepareAll(database))
      .filter(([, { sourceSQL }]) => /^\s*(select|update)/.test(sourceSQL))
      .filter(([, { sourceSQL }]) => planOf(database, sourceSQL).some(isWalk))
      .map(([name]) => name)
    database.close()
    expect(walking).toStrictEqual(["books", "anyTombstone"])
  })
)
