/**
 * Clearing lines: what an owner is due from an issuer, or owes it, for one kind of thing; the sum of many operations or one.
 *
 * @module
 */
import type { FundingClass } from "../program/SubWalletRule.ts"
import type { TenderKind } from "../program/TenderKind.ts"
import type { OwnerId, ProgramId } from "../values/Ids.ts"

/**
 * Why it is due. `load`: the owner took tender for value, or gave it back. `payout`: it paid value out, or handed tender over.
 * `acceptance`: its outlets accepted value, or took a sale back. `funds`: value that it keeps the money of came to be, or
 * ended. `breakage`: such value ended, and it gains from that. `points`: they were given, or taken back,
 * at its outlets. `correction`: somebody put right what was disputed. `commission`, `promotion`: its part by an agreement, worked out once for a period.
 */
export type ClearingKind =
  | "load"
  | "payout"
  | "acceptance"
  | "funds"
  | "breakage"
  | "points"
  | "correction"
  | "commission"
  | "promotion"

/** What tells lines apart. */
export interface ClearingTopic {
  /** With whom it is settled. */
  readonly issuer: OwnerId
  readonly owner: OwnerId
  readonly asset: string
  /** Absent: it is of no program, as what is handed over. */
  readonly program?: ProgramId | undefined
  readonly kind: ClearingKind
  /** What was done, as it is recorded in the journal. */
  readonly verb: string
  /** The other owner: who loaded what was accepted, or accepted what was loaded. */
  readonly other?: OwnerId | undefined
  readonly funding?: FundingClass | undefined
  readonly tender?: TenderKind | undefined
  /** The agreement or collection by which it is. Absent: none fits. */
  readonly terms?: string | undefined
}

/** A topic with what it comes to, in minor units of its asset. */
export interface ClearingLine extends ClearingTopic {
  /** What it was worked out of: tender taken, value accepted. */
  readonly base: bigint
  /** Due to the owner; negative: owed by the owner. */
  readonly due: bigint
  /** How many movements it is the sum of. */
  readonly count: number
}
