/** A client of SQL, as a host has one, on a database in memory. */
import type { DatabaseSync } from "node:sqlite"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { Reactivity } from "effect/reactivity"
import * as SqlClient from "effect/sql/SqlClient"
import type { Connection } from "effect/sql/SqlConnection"
import { SqlError, UnknownError } from "effect/sql/SqlError"
import * as Statement from "effect/sql/Statement"
import * as Stream from "effect/Stream"

/** A client on a database in memory; before each statement everybody else goes on, as with a server far away. */
export const clientOn = (database: DatabaseSync) => {
  const run = (sql: string, parameters: ReadonlyArray<unknown>) =>
    Effect.andThen(
      Effect.yieldNow,
      Effect.try({
        try: () => database.prepare(sql).all(...(parameters as Array<string | bigint>)),
        catch: (cause) => new SqlError({ reason: new UnknownError({ cause }) })
      })
    )
  const connection: Connection = {
    execute: (sql, parameters) => run(sql, parameters),
    executeRaw: run,
    executeUnprepared: (sql, parameters) => run(sql, parameters),
    executeStream: () => Stream.empty,
    executeValues: () => Effect.succeed([]),
    executeValuesUnprepared: () => Effect.succeed([])
  }
  return Layer.effect(
    SqlClient.SqlClient,
    SqlClient.make({
      driver: "sqlite-node",
      acquirer: Effect.succeed(connection),
      compiler: Statement.makeCompilerSqlite(),
      spanAttributes: []
    })
  ).pipe(Layer.provide(Reactivity.layer))
}
