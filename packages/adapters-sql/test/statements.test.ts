/** The statements' plans: ledgers and records grow for years, so none but the trial balance may walk through all of it. */
import { DatabaseSync } from "node:sqlite"
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { Store } from "@tessera/core/ports"
import { holderStatementsFor } from "../src/postgres/holders.ts"
import { statementsFor } from "../src/postgres/statements.ts"
import { prepareHolders } from "../src/sqlite/holders.ts"
import { prepareAll } from "../src/sqlite/statements.ts"
import { newSchema, servers, storeIn } from "./databases.ts"
import { newFile, storeOn } from "./files.ts"

/** What SQLite would do for a statement: one step a line. */
const planOf = (database: DatabaseSync, text: string): ReadonlyArray<string> =>
  database
    .prepare(`explain query plan ${text}`)
    .all()
    .map(({ detail }) => String(detail))

/** A list that is sent along is a virtual table, and as long as a batch. */
const isWalk = (step: string): boolean => /^SCAN (?!CONSTANT|sent VIRTUAL TABLE)|\(tenant=\?\)$/.test(step)

/** The first look for a tombstone stops at one row. */
it.effect("no statement walks through a tenant's journal but the trial balance", () =>
  Effect.gen(function* () {
    const file = yield* newFile
    yield* Store.pipe(Effect.provide(storeOn(file)))
    const database = new DatabaseSync(file)
    const walking = Object.entries(prepareAll(database))
      .filter(([, { sourceSQL }]) => /^\s*(select|update)/.test(sourceSQL))
      .filter(([, { sourceSQL }]) =>
        planOf(database, sourceSQL).some((step) => isWalk(step) && step !== "SCAN page")
      )
      .map(([name]) => name)
    database.close()
    expect(walking).toStrictEqual(["books", "programRows", "shardRows", "anyTombstone"])
  })
)

/** What is given with the question is walked through, and the page that was found. */
it.effect("holders are found by their tokens and ids alone", () =>
  Effect.gen(function* () {
    const file = yield* newFile
    yield* Store.pipe(Effect.provide(storeOn(file)))
    const database = new DatabaseSync(file)
    const steps = Object.values(prepareHolders(database))
      .filter(({ sourceSQL }) => /^\s*(select|with|update|delete)/.test(sourceSQL))
      .flatMap(({ sourceSQL }) => planOf(database, sourceSQL))
    database.close()
    expect(steps.filter(isWalk)).toStrictEqual(["SCAN given VIRTUAL TABLE INDEX 1:", "SCAN page"])
    expect(steps).toContain("SEARCH holder_token USING PRIMARY KEY (tenant=? AND token=?)")
  })
)

describe.each(servers)("in PostgreSQL $release", ({ url }) => {
  it.live("holders and their accounts are found by index", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      yield* Store.pipe(Effect.provide(storeIn(url, schema)))
      const sql = yield* PgClient.PgClient
      const planOf = Effect.fnUntraced(function* (text: string, parameters: ReadonlyArray<unknown>) {
        const steps = yield* sql.unsafe<Record<string, unknown>>(`explain (costs off) ${text}`, parameters)
        return steps.map((step) => String(step["QUERY PLAN"])).join("\n")
      })
      yield* sql.unsafe(`insert into ${schema}.holder (tenant, id, version, changed_at, data_key, record)
        select 'demo', 'person-' || n, 1, 0, 'key', 'record' from generate_series(1, 5000) as n`)
      yield* sql.unsafe(`insert into ${schema}.holder_token (tenant, token, holder)
        select 'demo', md5(n::text), 'person-' || n from generate_series(1, 5000) as n`)
      yield* sql.unsafe(`analyze ${schema}.holder, ${schema}.holder_token`)
      const { find, search } = holderStatementsFor(schema)
      const searching = yield* planOf(search, ["demo", "{a,b}", -1n, "", 20n])
      expect(searching).toMatch(/Index Only Scan using holder_token_pkey/)
      expect(searching).toMatch(/Index Scan using holder_pkey/)
      expect(searching).not.toMatch(/Seq Scan/)
      expect(yield* planOf(find, ["demo", "person-7"])).toMatch(/^Index Scan using holder_pkey/)
      // No accounts are here: that the index can be used is what counts, and that nothing else is as good.
      yield* sql.unsafe("set enable_seqscan = off")
      const { accountsOf } = statementsFor(schema)
      expect(yield* planOf(accountsOf, ["demo", "person-7"])).toMatch(
        /^Index Only Scan using account_holder on/
      )
    }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })))
  )
})
