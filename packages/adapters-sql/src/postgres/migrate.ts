/**
 * Bringing a schema up to date: numbered migrations, each once, whoever starts at the same time.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schedule from "effect/Schedule"
import * as Migrator from "effect/sql/Migrator"
import * as SqlClient from "effect/sql/SqlClient"
import { isSqlError } from "effect/sql/SqlError"
import { SchemaMissing, SchemaTooNew } from "./Refusal.ts"
import { type Migration, migrations } from "./schema/index.ts"

const numberOf = (name: string): number => Number(name.slice(0, 4))
const last = (known: Readonly<Record<string, Migration>>): number =>
  Math.max(...Object.keys(known).map(numberOf))

/** The number of the newest migration that this release knows. */
const newest = last(migrations)

/** A name that may stand in a statement as it is. */
export const isPlainName = (name: string): boolean => /^[a-z_][a-z0-9_]{0,62}$/.test(name)

/** The newest migration that a schema has seen; 0 where there is no schema. */
const reachedBy = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* SqlClient.SqlClient
  const [there] = yield* sql.unsafe<{ migration: string | null }>(
    "select to_regclass($1)::text as migration",
    [`${schema}.migration`]
  )
  if (there?.migration == null) return 0
  const [seen] = yield* sql.unsafe<{ reached: number | null }>(
    `select max(migration_id) as reached from ${schema}.migration`
  )
  return seen?.reached ?? 0
})

/**
 * Two processes may create the same schema at the same moment; for one of them it is then simply there. Who owns a schema need
 * not be allowed to create one, and is refused also where there is nothing to do.
 */
const createSchema = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* SqlClient.SqlClient
  const [there] = yield* sql.unsafe<{ schema: string | null }>("select to_regnamespace($1)::text as schema", [
    schema
  ])
  if (there?.schema != null) return
  yield* Effect.retry(sql.unsafe(`create schema if not exists ${schema}`), { times: 3 })
})

/**
 * How long a table is waited for: what comes behind a migration that waits, waits too, so it is less than a commit's
 * `lockTimeout`. Then tills go on, and it is tried again.
 */
const [patience, pause, tries] = ["2s", "1 second", 60] as const

const statementsOf = Effect.fnUntraced(function* (migration: Migration, schema: string) {
  const sql = yield* SqlClient.SqlClient
  yield* sql.unsafe(`set local lock_timeout = '${patience}'`)
  yield* Effect.forEach(migration(schema), (statement) => sql.unsafe(statement), { discard: true })
})

const run = Migrator.make({})

/** Whether somebody, as a long report, has kept a table for longer than it was waited for. */
const isHeldUp = (error: unknown): boolean =>
  error instanceof Migrator.MigrationError &&
  isSqlError(error.cause) &&
  error.cause.reason._tag === "LockTimeoutError"

/** Runs what of the migrations a schema has not seen. Where there is nothing to do, nothing is locked. */
export const migrate = Effect.fnUntraced(function* (
  schema: string,
  known: Readonly<Record<string, Migration>> = migrations
) {
  if ((yield* reachedBy(schema)) >= last(known)) return
  yield* createSchema(schema)
  const named = Object.entries(known).map(([name, migration]) => [name, statementsOf(migration, schema)])
  const loader = Migrator.fromRecord(Object.fromEntries(named))
  yield* run({ loader, table: `${schema}.migration` }).pipe(
    Effect.retry({ while: isHeldUp, schedule: Schedule.spaced(pause), times: tries }),
    Effect.retry({ until: isHeldUp, times: 5 })
  )
})

/** Refuses a schema that this release does not know how to write to. An older release goes on beside a newer one. */
export const checkSchema = Effect.fnUntraced(function* (schema: string) {
  const sql = yield* SqlClient.SqlClient
  const reached = yield* reachedBy(schema)
  if (reached < newest) {
    const reason = reached === 0 ? "is not there" : `has seen migration ${reached} of ${newest}`
    return yield* Effect.fail(new SchemaMissing({ schema, reason }))
  }
  const [floor] = yield* sql.unsafe<{ value: string }>(
    `select value from ${schema}.meta where tenant = '' and name = 'oldestRelease'`
  )
  const oldest = Number(floor?.value ?? 0)
  if (oldest > newest) return yield* Effect.fail(new SchemaTooNew({ schema, oldest, known: newest }))
})
