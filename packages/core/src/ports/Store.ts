/**
 * The store port: what the core needs of a database. One call commits a batch, all or nothing; the others read.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { References } from "../command/Request.ts"
import type { Batch, Recorded, Task } from "../batch/decideBatch.ts"
import type { View } from "../decide/View.ts"
import type { AccountSum } from "../journal/trialBalance.ts"
import type { Position } from "../journal/Operation.ts"
import type { AccountId, OwnerId, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { AuditPage, ProgramRow, RowsQuery, ShardRow, StoredRow, Table, Tables } from "./StoredRow.ts"

/** The storage itself failed, and nothing of the batch was recorded. Safe to send again under the same keys. */
export class StoreUnavailable extends Schema.TaggedError<StoreUnavailable>()("StoreUnavailable", {
  cause: Schema.Defect(),
  /** The store as a whole could not: to try the commands of the batch one by one would be of no use. */
  isOutage: Schema.optionalKey(Schema.Boolean)
}) {}

/** The commit was sent and its answer never came: nothing is known. The same keys, asked again, find out. */
export class CommitUnknown extends Schema.TaggedError<CommitUnknown>()("CommitUnknown", {
  cause: Schema.Defect()
}) {}

/** Which operations of a shard to read in commit order: after a sequence, at most so many. */
export interface JournalQuery {
  readonly shard: number
  readonly after: number
  readonly limit: number
}

/** Which operations an audit reads. */
export interface AuditQuery extends JournalQuery {
  /** With what a checkpoint commits to, where it is compared with one. */
  readonly leaves: boolean
}

/** Which operations of one wallet to read, newest first: at most so many. */
export interface HistoryQuery {
  readonly wallet: WalletId
  /** An entry of the wallet: only what came before it. Absent: from the newest on. */
  readonly before?: Position
  readonly limit: number
}

/** Whether somebody has to do with a wallet: one of these owners. */
export interface ServedQuery {
  readonly wallet: WalletId
  readonly owners: ReadonlyArray<OwnerId>
}

/** A wallet on which something falls due by itself, and when the first of it does. */
export interface DueWallet {
  readonly wallet: WalletId
  readonly account: AccountId
  readonly at: Instant
}

/** What an audit reads of a store beside its journal: the rows as they stand, also such as nothing speaks of. */
export interface AuditReading {
  /**
   * Operations after a sequence, at most so many, with the links and postings that stand up to the last of them; where fewer
   * are left than were asked for, all that stand after the sequence. What nobody keeps may be parts of one long text.
   */
  readonly page: (query: AuditQuery) => Effect.Effect<AuditPage, StoreUnavailable>
  /** All rows of a table, page by page. */
  readonly rows: (query: RowsQuery) => Effect.Effect<ReadonlyArray<StoredRow>, StoreUnavailable>
  /** The row that this store would write; a column that holds a document may be spelled differently. */
  readonly rowOf: <T extends Table>(table: T, value: Tables[T]) => StoredRow
  /** All that the ledger has by now, whichever process has added them. */
  readonly shards: () => Effect.Effect<ReadonlyArray<ShardRow>, StoreUnavailable>
  /** What the ledger was founded on, as it stands; nothing where it was not founded. */
  readonly founding: () => Effect.Effect<string | undefined, StoreUnavailable>
  /** The terms under which the ledger was written. Absent: the store keeps none. */
  readonly programs?: () => Effect.Effect<ReadonlyArray<ProgramRow>, StoreUnavailable>
}

export class Store extends Context.Service<
  Store,
  {
    /**
     * What the ledger was founded on: the first document that is ever given stays for good, and is what everybody is
     * answered. It is there before the first commit.
     */
    readonly found: (document: string) => Effect.Effect<string, StoreUnavailable>
    /**
     * How many commits can be under way at once. Each has a shard of the journal for itself, from 0 on, and any wallet
     * may be changed in any of them; a wallet is changed by one at a time.
     */
    readonly shards: number
    /**
     * The shard that this process fills before it uses another one: processes that have one each meet least. Absent: all
     * shards alike.
     */
    readonly home?: number
    /**
     * How many batches of a shard the store takes at once, as things are: 1, or 2 while it can decide the next one before
     * the one that is being committed is over. Absent: always 1. They are committed in the order in which they came.
     */
    readonly depth?: (shard: number) => number
    /**
     * Locks and reads what the tasks point at (accounts, wallets, cards, earlier operations and what refers to them),
     * then, in a later statement, the idempotency keys and tombstones; calls `decide` with that view; writes the
     * batch and commits durably before it succeeds. A store that takes something as known calls `decide` again when it
     * turns out not to be so; only the last batch counts. A `decide` that throws leaves nothing behind.
     *
     * A batch that has changed the network (`changed`) is written while no other commit of the ledger is under way, in
     * whichever shard: what is decided after it, everywhere, has its version and at least its time in the view.
     */
    readonly commit: (
      shard: number,
      tasks: ReadonlyArray<Task>,
      decide: (view: View) => Batch
    ) => Effect.Effect<Batch, StoreUnavailable | CommitUnknown>
    /** The same view without locks, for questions. */
    readonly read: (references: References) => Effect.Effect<View, StoreUnavailable>
    /** Wallets on which something falls due up to an instant, soonest first; those that come `after` one, for another page. */
    readonly due: (
      until: Instant,
      limit: number,
      after?: DueWallet
    ) => Effect.Effect<ReadonlyArray<DueWallet>, StoreUnavailable>
    /** Recorded operations of a shard in commit order. */
    readonly journal: (query: JournalQuery) => Effect.Effect<ReadonlyArray<Recorded>, StoreUnavailable>
    /** The recorded operations of a wallet, newest first: each entry names the one before it. */
    readonly history: (query: HistoryQuery) => Effect.Effect<ReadonlyArray<Recorded>, StoreUnavailable>
    /** Whether an entry of the wallet was recorded at an outlet of these owners, or it was issued at none. */
    readonly isServedBy: (query: ServedQuery) => Effect.Effect<boolean, StoreUnavailable>
    /** The accounts whose holder this is, in the order of their ids. */
    readonly accountsOf: (holder: string) => Effect.Effect<ReadonlyArray<AccountId>, StoreUnavailable>
    /** The trial balance, added up from all postings. */
    readonly books: () => Effect.Effect<ReadonlyArray<AccountSum>, StoreUnavailable>
    /** What stands in the tables, row by row: for an audit, which trusts none of them. */
    readonly audit: AuditReading
  }
>()("@tessera/core/ports/Store") {}
