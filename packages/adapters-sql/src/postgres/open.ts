/**
 * Opening a ledger in a database: only on a server whose commits survive a power cut.
 *
 * @module
 */
import type { Configuration } from "@tessera/core"
import type { Macs } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as SqlClient from "effect/sql/SqlClient"
import { WeakSetting } from "../Refusal.ts"
import type { Server } from "./Connections.ts"
import { checkSchema, isPlainName, migrate } from "./migrate.ts"
import { register } from "./programs.ts"
import { SchemaMissing, ServerTooOld } from "./Refusal.ts"

/** How far a commit has gone when it is acknowledged. */
export type Durability = "local" | "replicated"

/** How a ledger is opened. */
export interface Settings extends Server {
  /** The schema of the tables. Absent: `tessera`. */
  readonly schema?: string
  /**
   * `local`: on the disk of the server. `replicated`: on the disk of a synchronous standby too; without its word nothing
   * is approved, but in doubt. Absent: `local`.
   */
  readonly durability?: Durability
  /**
   * How many shards the journal has: as many as processes commit at the same time. Absent: 2. It can grow later and never
   * gets smaller.
   */
  readonly shards?: number
  /**
   * The shard that this process fills before it uses another one; best is one of its own for every process. Absent: one
   * at random. `"none"`: it uses all alike.
   */
  readonly home?: number | "none"
  /** Whether migrations are run at opening. Absent: true. Say false for a role that may not change the schema. */
  readonly migrate?: boolean
  /** Milliseconds to wait for a lock. Absent: 5,000. */
  readonly lockTimeout?: number
  /** Milliseconds after which the server ends a transaction that this process has left. Absent: 10,000. */
  readonly idleTimeout?: number
  /** Milliseconds after which an answer of the server is waited for no longer, but for the trial balance. Absent: 30,000. */
  readonly answerTimeout?: number
  /** How many accounts stay in memory with their wallets. Absent: 20,000. */
  readonly kept?: number
  /**
   * After how many batches in a row that met nobody else in their shard the next ones are decided from memory, checked
   * by the server and committed in one packet. Absent: 16. `Infinity`: never.
   */
  readonly foreseenAfter?: number
  /** Accepts a server on which a power cut loses what was acknowledged. */
  readonly forTests?: boolean
}

/** The oldest server that the store is tested on. */
const oldest = 150_000

const settingsOf = Effect.fnUntraced(function* () {
  const sql = yield* SqlClient.SqlClient
  const rows = yield* sql.unsafe<{ name: string; value: string }>(
    "select name, current_setting(name) as value from pg_settings where name = any($1)",
    [["fsync", "full_page_writes", "synchronous_commit", "synchronous_standby_names", "server_version_num"]]
  )
  return new Map(rows.map(({ name, value }) => [name, value]))
})

const insist = Effect.fnUntraced(function* ({ durability, forTests }: Settings) {
  const settings = yield* settingsOf()
  const version = settings.get("server_version_num") ?? "0"
  if (Number(version) < oldest)
    return yield* Effect.fail(new ServerTooOld({ version, needed: String(oldest) }))
  if (forTests === true) return
  const refuse = (setting: string, needed: string) =>
    Effect.fail(new WeakSetting({ setting, value: settings.get(setting) || "empty", needed }))
  if (settings.get("fsync") !== "on") return yield* refuse("fsync", "on")
  if (settings.get("full_page_writes") !== "on") return yield* refuse("full_page_writes", "on")
  if (settings.get("synchronous_commit") === "off") return yield* refuse("synchronous_commit", "on")
  if (durability !== "replicated") return
  if (!["on", "remote_apply"].includes(settings.get("synchronous_commit") ?? ""))
    return yield* refuse("synchronous_commit", "on or remote_apply for replicated durability")
  if (!settings.get("synchronous_standby_names"))
    return yield* refuse("synchronous_standby_names", "a standby for replicated durability")
})

/** Checks the server, brings the schema up to date, registers the tenant; gives the number of its shards. */
export const open = Effect.fnUntraced(function* (
  settings: Settings,
  configuration: Configuration,
  macs: Macs
) {
  const { schema = "tessera", shards = 2 } = settings
  if (!isPlainName(schema))
    return yield* Effect.fail(
      new SchemaMissing({ schema, reason: "is no name of lower-case letters, digits and underscores" })
    )
  yield* insist(settings)
  if (settings.migrate !== false) yield* migrate(schema)
  yield* checkSchema(schema)
  return yield* register(schema, configuration, macs, shards)
})
