/** Databases written past their defences: triggers dropped, keys and checks not asked, as an administrator can. */
import { DatabaseSync } from "node:sqlite"
import { PgClient } from "@effect/sql-pg"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as ManagedRuntime from "effect/ManagedRuntime"
import * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import { type Raw, type Row, tableNames, type Tables, type Value } from "./rows.ts"

const read = (one: (table: string) => ReadonlyArray<Row>): Tables => ({
  operation: [...one("operation")],
  link: [...one("link")],
  posting: [...one("posting")],
  account: [...one("account")],
  card: [...one("card")],
  wallet: [...one("wallet")],
  tombstone: [...one("tombstone")],
  ledger: [...one("ledger")],
  program: [...one("program")],
  meta: [...one("meta")]
})

/** A file of SQLite beside the store that has it open. */
export const rawSqlite = (file: string): Raw & { readonly close: () => Promise<void> } => {
  const database = new DatabaseSync(file)
  database.exec("pragma foreign_keys = off; pragma ignore_check_constraints = on; pragma synchronous = off")
  for (const { name } of database.prepare("select name from sqlite_schema where type = 'trigger'").all())
    database.exec(`drop trigger ${String(name)}`)
  const rowsOf = (table: string): ReadonlyArray<Row> =>
    database
      .prepare(`select * from ${table}`)
      .all()
      .map((row) => ({ ...row }) as Row)
  const stored = (value: Value | undefined) => (typeof value === "boolean" ? Number(value) : (value ?? null))
  return {
    read: async () => read(rowsOf),
    write: async (tables, which) => {
      database.exec("begin immediate")
      try {
        for (const table of which) {
          database.exec(`delete from ${table}`)
          const columns = Object.keys(tables[table][0] ?? {})
          if (columns.length === 0) continue
          const insert = database.prepare(
            `insert into ${table} (${columns.join(", ")}) values (${columns.map(() => "?").join(", ")})`
          )
          for (const row of tables[table]) insert.run(...columns.map((column) => stored(row[column])))
        }
        database.exec("commit")
      } catch (refused) {
        database.exec("rollback")
        throw refused
      }
    },
    close: async () => database.close()
  }
}

const documents = new Set(["document", "wallets", "cards"])

const plainValue = (value: unknown): Value =>
  typeof value === "bigint" ? Number(value) : ((value ?? null) as Value)

/** A schema of PostgreSQL, with the rights of its owner. */
export const rawPostgres = async (
  url: string,
  schema: string
): Promise<Raw & { readonly close: () => Promise<void> }> => {
  const layer = PgClient.layer({ url: Redacted.make(url), maxConnections: 1 }).pipe(
    Layer.provide(Reactivity.layer)
  )
  const runtime = ManagedRuntime.make(layer)
  const client = await runtime.runPromise(PgClient.PgClient)
  const ask = (text: string, parameters: ReadonlyArray<unknown> = []) =>
    runtime.runPromise(client.unsafe<Record<string, unknown>>(text, parameters))
  await ask("set session_replication_role = replica")
  for (const table of tableNames)
    for (const { conname } of await ask(
      `select conname from pg_constraint where contype = 'c' and conrelid = '${schema}.${table}'::regclass`
    ))
      await ask(`alter table ${schema}.${table} drop constraint ${String(conname)}`)
  const rowsOf = async (table: string): Promise<ReadonlyArray<Row>> => {
    const found = await ask(`select row_to_json(row)::text as text from ${schema}.${table} as row`)
    return found.map(({ text }) => {
      const row: Record<string, unknown> = JSON.parse(String(text))
      for (const name of documents)
        if (typeof row[name] === "object" && row[name] !== null) row[name] = JSON.stringify(row[name])
      return Object.fromEntries(Object.entries(row).map(([name, value]) => [name, plainValue(value)]))
    })
  }
  return {
    read: async () => {
      const rows = new Map<string, ReadonlyArray<Row>>()
      for (const table of tableNames) rows.set(table, await rowsOf(table))
      return read((table) => rows.get(table) ?? [])
    },
    write: (tables, which) =>
      runtime.runPromise(
        client.withTransaction(
          Effect.forEach(
            which,
            (table) => {
              const rows = tables[table].map((row) =>
                Object.fromEntries(
                  Object.entries(row).map(([name, value]) => [
                    name,
                    documents.has(name) && typeof value === "string" ? JSON.parse(value) : value
                  ])
                )
              )
              return Effect.andThen(
                client.unsafe(`delete from ${schema}.${table}`),
                client.unsafe(
                  `insert into ${schema}.${table} select * from json_populate_recordset(null::${schema}.${table}, $1::text::json)`,
                  [JSON.stringify(rows)]
                )
              )
            },
            { discard: true }
          )
        )
      ),
    close: () => runtime.dispose()
  }
}
