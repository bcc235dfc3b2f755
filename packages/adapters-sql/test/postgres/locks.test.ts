/** The order in which wallets are locked: the same in every statement, whatever the language of the database. */
import * as PgClient from "@effect/sql-pg/PgClient"
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as Reactivity from "effect/reactivity/Reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import { migrate } from "../../src/postgres/migrate.ts"
import { statementsFor } from "../../src/postgres/statements.ts"
import { newSchema, servers } from "../databases.ts"

const on = (url: string) => PgClient.make({ url: Redacted.make(url), maxConnections: 1 })

/** Two accounts, of which English has the first one first, and bytes the other one. */
const accounts = ["acc_ann", "acc_Bob"]

const opened = (schema: string): ReadonlyArray<string> =>
  accounts.flatMap((account) => [
    `insert into ${schema}.account values ('t', '${account}', 'p', 'open', null, 0, null, null, '[]', '[]')`,
    `insert into ${schema}.wallet values
      ('t', 'wal_${account}', '${account}', 'CNY', 1, repeat('0', 64), 0, 1, 0, 0, 0, 0, null, '{}')`
  ])

describe.each(servers)("on PostgreSQL $release in English", ({ url }) => {
  const { lock, walletsAsForeseen } = statementsFor("ledger")
  it.live.each([
    { name: "read first", statement: lock, parameters: ["t", [], accounts, [], []] },
    { name: "foreseen", statement: walletsAsForeseen, parameters: ["t", accounts, [], [], [], []] }
  ])("wallets are locked in the order of bytes: $name", ({ parameters, statement }) =>
    Effect.gen(function* () {
      const name = newSchema()
      const owner = yield* on(url)
      yield* owner.unsafe(
        `create database ${name} template template0 locale_provider icu icu_locale 'en-US' locale 'C'`
      )
      const again = on(url.replace(/postgres$/, name))
      const [one, other, third] = yield* Effect.all([again, again, again])
      yield* Effect.provideService(migrate("ledger"), SqlClient.SqlClient, one)
      for (const statement of opened("ledger")) yield* one.unsafe(statement)
      const waiting = yield* one.withTransaction(
        Effect.gen(function* () {
          yield* one.unsafe("select from ledger.wallet where account = 'acc_Bob' for update")
          const locking = yield* Effect.forkChild(Effect.exit(other.unsafe(statement, parameters)))
          yield* Effect.sleep("300 millis")
          // It waits for the one that comes first, and holds nothing that comes after it.
          const free = third.unsafe(
            "select from ledger.wallet where account = 'acc_ann' for update skip locked"
          )
          expect(yield* free).toHaveLength(1)
          return locking
        })
      )
      yield* Fiber.join(waiting)
    }).pipe(Effect.provide(Reactivity.layer), Effect.scoped)
  )
})
