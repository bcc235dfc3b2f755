/**
 * A session: one tenant's open ledger file, its prepared statements, and what of it is in memory.
 *
 * @module
 */
import type { DatabaseSync } from "node:sqlite"
import type { Ids } from "@tessera/core"
import type { Account, Credential, Wallet } from "@tessera/core/ports"
import { Recent } from "../Recent.ts"
import { prepareAll, type Statements } from "./statements.ts"

export interface Session {
  readonly database: DatabaseSync
  readonly tenant: Ids.TenantId
  readonly statements: Statements
  readonly accounts: Recent<Ids.AccountId, Account>
  readonly cards: Recent<Ids.CardIndex, Credential>
  readonly wallets: Recent<Ids.WalletId, Wallet>
  /** Whether the file may hold tombstones: nearly always there is none to look for. */
  hasTombstones: boolean
  /** Set when a commit failed: what the file then holds is known only after it was opened again. */
  failed: boolean
}

/** This store's part of a tenant's ledger: a file has one writer, and so one shard. */
export const shard = 0

/** Milliseconds for which SQLite itself waits for another program: nothing else is done in this process meanwhile. */
export const lockPatience = 10

/** Begins a session on an open file. `kept` is how many wallets stay in memory. */
export const session = (database: DatabaseSync, tenant: Ids.TenantId, kept: number): Session => {
  database.exec(`pragma busy_timeout = ${lockPatience}`)
  const statements = prepareAll(database)
  return {
    database,
    tenant,
    statements,
    accounts: new Recent(kept),
    cards: new Recent(kept),
    wallets: new Recent(kept),
    hasTombstones: statements.anyTombstone.get(tenant) !== undefined,
    failed: false
  }
}

/** Forgets what is in memory, so that the next command reads the file. */
export const forget = ({ accounts, cards, wallets }: Session): void => {
  accounts.clear()
  cards.clear()
  wallets.clear()
}
