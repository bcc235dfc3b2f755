/**
 * The holder store port: sealed records of holders, apart from the ledger, found by their id and by blind tokens.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { HolderId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { Sealed } from "./PersonVault.ts"
import type { CommitUnknown, StoreUnavailable } from "./Store.ts"

/** Who decided something about a record, when, and why; readable in the database, so no personal data. */
export interface Ruling {
  readonly at: Instant
  readonly by: string
  readonly reason: string
}

/** A record as it is stored. */
export interface SealedHolder {
  readonly id: HolderId
  /** Counts the changes of the record from 1. */
  readonly version: number
  readonly changedAt: Instant
  readonly sealed: Sealed
  /** While it stands, the record cannot be erased. */
  readonly legalHold?: Ruling
}

/** What is left of a record that was erased: it never changes again. */
export interface ErasedHolder {
  readonly id: HolderId
  readonly version: number
  readonly erased: Ruling
}

export type StoredHolder = SealedHolder | ErasedHolder

export const isErased = (stored: StoredHolder): stored is ErasedHolder => "erased" in stored

/** Which records to find: by tokens in their order, and by id where a token finds several. */
export interface HolderSearch {
  readonly tokens: ReadonlyArray<string>
  /** Only what comes after a place among the tokens, counted from 0, and an id there. Absent: from the first on. */
  readonly after?: { readonly place: number; readonly id: string }
  readonly limit: number
}

/** A record, and the place of the token that found it. */
export interface HolderFound {
  readonly place: number
  readonly stored: SealedHolder
}

export class HolderStore extends Context.Service<
  HolderStore,
  {
    /** The record of an id, or what is left of it. */
    readonly find: (id: HolderId) => Effect.Effect<StoredHolder | undefined, StoreUnavailable>
    /** Records that tokens find, in the order of the tokens, then of the ids, byte by byte. */
    readonly search: (search: HolderSearch) => Effect.Effect<ReadonlyArray<HolderFound>, StoreUnavailable>
    /**
     * Puts a record in the place of the one with the version before it, or of none for version 1, with its tokens in the
     * place of all others; durably, and all of it or nothing. False: another version is there, and nothing was done. What
     * was replaced is destroyed: after an `ErasedHolder` neither the wrapped key nor the record nor a token is left. A
     * record under legal hold is not erased, and an erased one not changed (`StoreUnavailable`).
     */
    readonly write: (
      stored: StoredHolder,
      tokens: ReadonlyArray<string>
    ) => Effect.Effect<boolean, StoreUnavailable | CommitUnknown>
  }
>()("@tessera/core/ports/HolderStore") {}
