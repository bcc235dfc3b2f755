/** Spreading out: every key, every index and every statement begins with the tenant, so that a tenant can live on one node. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { Store } from "@tessera/core/ports"
import { otherConfiguration, OtherStore, tenantCases } from "@tessera/core/testing"
import { statementsFor } from "../../src/postgres/statements.ts"
import { newSchema, servers, storeIn } from "../databases.ts"

/** The parts of a statement that are in one pair of parentheses, or in none, each without those inside it. */
const scopesOf = (statement: string): ReadonlyArray<string> => {
  const scopes: Array<string> = []
  const open: Array<string> = [""]
  for (const character of statement) {
    if (character === "(") open.push("")
    else if (character === ")") {
      scopes.push(open.pop() ?? "")
      open[open.length - 1] += "()"
    } else open[open.length - 1] += character
  }
  return [...scopes, ...open]
}

const count = (pattern: RegExp, text: string): number => text.match(pattern)?.length ?? 0

/**
 * A part is one tenant's when each table that it reads or changes is told the tenant, by itself or by another table, and each row that it writes has it first.
 * What is joined with `using (tenant, …)` is told it by that.
 */
const isOfOneTenant = (part: string): boolean =>
  part.split(/\bunion\b/).every((one) => {
    const [, written = "", read = one] =
      /^\s*insert into (ledgers\.\w+[^]*?)(?=\bselect\b)([^]*)$/.exec(one) ?? []
    const tables = count(/ledgers\.\w+/g, read)
    const told = count(/\btenant = (?:\$1|\w+\.tenant)(?!\w)|\busing tenant\b/g, read)
    return told >= tables && (written === "" || /^\s*select \$1,/.test(read) || tables > 0)
  })

/** Of a statement; what is joined by the tenant says so where its parentheses are gone. */
const partsOf = (statement: string): ReadonlyArray<string> =>
  scopesOf(statement.replaceAll(/\busing \(tenant\b/g, "using tenant ("))

describe("a statement", () => {
  const statements = Object.entries(statementsFor("ledgers"))
  it.each(statements)("speaks of one tenant alone: %s", (_, statement) => {
    expect(partsOf(statement).filter((part) => !isOfOneTenant(part))).toEqual([])
  })
  it("that did not would be found", () => {
    for (const statement of [
      "select id from ledgers.wallet where id = $2",
      "select id from (select id from ledgers.wallet where id = $2) as found where tenant = $1",
      "select id from ledgers.wallet where tenant = $1 union select id from ledgers.wallet where id = $2",
      "select w.id from ledgers.wallet w join ledgers.card c on c.account = w.account where w.tenant = $1",
      "insert into ledgers.wallet (id) select row.id from unnest($2::text[]) as row (id)"
    ])
      expect([statement, partsOf(statement).every(isOfOneTenant)]).toEqual([statement, false])
  })
})

const ask = (url: string, question: string, parameters: ReadonlyArray<unknown> = []) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    return yield* sql.unsafe<Record<string, unknown>>(question, parameters)
  }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })))

describe.each(servers)("the schema in PostgreSQL $release", ({ url }) => {
  const schema = newSchema()

  it.live("has the tenant first in every key, index and reference", () =>
    Effect.gen(function* () {
      yield* Effect.provide(Store, storeIn(url, schema))
      const indexes = yield* ask(
        url,
        "select indexdef from pg_indexes where schemaname = $1 and tablename <> 'migration'",
        [schema]
      )
      expect(indexes.length).toBeGreaterThan(12)
      for (const { indexdef } of indexes) expect(indexdef).toMatch(/ USING btree \(tenant[,)]/)
      const references = yield* ask(
        url,
        "select pg_get_constraintdef(oid) as told from pg_constraint where contype = 'f' and connamespace = $1::regnamespace",
        [schema]
      )
      expect(references.length).toBeGreaterThan(0)
      for (const { told } of references)
        expect(told).toMatch(/^FOREIGN KEY \(tenant, .*REFERENCES .*\(tenant, /)
    })
  )

  it.live("is spread by the script as a whole, and by the tenant", () =>
    Effect.gen(function* () {
      yield* Effect.provide(Store, storeIn(url, schema))
      const script = readFileSync(join(import.meta.dirname, "../../sql/citus.sql"), "utf8")
      const spread = [...script.matchAll(/create_distributed_table\('tessera\.(\w+)', '(\w+)'/g)].map(
        ([, table, column]) => `${table} by ${column}`
      )
      const tables = yield* ask(
        url,
        "select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE'",
        [schema]
      )
      const expected = tables
        .map(({ name }) => `${String(name)} by tenant`)
        .filter((one) => !one.startsWith("migration "))
      expect(spread.toSorted()).toEqual(expected.toSorted())
    })
  )

  it.live.each([...tenantCases])("with several shards: $name", ({ run }) =>
    Effect.suspend(() => {
      const shared = newSchema()
      const other = Layer.effect(OtherStore, Store).pipe(
        Layer.provide(storeIn(url, shared, { configuration: otherConfiguration, shards: 3 }))
      )
      return Effect.provide(run, Layer.merge(storeIn(url, shared, { shards: 3 }), other))
    })
  )
})
