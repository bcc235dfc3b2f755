/**
 * A session: one tenant's ledger in a database, its statements, its connections, and what of it is in memory.
 *
 * @module
 */
import type { PgClient } from "@effect/sql-pg/PgClient"
import type { Ids } from "@tessera/core"
import type { FaultPointName } from "@tessera/core/ports"
import type * as Semaphore from "effect/Semaphore"
import type { Connection } from "./Connections.ts"
import type { Known } from "./Known.ts"
import type { Durability } from "./open.ts"
import type { Statements } from "./statements.ts"

/** A shard of the ledger: its own connection, and one commit at a time. */
export interface Shard {
  readonly number: number
  readonly connection: Connection
  readonly turn: Semaphore.Semaphore
}

export interface Session {
  readonly tenant: Ids.TenantId
  readonly statements: Statements
  readonly shards: ReadonlyArray<Shard>
  readonly readers: PgClient
  readonly known: Known
  readonly reach: (point: FaultPointName) => void
  /** Milliseconds that a transaction waits for a lock. */
  readonly lockTimeout: number
  /** Milliseconds after which the server ends a transaction whose client says nothing more. */
  readonly idleTimeout: number
  readonly durability: Durability
  readonly forTests: boolean
}
