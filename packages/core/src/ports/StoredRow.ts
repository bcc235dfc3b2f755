/**
 * Rows as they stand: what a store holds behind the journal, read for an audit column by column.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Link } from "../journal/Operation.ts"
import type { OperationId, ScopedKey } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

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

/** An operation as its row stands. Texts may be parts of one long text: what is kept of them is copied. */
export interface OperationRow {
  readonly shard: number
  readonly sequence: number
  readonly id: OperationId
  readonly verb: string
  readonly approved: boolean
  readonly recordedAt: Instant
  /** Who asked what, and when and where: the columns that the chain commits to, as `headText` writes them. */
  readonly head: string
  /** The text of its entry. */
  readonly text: string
  /** Its answer, of a reversal; of others it may be left out. */
  readonly outcome: string | undefined
  /** The columns that a checkpoint commits to, as `rowText` writes them, where they were asked for. */
  readonly leaf: string | undefined
}

/** Rows of postings in the order of sequence and place. */
export interface PostingRows {
  readonly rows: number
  /** The rows as `postingsText` writes them, with `rowEnd` between two operations too; empty where there are none. */
  readonly text: string
}

/** A page of the journal as it stands: operations, links and postings, each in the order of sequence and place. */
export interface AuditPage {
  readonly operations: ReadonlyArray<OperationRow>
  /** Those of no operation among them. */
  readonly links: ReadonlyArray<LinkRow>
  readonly postings: PostingRows
}
