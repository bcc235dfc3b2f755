/**
 * The card purse port: what a till does with a purse that lies on its reader, with or without the office.
 *
 * @module
 */
import * as Context from "effect/Context"
import type * as Effect from "effect/Effect"
import type { Bytes } from "../crypto/bytes.ts"
import type { PurseRefusal } from "../purse/Intent.ts"
import type { PurseContents } from "../purse/look.ts"
import type { PayFrom } from "../purse/purchase.ts"
import type { Inserted } from "./CardReader.ts"
import type { IdentityMissing, JournalFault, KeyUnavailable, SessionFault } from "./faults.ts"

export interface Sale {
  /** Minor units, 1 to 2^31 - 1: what is read from a till is checked before. Anything else is a defect. */
  readonly amount: bigint
  /** Absent: `giftFirst`. */
  readonly from?: PayFrom
  /** The till's own name of the sale: at most 128 characters. */
  readonly sale?: string
  readonly operator?: string
}

/** How a transaction with a purse ended, for the till. */
export type PurseOutcome =
  /** The card proved it. `sequence` names it in the journal. */
  | {
      readonly _tag: "Done"
      readonly sequence: number
      readonly main: bigint
      readonly gift: bigint
      readonly tmc: number
      readonly tmv?: Bytes
    }
  /** Nothing has changed on the card. */
  | { readonly _tag: "Refused"; readonly why: PurseRefusal }
  /** The card was taken away too early, and nothing has changed on it: present it again. */
  | { readonly _tag: "CardLost" }
  /** Nobody knows: present the same card again, or the office will find out. */
  | { readonly _tag: "Unknown"; readonly sequence: number }

/** What became of a commit that was open. */
export interface Settled {
  readonly sequence: number
  readonly became: "done" | "notDone" | "undecided"
}

/** What the office found out of a commit that this terminal knows no end of. `tmc`: the counter that it has, or would have had. */
export interface Ended {
  readonly sequence: number
  readonly became: "done" | "notDone"
  readonly tmc: number
}

export type PurseFault = SessionFault | KeyUnavailable | JournalFault | IdentityMissing

export class CardPurse extends Context.Service<
  CardPurse,
  {
    /** What is on it. Changes nothing. */
    readonly look: (
      card: Inserted
    ) => Effect.Effect<
      PurseContents | Exclude<PurseOutcome, { readonly _tag: "Done" | "Unknown" }>,
      PurseFault
    >
    /** Sells under the mandate. Open commits of this card are settled first. */
    readonly buy: (card: Inserted, sale: Sale) => Effect.Effect<PurseOutcome, PurseFault>
    /** Undoes the last sale on this card, which was this terminal's: whoever has the void key. */
    readonly undo: (
      card: Inserted,
      sequence: number,
      operator?: string
    ) => Effect.Effect<PurseOutcome, PurseFault>
    /** Finds out what became of this terminal's open commits on the card. */
    readonly settle: (card: Inserted) => Effect.Effect<ReadonlyArray<Settled>, PurseFault>
    /** Writes down what the office found out of open commits, whose cards may never come back. What is not open stays as it is. */
    readonly hear: (
      ended: ReadonlyArray<Ended>
    ) => Effect.Effect<ReadonlyArray<Settled>, JournalFault | IdentityMissing>
  }
>()("@tessera/adapters-hardware/ports/CardPurse") {}
