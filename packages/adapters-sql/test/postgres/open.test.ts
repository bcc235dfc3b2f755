/** Opening a ledger in PostgreSQL: what is refused, who may do what, and schemas that come of age under traffic. */
import { readFileSync } from "node:fs"
import { join } from "node:path"
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Fiber from "effect/Fiber"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { NodeKeyVault } from "@tessera/core/node"
import { Store } from "@tessera/core/ports"
import { conformanceConfiguration, deliveryCases } from "@tessera/core/testing"
import { migrate } from "../../src/postgres/migrate.ts"
import { ledger } from "../../src/postgres/schema/0001_ledger.ts"
import { type Migration, migrations } from "../../src/postgres/schema/index.ts"
import { type PostgresOptions, PostgresStore } from "../../src/postgres/index.ts"
import { temporaryPostgres } from "../../src/testing/index.ts"
import { newSchema, servers, storeIn } from "../databases.ts"
import { aDay, found, issue, redeem, send, serviceOn } from "../sales.ts"

const readme = join(import.meta.dirname, "../../README.md")

/** The statements of the script that makes roles, for other names. */
const scriptFor = (schema: string, service: string, reports: string): ReadonlyArray<string> =>
  readFileSync(join(import.meta.dirname, "../../sql/roles.sql"), "utf8")
    .replaceAll("tessera_service", service)
    .replaceAll("tessera_reports", reports)
    .replaceAll("tessera.", `${schema}.`)
    .replaceAll("schema tessera", `schema ${schema}`)
    .replaceAll(/--.*$/gm, "")
    .split(/;\s*\n\s*(?=do|revoke|grant|$)/)
    .filter((text) => text.trim() !== "")

const clientOf = (url: string) => PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })

/** Runs statements, one after the other, as somebody. */
const run = (url: string, statements: ReadonlyArray<string>) =>
  Effect.gen(function* () {
    const sql = yield* PgClient.PgClient
    const answers = yield* Effect.forEach(statements, (statement) =>
      sql.unsafe<Record<string, unknown>>(statement)
    )
    return answers.at(-1) ?? []
  }).pipe(Effect.provide(clientOf(url)))

/** What a store says when it is opened, if it does not open. */
const refusal = (url: string, schema: string, options: Partial<PostgresOptions> = {}) =>
  Effect.gen(function* () {
    const failed = yield* Effect.flip(Effect.provide(Store, storeIn(url, schema, options)))
    return `${failed._tag}: ${failed.message}`
  })

describe.each(servers)("on PostgreSQL $release", ({ url }) => {
  it.live("a name that would not stand in a statement as it is is refused", () =>
    Effect.gen(function* () {
      for (const schema of ["Tessera", "a b", 'x"; drop schema tessera; --', "", "1st"])
        expect(yield* refusal(url, schema)).toContain("lower-case letters, digits and underscores")
    })
  )

  it.live("a schema that is not there, or not complete, is refused where migrations are not run", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      expect(yield* refusal(url, schema, { migrate: false })).toContain(
        `SchemaMissing: schema ${schema} is not there`
      )
      yield* Effect.provide(migrate(schema, { "0001_ledger": ledger }), clientOf(url))
      expect(yield* refusal(url, schema, { migrate: false })).toContain("has seen migration 1 of")
    })
  )

  it.live("a schema that needs a newer release is refused; one that is only newer is not", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      yield* Effect.provide(migrate(schema), clientOf(url))
      yield* run(url, [
        `insert into ${schema}.migration (migration_id, name) values (900, 'of a later release')`
      ])
      yield* Effect.provide(Store, storeIn(url, schema))
      yield* run(url, [
        `update ${schema}.meta set value = '900' where tenant = '' and name = 'oldestRelease'`
      ])
      expect(yield* refusal(url, schema)).toContain("SchemaTooNew")
    })
  )

  it.live("another secret, and other terms under the same version, are refused", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      yield* Effect.provide(Store, storeIn(url, schema))
      const [program] = conformanceConfiguration.programs
      if (program === undefined) throw new Error("the conformance configuration has a program")
      const changed = {
        ...conformanceConfiguration,
        programs: [{ ...program, holds: { expireAfter: { days: 8 } } }]
      }
      expect(yield* refusal(url, schema, { configuration: changed })).toContain("ProgramChanged")
      const otherVault = NodeKeyVault.layer(Redacted.make("another secret, and long enough to be one"))
      const store = PostgresStore.layer({
        url: Redacted.make(url),
        schema,
        configuration: conformanceConfiguration
      })
      const failed = yield* Effect.flip(Effect.provide(Store, Layer.provide(store, otherVault)))
      expect(failed._tag).toBe("WrongKey")
      const secret = (text: string) => Redacted.make(text)
      const followed = NodeKeyVault.layer(secret("another secret, and long enough to be one"), {
        before: [secret("a secret that every reader of the tests knows")]
      })
      yield* Effect.provide(Store, Layer.fresh(Layer.provide(store, followed)))
      expect(yield* refusal(url, schema)).toContain("WrongKey")
    })
  )

  it.live("a server that is not there is unavailable", () =>
    Effect.gen(function* () {
      expect(yield* refusal("postgres://postgres@127.0.0.1:1/postgres", newSchema())).toContain(
        "StoreUnavailable"
      )
    })
  )

  it.live(
    "the service's role commits and changes nothing that was recorded; the reports' role sees the views",
    () =>
      Effect.gen(function* () {
        const schema = newSchema()
        yield* Effect.provide(Store, storeIn(url, schema))
        const [service, reports] = [`${schema}_service`, `${schema}_reports`]
        const statements = scriptFor(schema, service, reports)
        yield* run(url, statements)
        yield* run(url, statements)
        const asService = url.replace("postgres@", `${service}@`)
        const asReports = url.replace("postgres@", `${reports}@`)

        const store = storeIn(asService, schema, { migrate: false })
        const outcomes = yield* Effect.provide(
          Effect.forEach(aDay, (sent) => send(sent)),
          serviceOn(store)
        )
        expect(outcomes).toEqual(Array(4).fill("approved"))
        expect((yield* Effect.provide(found, serviceOn(store))).bad).toBeUndefined()

        const letters = deliveryCases.find(({ name }) => name.startsWith("a letter changes"))
        if (letters !== undefined) yield* Effect.provide(letters.run, store)

        const denied = (who: string, statement: string) =>
          Effect.map(Effect.flip(run(who, [statement])), (failure) => String(failure.reason.cause))
        for (const statement of [
          `update ${schema}.operation set outcome = '{}'`,
          `delete from ${schema}.operation`,
          `truncate ${schema}.posting`,
          `delete from ${schema}.wallet`,
          `alter table ${schema}.wallet add column spare text`,
          `drop trigger operation_keeps_rows on ${schema}.operation`
        ])
          expect(yield* denied(asService, statement)).toMatch(/permission denied|must be owner/)
        expect(yield* denied(asReports, `select * from ${schema}.wallet`)).toContain("permission denied")
        expect(yield* run(asReports, [`select verb from ${schema}.journal`])).not.toEqual([])
        // What the README tells accountants to ask is answered to them.
        const questions = /```sql\n([^`]*)```/.exec(readFileSync(readme, "utf8"))?.[1]?.split(/;\s*/) ?? []
        expect(questions.length).toBeGreaterThan(3)
        yield* run(asReports, [`set search_path = ${schema}`, ...questions.slice(0, -1)])
      })
  )

  it.live("who owns the schema and nothing else migrates it, and gives the roles what they need", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const [owner, service, reports] = ["owner", "service", "reports"].map((role) => `${schema}_${role}`)
      yield* run(url, [
        ...[owner, service, reports].map((role) => `create role ${role} login`),
        `create schema ${schema} authorization ${owner}`
      ])
      const asOwner = url.replace("postgres@", `${owner}@`)
      yield* Effect.provide(migrate(schema), clientOf(asOwner))
      yield* run(asOwner, scriptFor(schema, service ?? "", reports ?? ""))
      const store = storeIn(url.replace("postgres@", `${service}@`), schema, { migrate: false })
      expect(yield* Effect.provide(send(issue("CARD1")), serviceOn(store))).toBe("approved")
    })
  )

  it.live("many processes that start at the same moment migrate once", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const opened = yield* Effect.forEach(
        Array.from({ length: 8 }),
        () => Effect.exit(Effect.provide(Store, storeIn(url, schema))),
        { concurrency: "unbounded" }
      )
      expect(opened.filter(Exit.isFailure)).toEqual([])
      const seen = yield* run(url, [`select migration_id, name from ${schema}.migration order by 1`])
      expect(seen.map((row) => row["name"])).toEqual(Object.keys(migrations).map((name) => name.slice(5)))
    })
  )

  it.live("a ledger of the release before is brought up to date by two processes that sell at once", () =>
    Effect.gen(function* () {
      const [schema, older] = [newSchema(), newSchema()]
      const before = Object.fromEntries(Object.entries(migrations).slice(0, -1))
      yield* Effect.provide(migrate(older, before), clientOf(url))
      const sold = Effect.gen(function* () {
        const outcomes = yield* Effect.forEach(aDay, (sent) => send(sent))
        return [...outcomes, yield* send(issue("CARD9"))]
      })
      expect(new Set(yield* Effect.provide(sold, serviceOn(storeIn(url, schema))))).toEqual(
        new Set(["approved"])
      )
      // What the newest migration made is taken away: rows of today in the schema of the release before.
      yield* run(url, [
        `drop table ${schema}.endpoint`,
        `alter table ${schema}.notifier drop column failing_since`,
        `delete from ${schema}.migration where migration_id = (select max(migration_id) from ${schema}.migration)`
      ])
      const columns = (name: string) =>
        run(url, [
          `select table_name, column_name, data_type, is_nullable, column_default from information_schema.columns
           where table_schema = '${name}' order by 1, 2`
        ])
      expect(yield* columns(schema)).toEqual(yield* columns(older))

      const selling = (process: number) =>
        Effect.forEach(
          Array.from({ length: 40 }, (_, n) => redeem(`p${process}-${n}`, 1)),
          (sent) => send(sent),
          { concurrency: 4 }
        ).pipe(Effect.provide(serviceOn(storeIn(url, schema)), { local: true }))
      const both = yield* Effect.all([selling(1), selling(2)], { concurrency: "unbounded" })
      expect(new Set(both.flat())).toEqual(new Set(["approved"]))
      expect((yield* Effect.provide(found, serviceOn(storeIn(url, schema)))).bad).toBeUndefined()
      const [last] = yield* run(url, [`select max(migration_id)::int as last from ${schema}.migration`])
      expect(last?.["last"]).toBe(Object.keys(migrations).length)
    })
  )

  it.live("this release goes on while a later one migrates the schema under its traffic", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const later: Migration = (name) => [
        `alter table ${name}.wallet add column note text`,
        `alter table ${name}.operation add column channel text not null default 'till'`,
        `create table ${name}.checkpoint (tenant text not null, shard integer not null, primary key (tenant, shard))`,
        `create index operation_outlet on ${name}.operation (tenant, outlet)`,
        `create view ${name}.notes as select note from ${name}.wallet`
      ]
      const outcomes: Array<string> = []
      let isMigrated = false
      const traffic = Effect.gen(function* () {
        outcomes.push(yield* send(issue("CARD1")))
        for (let n = 0, after = 0; after < 20; n++) {
          if (isMigrated) after += 1
          outcomes.push(yield* send(redeem(`r${n}`, 1)))
        }
        return (yield* found).bad
      })
      const upgrade = Effect.gen(function* () {
        while (outcomes.length < 20) yield* Effect.sleep("5 millis")
        yield* Effect.provide(migrate(schema, { ...migrations, "0900_later": later }), clientOf(url))
        isMigrated = true
      })
      const [bad] = yield* Effect.all([Effect.provide(traffic, serviceOn(storeIn(url, schema))), upgrade], {
        concurrency: "unbounded"
      })
      expect(bad).toBeUndefined()
      expect(outcomes.length).toBeGreaterThan(40)
      expect(new Set(outcomes)).toEqual(new Set(["approved"]))
      yield* Effect.provide(Store, storeIn(url, schema))
    })
  )

  it.live("a migration that waits for a report does not keep tills waiting as long", () =>
    Effect.gen(function* () {
      const schema = newSchema()
      const later: Migration = (name) => [`alter table ${name}.posting add column note text`]
      const report = Effect.gen(function* () {
        const sql = yield* PgClient.PgClient
        const counting = sql.unsafe(`select count(*) from ${schema}.posting`)
        yield* sql.withTransaction(Effect.andThen(counting, Effect.sleep("5 seconds")))
      }).pipe(Effect.provide(clientOf(url)))
      const upgrade = Effect.provide(migrate(schema, { ...migrations, "0900_later": later }), clientOf(url))
      const story = Effect.gen(function* () {
        yield* send(issue("CARD1"))
        const reporting = yield* Effect.forkChild(report)
        yield* Effect.sleep("200 millis")
        const upgrading = yield* Effect.forkChild(upgrade)
        yield* Effect.sleep("200 millis")
        const outcomes = yield* Effect.forEach([1, 2, 3], (n) => send(redeem(`r${n}`, 1)))
        expect(outcomes).toEqual(["approved", "approved", "approved"])
        yield* Effect.all([Fiber.join(reporting), Fiber.join(upgrading)])
        expect(yield* send(redeem("r4", 1))).toBe("approved")
      })
      yield* Effect.provide(story, serviceOn(storeIn(url, schema, { shards: 1, lockTimeout: 3_000 })))
    })
  )
})

describe("a server on which a power cut loses what was acknowledged", () => {
  it.live.each(["fsync", "full_page_writes", "synchronous_commit"])(
    "is refused, except by tests: %s = off",
    (setting) =>
      Effect.gen(function* () {
        const server = yield* Effect.acquireRelease(
          Effect.promise(() => temporaryPostgres({ settings: { [setting]: "off" } })),
          (started) => Effect.promise(() => started.remove())
        )
        const schema = newSchema()
        expect(yield* refusal(server.url(), schema)).toContain(`${setting} is off`)
        yield* Effect.provide(Store, storeIn(server.url(), schema, { forTests: true }))
      })
  )

  it.live.each([
    { setting: "fsync", after: 0 },
    { setting: "fsync", after: 16 },
    { setting: "full_page_writes", after: 0 },
    { setting: "full_page_writes", after: 16 }
  ])(
    "is noticed when it becomes so while the store is open: $setting, foreseen after $after",
    ({ after, setting }) =>
      Effect.gen(function* () {
        const server = yield* Effect.acquireRelease(
          Effect.promise(() => temporaryPostgres()),
          (started) => Effect.promise(() => started.remove())
        )
        const story = Effect.gen(function* () {
          expect(yield* send(issue("CARD1"))).toBe("approved")
          yield* run(server.url(), [`alter system set ${setting} = off`, "select pg_reload_conf()"])
          yield* Effect.sleep("500 millis")
          expect(yield* send(redeem("r1", 10))).toBe("StoreUnavailable")
          yield* run(server.url(), [`alter system set ${setting} = on`, "select pg_reload_conf()"])
          yield* Effect.sleep("500 millis")
          expect(yield* send(redeem("r1", 10))).toBe("approved")
        })
        yield* Effect.provide(story, serviceOn(storeIn(server.url(), newSchema(), { foreseenAfter: after })))
      })
  )

  it.live("is no server for replicated durability when it has no standby", () =>
    Effect.gen(function* () {
      for (const { url } of servers)
        expect(yield* refusal(url, newSchema(), { durability: "replicated" })).toContain(
          "synchronous_standby_names is empty"
        )
    })
  )
})
