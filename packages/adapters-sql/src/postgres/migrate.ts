/**
 * Bringing a schema up to date: numbered migrations, each once, whoever starts at the same time.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import type { SqlError } from "effect/sql/SqlError"
import { SchemaMissing, SchemaTooNew } from "./Refusal.ts"
import { type Migration, migrations } from "./schema/index.ts"

/** The number of the newest migration that this release knows. */
export const newest = Object.keys(migrations).length

/** A name that may stand in a statement as it is. */
export const isPlainName = (name: string): boolean => /^[a-z_][a-z0-9_]{0,62}$/.test(name)

/** Two processes may create the same schema at the same moment; for one of them it is then simply there. */
const createSchema = (schema: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const create = sql.unsafe(`create schema if not exists ${schema}`)
    yield* Effect.retry(create, { times: 3 })
  })

const statementsOf = (migration: Migration, schema: string) =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    yield* sql.unsafe("set local lock_timeout = '10s'")
    yield* Effect.forEach(migration(schema), (statement) => sql.unsafe(statement), { discard: true })
  })

const run = Migrator.make({})

/** Runs what of the migrations a schema has not seen. */
export const migrate = (schema: string, known: Readonly<Record<string, Migration>> = migrations) =>
  Effect.andThen(
    createSchema(schema),
    Effect.retry(
      run({
        loader: Migrator.fromRecord(
          Object.fromEntries(
            Object.entries(known).map(([name, migration]) => [name, statementsOf(migration, schema)])
          )
        ),
        table: `${schema}.migration`
      }),
      { times: 5 }
    )
  )

/** Refuses a schema that this release does not know how to write to. An older release goes on beside a newer one. */
export const checkSchema = (
  schema: string
): Effect.Effect<void, SchemaMissing | SchemaTooNew | SqlError, SqlClient.SqlClient> =>
  Effect.gen(function* () {
    const sql = yield* SqlClient.SqlClient
    const [there] = yield* sql.unsafe<{ migration: string | null }>(
      "select to_regclass($1)::text as migration",
      [`${schema}.migration`]
    )
    if (there?.migration == null)
      return yield* Effect.fail(new SchemaMissing({ schema, reason: "is not there" }))
    const [seen] = yield* sql.unsafe<{ reached: number | null }>(
      `select max(migration_id) as reached from ${schema}.migration`
    )
    const reached = seen?.reached ?? 0
    if (reached < newest)
      return yield* Effect.fail(
        new SchemaMissing({ schema, reason: `has seen migration ${reached} of ${newest}` })
      )
    const [floor] = yield* sql.unsafe<{ value: string }>(
      `select value from ${schema}.meta where tenant = '' and name = 'oldestRelease'`
    )
    const oldest = Number(floor?.value ?? 0)
    if (oldest > newest) yield* Effect.fail(new SchemaTooNew({ schema, oldest, known: newest }))
  })
