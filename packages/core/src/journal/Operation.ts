/**
 * Operations: one command and its one outcome, the unit of idempotency, audit and reversal.
 *
 * @module
 */
import type {
  AccountId,
  ClientId,
  Key,
  OperationId,
  OperatorId,
  OutletId,
  OwnerId,
  TerminalId,
  WalletId
} from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Entry } from "./Entry.ts"

/**
 * What the ledger does by itself: a hold ends, a pending load lapses, an instalment vests, a lot expires, what had expired is taken back
 * for a sale that counts earlier, a dormant card pays
 * its fee, a card type is reviewed, a try of a code or PIN is counted.
 */
export type SystemVerb =
  | "ExpireHold"
  | "LapseLoad"
  | "Vest"
  | "ExpireLot"
  | "RestoreExpired"
  | "DormancyFee"
  | "ReviewTier"
  | "CountTry"
  | "ClearTries"

/** A place in the journal: a shard and the commit sequence in it. The first is 1; at 0 there is nothing. */
export interface Position {
  readonly shard: number
  readonly sequence: number
}

/** An operation's place in the hash chain of one wallet. */
export interface Link {
  readonly wallet: WalletId
  /** Counts the wallet's entries from 1. */
  readonly version: number
  readonly previous: string
  /** Where the wallet's entry before this one is: the way back through its history. */
  readonly follows: Position
  readonly hash: string
}

/** A recorded operation. It never changes; what happens to it later are further operations that name it. */
export interface Operation {
  readonly id: OperationId
  readonly client: ClientId
  readonly key: Key
  /** The command's type, or what the ledger did by itself. */
  readonly verb: string
  /** Which of the ledger's committers recorded it. */
  readonly shard: number
  /** The commit sequence of its shard, without gaps. */
  readonly sequence: number
  /** Ledger time: when it was recorded. Never goes back. */
  readonly recordedAt: Instant
  /** When it counts. */
  readonly effectiveAt: Instant
  /** What the till's clock said. */
  readonly occurredAt: Instant | undefined
  readonly businessDate: string
  readonly outlet: OutletId | undefined
  readonly owner: OwnerId | undefined
  readonly terminal: TerminalId | undefined
  readonly operator: OperatorId | undefined
  readonly account: AccountId | undefined
  /** The operation it refers to: what it reverses, refunds, captures, releases, vests or expires. */
  readonly original: OperationId | undefined
  /** Keyed hash of the command as sent, secrets left out. */
  readonly fingerprint: string
  /** The command as sent, secrets left out and card numbers replaced by their index. */
  readonly asked: string
  readonly approved: boolean
  /** The outcome as first answered: the same text for ever. */
  readonly outcome: string
  /** What it did; empty for a decline. */
  readonly entry: Entry
  /** Its place in the chain of each wallet that it touched. */
  readonly links: ReadonlyArray<Link>
}

/** Why it was done, as the command said it; empty where it did not. */
export const reasonOf = ({ asked }: Operation): string => String(JSON.parse(asked).reason ?? "")

/** The client under whose keys the ledger records what it does by itself; no terminal can be called so. */
export const systemClient = "(system)" as ClientId
