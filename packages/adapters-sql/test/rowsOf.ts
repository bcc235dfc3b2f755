/** Every row of every table in a schema, as one text: what somebody sees who has the database and not the keys. */
import * as PgClient from "@effect/sql-pg/PgClient"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"

/** Asks a database for rows. */
export const asking =
  (url: string) =>
  (question: string, parameters: ReadonlyArray<unknown> = []) =>
    Effect.gen(function* () {
      const sql = yield* PgClient.PgClient
      return yield* sql.unsafe<Record<string, unknown>>(question, parameters)
    }).pipe(Effect.provide(PgClient.layer({ url: Redacted.make(url), maxConnections: 1 })))

export const rowsOf = Effect.fnUntraced(function* (url: string, schema: string) {
  const ask = asking(url)
  const tables = yield* ask(
    "select table_name as name from information_schema.tables where table_schema = $1 and table_type = 'BASE TABLE'",
    [schema]
  )
  if (tables.length < 12) return yield* Effect.die(new Error(`only ${tables.length} tables in ${schema}`))
  const rows = yield* Effect.forEach(tables, ({ name }) =>
    ask(`select row::text as text from ${schema}.${String(name)} as row`)
  )
  return rows.flatMap((table) => table.map((row) => String(row["text"]))).join("\n")
})
