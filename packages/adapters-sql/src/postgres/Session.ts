/**
 * A session: one tenant's ledger in a database, its statements, its connections, and what of it is in memory.
 *
 * @module
 */
import type { Ids } from "@tessera/core"
import type { FaultPointName, References, StoreUnavailable } from "@tessera/core/ports"
import type * as Deferred from "effect/Deferred"
import type * as Effect from "effect/Effect"
import type { Connection } from "./Connections.ts"
import type { Foresight } from "./Foresight.ts"
import type { Known } from "./Known.ts"
import type { Durability } from "./open.ts"
import type { Readers } from "./readers.ts"
import type { Statements } from "./statements.ts"

/** A commit of a shard in its order: the next one may be sent when this one was, and is sure of it when it is over. */
export interface Turn {
  readonly sent: Deferred.Deferred<void>
  readonly over: Deferred.Deferred<void>
  /** Whether it reads before it writes, or will: until it is over, nothing else is sent. */
  isPlain: boolean
}

/** A shard of the ledger, with a connection of its own. */
export interface Shard {
  readonly number: number
  readonly connection: Connection
  readonly foresight: Foresight
  /** The commits that are not over, in their order. */
  readonly turns: Set<Turn>
}

export interface Session {
  readonly tenant: Ids.TenantId
  readonly statements: Statements
  readonly shards: ReadonlyArray<Shard>
  readonly readers: Readers
  /** The same, for what is added up from everything and takes as long as it takes. */
  readonly reports: Readers
  readonly known: Known
  /** Reads without locks what references point at, so that it is known. */
  readonly learn: (references: References) => Effect.Effect<unknown, StoreUnavailable>
  readonly reach: (point: FaultPointName) => void
  /** Milliseconds that a transaction waits for a lock. */
  readonly lockTimeout: number
  /** Milliseconds after which the server ends a transaction whose client says nothing more. */
  readonly idleTimeout: number
  readonly durability: Durability
  readonly forTests: boolean
}
