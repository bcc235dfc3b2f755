/**
 * Requests: a command together with who sent it and when it reached the ledger, its card numbers made unreadable.
 *
 * @module
 */
import type { ClearingPeriod } from "../account/ClearingPeriod.ts"
import type { Posting } from "../journal/Entry.ts"
import type { Hindsight } from "../journal/Hindsight.ts"
import type { Numbering } from "../program/Numbering.ts"
import type { AccountId, CardIndex, ClientId, OperationId, ProgramId, ScopedKey } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Command } from "./Command.ts"
import type { Answers } from "./Receipt.ts"

/** A card number as the ledger sees it: its keyed hash, its masked form, and whether its check digit is wrong. */
export interface PresentedCard {
  readonly index: CardIndex
  /** The keyed hashes under secrets before, newest first: what it is kept by, if it came under one. Absent: none. */
  readonly older?: ReadonlyArray<CardIndex>
  readonly masked: string
  readonly checkFails: boolean
}

/** The card numbers of a command, by the field that they were sent in. */
export interface PresentedCards {
  readonly card?: PresentedCard
  readonly newCard?: PresentedCard
  readonly from?: PresentedCard
  readonly to?: PresentedCard
  readonly referrer?: PresentedCard
  readonly wanted?: PresentedCard
  /** Of what is wanted: who gets it. */
  readonly wantedTo?: PresentedCard
}

/** A number that a new card of a program may be given. */
export interface Mintable {
  readonly program: ProgramId
  readonly numbering: Numbering
  readonly attempt: number
  /** Its place in the program's secret order. Absent: it is made from the command. */
  readonly serial?: number | undefined
  readonly card: PresentedCard
}

/** What a request points at: everything that a store reads, and locks, before it is decided. */
export interface References {
  /** Cards that are presented, and numbers that a new card may get. */
  readonly cards: ReadonlyArray<CardIndex>
  readonly accounts: ReadonlyArray<AccountId>
  readonly operations: ReadonlyArray<OperationId>
  /** The keys of other commands of the same client; the request's own key is not among them. */
  readonly keys: ReadonlyArray<ScopedKey>
}

/** What came of a PIN or one-time code that was compared, or was not because it is locked. */
export type Verification =
  | {
      readonly kind: "right"
      readonly account: AccountId
      /** The operation that asked for the code. Absent: it was the PIN. */
      readonly code?: OperationId
      /** A hash of the same PIN under the secret that counts now, in the place of which. Absent: it is. */
      readonly renewed?: { readonly from: string; readonly to: string }
    }
  | { readonly kind: "wrong"; readonly account: AccountId; readonly triesLeft: number }
  | { readonly kind: "locked"; readonly account: AccountId; readonly until: Instant }

/** What came of the secret digits of a card. */
export type SecretFound =
  | { readonly kind: "right"; readonly card: CardIndex }
  | { readonly kind: "wrong"; readonly card: CardIndex; readonly triesLeft: number }
  | { readonly kind: "locked"; readonly card: CardIndex; readonly until: Instant }

/** What a typed code is worth as one that was derived without the ledger. */
export interface OfflineCode {
  /** By what it is remembered once it was used. Absent: it is wrong. */
  readonly mark: string | undefined
  /** When it was typed, by the till's clock. */
  readonly typedAt: Instant
}

/** What a clearing period comes to, worked out from the journal before it is cut off. */
interface Netted {
  /** Whether it was worked out under another state of its cycle is told by what the period says it follows. */
  readonly period: Omit<ClearingPeriod, "status" | "approvedBy">
  /** Everything of a shard up to there is in this or an earlier period. */
  readonly open: ReadonlyArray<number>
  /** From gross to net. */
  readonly postings: ReadonlyArray<Posting>
}

/** A command, or a query that is judged in the same way, with what the ledger must know of its sender. */
export interface Request<Asked = Command> {
  readonly client: ClientId
  readonly command: Asked
  /** The clock of the ledger when the command arrived. */
  readonly receivedAt: Instant
  /** The version of the network under which it was made ready: what it points at may be another under another one. */
  readonly network: number
  /** Keyed hash of the command as sent, secrets left out: what makes a replay a replay. */
  readonly fingerprint: string
  /** The same under secrets before, newest first. Absent: there were none. */
  readonly olderFingerprints?: ReadonlyArray<string>
  /** The command as sent, secrets left out and card numbers replaced by their index. */
  readonly asked: string
  readonly cards: PresentedCards
  /** What came of the PIN or one-time code that was sent. */
  readonly verification?: Verification
  /** What came of the secret digits of the card. */
  readonly cardSecret?: SecretFound
  /** The hash of a PIN that is to be set. */
  readonly newPin?: string
  /** The keyed hash of the authorization code that was typed, or that is to be granted. */
  readonly codeHash?: string | undefined
  /** The same under secrets before. Absent: there were none. */
  readonly olderCodeHashes?: ReadonlyArray<string>
  /** What the same code is worth as an offline code. Absent: it cannot be one. */
  readonly offlineCode?: OfflineCode | undefined
  /** The numbers that a new card may be given, tried in order. */
  readonly mintable: ReadonlyArray<Mintable>
  readonly references: References
  /** For a `Sweep`: what it has posted. */
  readonly swept?: Answers["swept"]
  /** For a `CutOff`: what the period comes to. */
  readonly netted?: Netted
  /** For what takes value at an earlier instant: what became of the wallet since. */
  readonly hindsight?: Hindsight
}
