/**
 * How what is asked of holder records ends. None of it is thrown; only a store that cannot be reached is a failure.
 *
 * @module
 */
import type { HolderExport } from "./exportHolder.ts"
import type { Occasion } from "./holder/anniversaries.ts"
import type { Holder } from "./holder/Holder.ts"
import type { Fault } from "./network/Configuration.ts"
import type { Ruling } from "./ports/HolderStore.ts"
import type { AccountId, HolderId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** The record was written; send this version with the next change. */
export interface HolderKept {
  readonly outcome: "kept"
  readonly id: HolderId
  readonly version: number
}

/** Somebody else was quicker: the record has this version now, 0 if there is none. Nothing was done. */
export interface HolderConflict {
  readonly outcome: "conflict"
  readonly id: HolderId
  readonly version: number
}

/** What was sent cannot be read. Nothing was done. */
export interface HolderInvalid {
  readonly outcome: "invalid"
  readonly errors: ReadonlyArray<Fault>
}

/** There is no such record, and there was none. */
export interface HolderNotFound {
  readonly outcome: "notFound"
}

/** The person was erased: when, by whom and why is all that is left. An erased id is never used again. */
export interface HolderErased {
  readonly outcome: "erased"
  readonly id: HolderId
  readonly erased: Ruling
}

/** The record must be kept. Nothing was done. */
export interface HolderOnLegalHold {
  readonly outcome: "onLegalHold"
  readonly id: HolderId
  readonly legalHold: Ruling
}

/** The commit was sent and its answer never came. Read the record to see what it holds. */
export interface HolderInDoubt {
  readonly outcome: "inDoubt"
  readonly id: HolderId
}

/** A record as it is read. */
export interface HolderRecord {
  readonly holder: Holder
  readonly version: number
  readonly changedAt: Instant
  readonly legalHold?: Ruling
}

/** A record with the holder's accounts in the ledger. */
export interface HolderWithAccounts extends HolderRecord {
  readonly accounts: ReadonlyArray<AccountId>
}

/** A day on which a holder is to be congratulated. */
export interface Anniversary {
  readonly holder: Holder
  readonly occasion: Occasion
  /** `YYYY-MM-DD` */
  readonly on: string
  /** How many years it is then. Absent: the year is not known. */
  readonly years?: number
}

export type HolderPut = HolderKept | HolderConflict | HolderInvalid | HolderErased | HolderInDoubt
export type HolderGot = ({ readonly outcome: "found" } & HolderWithAccounts) | HolderNotFound | HolderErased
export type HoldersFound =
  | { readonly outcome: "found"; readonly holders: ReadonlyArray<HolderWithAccounts> }
  | HolderInvalid
export type HolderRuled =
  | HolderKept
  | HolderInvalid
  | HolderNotFound
  | HolderErased
  | HolderConflict
  | HolderInDoubt
export type HolderErasure =
  | HolderErased
  | HolderOnLegalHold
  | HolderInvalid
  | HolderNotFound
  | HolderConflict
  | HolderInDoubt
export type HolderExported = ({ readonly outcome: "exported" } & HolderExport) | HolderNotFound | HolderErased
export type AnniversariesFound =
  | {
      readonly outcome: "found"
      readonly anniversaries: ReadonlyArray<Anniversary>
      /** Send it as `after` for the next page. Absent: this was the last one. */
      readonly next?: string
    }
  | HolderInvalid
