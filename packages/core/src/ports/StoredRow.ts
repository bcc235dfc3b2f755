/**
 * Rows as they stand: what a store holds behind the journal, read for an audit column by column.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Recorded } from "../batch/decideBatch.ts"
import type { Link } from "../journal/Operation.ts"
import type { OperationId, ScopedKey } from "../values/Ids.ts"

/** The columns of a row but its key, by their names. What is empty is `null`. */
export type Columns = Readonly<Record<string, string | number | null>>

/** A row with its key: an id, or what `scoped` makes of a client and a key. */
export interface StoredRow {
  readonly key: string
  readonly says: Columns
}

/** What each table holds, one row for each. */
export interface Tables {
  readonly account: Account
  readonly card: Credential
  readonly wallet: Wallet
  /** A key that is buried, and the reversal that did it. */
  readonly tombstone: { readonly key: ScopedKey; readonly reversal: OperationId }
}
export type Table = keyof Tables

/** Rows of a table in the order of their keys: those after one, at most so many. */
export interface RowsQuery {
  readonly table: Table
  readonly after?: string
  readonly limit: number
}

/** The row of a shard: how far it has come, and how many changes of the network it has seen. */
export interface ShardRow {
  readonly shard: number
  readonly sequence: number
  readonly recordedAt: number
  readonly network: number
}

/** The row of a program's terms: its content is their canonical text. */
export interface ProgramRow {
  readonly id: string
  readonly version: number
  readonly content: string
}

/** A row of a wallet's chain, and to which operation it says that it belongs. */
export interface LinkRow {
  readonly sequence: number
  /** Counts the links of an operation from 0. */
  readonly place: number
  readonly link: Link
}

/** A debit or credit as it stands, in its columns. */
export interface PostingRow {
  readonly sequence: number
  /** Counts the postings of an operation from 0. */
  readonly place: number
  readonly kind: string
  readonly wallet: string | null
  readonly program: string | null
  readonly subWallet: string | null
  readonly funding: string | null
  readonly owner: string | null
  readonly tender: string | null
  readonly asset: string
  readonly amount: number
}

/** A page of the journal as it stands: operations, links and postings, each in the order of sequence and place. */
export interface AuditPage {
  readonly operations: ReadonlyArray<Recorded>
  /** Those of no operation among them. */
  readonly links: ReadonlyArray<LinkRow>
  readonly postings: ReadonlyArray<PostingRow>
}
