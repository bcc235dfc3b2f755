/**
 * The audit with promises: signed checkpoints, verification against them, proofs, and setting apart what is bad.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Audit as Service, AuditingOptions, CheckpointRefused, TakingOptions } from "../Audit.ts"
import { checkpointText, type Checkpoint, type Discrepancy } from "../checkpoint.ts"
import type { Sha256 } from "../journal/hashChain.ts"
import type { SignerUnavailable, SigningKey } from "../ports/Signer.ts"
import type { StoreUnavailable } from "../ports/Store.ts"
import type { GrowthProof, InclusionProof, ProvingOptions } from "../proofs.ts"
import type { Quarantined } from "../quarantine.ts"
import type { SignedCheckpoint } from "../signedCheckpoint.ts"
import type { Verification } from "../verify.ts"
import type { OperationId, OperatorId } from "../values/Ids.ts"
import type { CallOptions } from "./verbs.ts"

/** The audit of a ledger. Calls reject with `StoreUnavailable`, after which nothing was done. */
export interface Audit {
  /** The public key under which checkpoints are signed now: keep it where the database is not. */
  readonly key: SigningKey
  /**
   * A signed checkpoint of the ledger as it is now: keep it outside. Rejects with `CheckpointRefused` where `since` is not
   * one of this ledger, with `SignerUnavailable` where nobody signs.
   */
  readonly checkpoint: (options?: TakingOptions & CallOptions) => Promise<SignedCheckpoint>
  /** A checkpoint in short, as in `3F2A-91BC-0D4E-77A1-K`: for a printed line, and to be read out. */
  readonly shortly: (checkpoint: Checkpoint) => string
  /** In what the ledger is not the one that a checkpoint was taken of, gone on since; nothing when it is. */
  readonly compare: (checkpoint: SignedCheckpoint, options?: CallOptions) => Promise<Discrepancy | undefined>
  /** Works everything out again from the journal, and names every row that disagrees. */
  readonly verify: (options?: AuditingOptions & CallOptions) => Promise<Verification>
  /** The proof that an operation is in a checkpoint; nothing where it is not known, or newer. */
  readonly prove: (
    operation: string,
    checkpoint: Checkpoint,
    options?: ProvingOptions & CallOptions
  ) => Promise<InclusionProof | undefined>
  /** The proof that the ledger only grew from one checkpoint to a later one. */
  readonly proveGrowth: (
    earlier: Checkpoint,
    later: Checkpoint,
    options?: ProvingOptions & CallOptions
  ) => Promise<GrowthProof>
  /** Sets every account apart in which something was found bad, until `Unfreeze`. `operator` is who does it. */
  readonly quarantine: (
    found: Pick<Verification, "failing">,
    options?: CallOptions & { readonly operator?: string }
  ) => Promise<ReadonlyArray<Quarantined>>
}

type Failing = StoreUnavailable | SignerUnavailable | CheckpointRefused

/** Runs what is asked of the ledger, until the caller gives up. */
type Answering = <A>(asked: Effect.Effect<A, Failing>, options?: CallOptions) => Promise<A>

export const auditOn = (service: Service["Service"], sha256: Sha256, answer: Answering): Audit => ({
  key: service.key,
  checkpoint: (options = {}) => answer(service.checkpoint(options), options),
  shortly: (checkpoint) => checkpointText(sha256, checkpoint),
  compare: (checkpoint, options) => answer(service.compare(checkpoint), options),
  verify: (options = {}) => answer(service.verify(options), options),
  prove: (operation, checkpoint, options) =>
    answer(service.prove(operation as OperationId, checkpoint, options), options),
  proveGrowth: (earlier, later, options) => answer(service.proveGrowth(earlier, later, options), options),
  quarantine: (found, options = {}) =>
    answer(service.quarantine(found, options.operator as OperatorId | undefined), options)
})
