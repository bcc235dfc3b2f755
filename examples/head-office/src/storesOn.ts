/**
 * Where a head office keeps its ledger, and what callers show: two files side by side, or one schema of a database.
 *
 * @module
 */
import { mkdirSync, rmSync } from "node:fs"
import { dirname, resolve } from "node:path"
import * as PgClient from "@effect/sql-pg/PgClient"
import { PostgresStore } from "@tessera/adapters-sql/postgres"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import type { Configuration } from "@tessera/core"
import type { StoreLayer } from "@tessera/http"
import { type AccessRecords, sqliteRecords, sqlRecords } from "@tessera/http/access"
import { type DeliveryLog, sqliteLog, sqlLog } from "@tessera/http/deliveries"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import type { Settings } from "./Settings.ts"

interface Stores {
  readonly store: (configuration: Configuration) => StoreLayer
  /** Codes, tries, nonces and proofs. */
  readonly records: Layer.Layer<AccessRecords, unknown>
  /** The folder of imports and exports that go on by themselves. */
  readonly jobs: string
  /** What was posted to endpoints, and what came of it. */
  readonly log: Layer.Layer<DeliveryLog, unknown>
  /** Takes away what is kept, in a test and while it is closed; nothing on a server, where others may have theirs. */
  readonly clear?: () => void
}

/** The files of a ledger, and those that SQLite keeps beside them. */
const filesOf = (file: string): ReadonlyArray<string> =>
  [file, `${file}.access`, `${file}.posts`].flatMap((one) =>
    ["", "-wal", "-shm", "-writer", "-writer-journal"].map((end) => `${one}${end}`)
  )

/**
 * What stands beside no database is in a folder under this one: jobs by the port, so that servers of one ledger that are started here
 * leave each other's alone.
 */
export const storesOn = ({ database, port }: Pick<Settings, "database" | "port">, folder: string): Stores => {
  if (database.kind === "sqlite") {
    const { file } = database
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    return {
      store: (configuration) => SqliteStore.layer({ configuration, file }),
      records: sqliteRecords(`${file}.access`),
      jobs: `${file}.jobs`,
      log: sqliteLog(`${file}.posts`),
      clear: () => {
        rmSync(`${file}.jobs`, { recursive: true, force: true })
        for (const one of filesOf(file)) rmSync(one, { force: true })
      }
    }
  }
  const { kind: _, url: address, ...opening } = database
  const { migrate: create = true, schema } = opening
  const url = Redacted.make(address)
  const client = PgClient.layer({
    url,
    applicationName: "tessera beside",
    maxConnections: 4,
    startupParameters: { search_path: schema }
  })
  return {
    store: (configuration) => PostgresStore.layer({ configuration, url, ...opening }),
    records: Layer.provide(sqlRecords({ create }), client),
    jobs: resolve(folder, "head-office-data", `${schema}.${port}.jobs`),
    log: Layer.provide(sqlLog({ create }), client)
  }
}
