/**
 * The audit of a ledger: signed checkpoints, verification against them, proofs, and setting apart what is bad.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import {
  type Checkpoint,
  checkpoint,
  compareWith,
  type Discrepancy,
  readShard,
  type TrailPart
} from "./checkpoint.ts"
import { operationHash } from "./journal/leafText.ts"
import { Edge, spansOf } from "./journal/merkle.ts"
import type { Configuration } from "./network/Configuration.ts"
import { Program } from "./program/Program.ts"
import { canonicalText } from "./values/canonical.ts"
import { Digest } from "./ports/Digest.ts"
import { Signer, type SignerUnavailable, type SigningKey } from "./ports/Signer.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import {
  type GrowthProof,
  type InclusionProof,
  proveGrowth,
  proveOperation,
  type ProvingOptions
} from "./proofs.ts"
import { type Quarantined, quarantine } from "./quarantine.ts"
import { type SignedCheckpoint, signatureFault, signedText } from "./signedCheckpoint.ts"
import { StoredValue } from "./StoredValue.ts"
import { type Verification, verify, type VerifyOptions } from "./verify.ts"
import type { OperationId, OperatorId } from "./values/Ids.ts"
import { iso } from "./values/Instant.ts"

/** A checkpoint cannot be gone on from: it is not ours, was altered, or the ledger has fallen behind it. */
export class CheckpointRefused extends Schema.TaggedError<CheckpointRefused>()("CheckpointRefused", {
  why: Schema.String
}) {
  override get message() {
    return `since: ${this.why}`
  }
}

/** Whose signatures are relied on. */
export interface AuditOptions {
  /** Public keys of earlier years, as they stand in the checkpoints that were signed with them. Absent: none. */
  readonly trusted?: ReadonlyArray<string>
}

/** What a signed checkpoint is taken with. */
export interface TakingOptions {
  /** The checkpoint before: only what came since is read. Absent: everything is. */
  readonly since?: SignedCheckpoint
  /** Gets the hashes of the operations that are read, to be kept beside the checkpoint. */
  readonly trail?: (part: TrailPart) => void
}

/** What a ledger is verified against, beside itself. */
export interface AuditingOptions extends Pick<VerifyOptions, "trail" | "limit"> {
  readonly checkpoint?: SignedCheckpoint
}

interface Shape {
  /** The key with which checkpoints are signed now. */
  readonly key: SigningKey
  /** A signed checkpoint of the ledger as it is now, to be kept outside of it. */
  readonly checkpoint: (
    options?: TakingOptions
  ) => Effect.Effect<SignedCheckpoint, StoreUnavailable | SignerUnavailable | CheckpointRefused>
  /** In what the ledger is not the one that a checkpoint was taken of, gone on since; also why that says nothing. */
  readonly compare: (checkpoint: SignedCheckpoint) => Effect.Effect<Discrepancy | undefined, StoreUnavailable>
  /** Works everything out again from the journal, and names every row that disagrees. */
  readonly verify: (options?: AuditingOptions) => Effect.Effect<Verification, StoreUnavailable>
  /** The proof that an operation is in a checkpoint; nothing where it is not known, or newer. */
  readonly prove: (
    operation: OperationId,
    checkpoint: Checkpoint,
    options?: ProvingOptions
  ) => Effect.Effect<InclusionProof | undefined, StoreUnavailable>
  /** The proof that the ledger only grew from one checkpoint to a later one. */
  readonly proveGrowth: (
    earlier: Checkpoint,
    later: Checkpoint,
    options?: ProvingOptions
  ) => Effect.Effect<GrowthProof, StoreUnavailable>
  /** Sets every account apart in which something was found bad; `operator` is who does it. */
  readonly quarantine: (
    found: Pick<Verification, "failing">,
    operator?: OperatorId
  ) => Effect.Effect<ReadonlyArray<Quarantined>>
}

export class Audit extends Context.Service<Audit, Shape>()("@tessera/core/Audit") {
  /** The audit of one tenant's ledger. */
  static readonly layer = (configuration: Configuration, options: AuditOptions = {}) =>
    Layer.effect(this, makeAudit(configuration, options))
}

/**
 * Why a ledger is not the one that a checkpoint was taken of: it ends before it, or the last that it counts is something else.
 * Only what stands under the last hash of the edge is read, which is a few operations nearly always.
 */
const departure = Effect.fnUntraced(function* (store: Store["Service"], { shards }: Checkpoint) {
  const { sha256 } = yield* Digest
  for (const { edge, sequence, shard } of shards) {
    const last = spansOf(sequence).at(-1)
    if (last === undefined) continue
    const part = new Edge(sha256)
    yield* readShard(store, { shard, after: last.from, until: last.to }, (page) => {
      for (const { operation, text } of page) part.add(operationHash(sha256, operation, text))
    })
    if (part.size < last.to - last.from) return "the ledger ends before it: it is an older copy"
    if (part.root !== edge.at(-1)) return "the ledger is not the same any more: an older copy that went on"
  }
  return undefined
})

const encodeProgram = Schema.encodeSync(Program)

const makeAudit = Effect.fnUntraced(function* (
  { programs: configured, tenant }: Configuration,
  { trusted = [] }: AuditOptions
) {
  const [store, digest, signer, service] = [yield* Store, yield* Digest, yield* Signer, yield* StoredValue]
  const digesting = Effect.provideService(Digest, digest)
  const programs = configured.map((program) => ({
    id: program.id,
    version: program.version,
    content: canonicalText(encodeProgram(program))
  }))
  const keys = [signer.key.publicKey, ...trusted]
  const faultOf = (document: SignedCheckpoint): string | undefined =>
    signatureFault(signer.isSigned, document, keys) ??
    (document.tenant === tenant ? undefined : `it is of the ledger of ${document.tenant}`)

  const take = Effect.fnUntraced(function* ({ since, trail }: TakingOptions = {}) {
    const why = since && faultOf(since)
    if (why !== undefined) return yield* Effect.fail(new CheckpointRefused({ why }))
    const departs = since && (yield* digesting(departure(store, since)))
    if (departs !== undefined) return yield* Effect.fail(new CheckpointRefused({ why: departs }))
    const taken = yield* digesting(checkpoint(store, { ...(since && { since }), ...(trail && { trail }) }))
    const takenAt = iso(yield* Clock.currentTimeMillis)
    const document = { format: "tessera checkpoint 1", tenant, takenAt, ...taken, key: signer.key } as const
    return { ...document, signature: yield* signer.sign(signedText(document)) }
  })

  return Audit.of({
    key: signer.key,
    checkpoint: take,
    compare: (document) =>
      Effect.suspend(() => {
        const why = faultOf(document)
        return why === undefined ? digesting(compareWith(store, document)) : Effect.succeed({ why })
      }),
    verify: ({ checkpoint: document, ...options } = {}) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const why = document && faultOf(document)
        return digesting(
          verify(store, {
            ...options,
            now,
            programs,
            ...(document !== undefined && why === undefined && { checkpoint: document }),
            ...(why !== undefined && { refused: why })
          })
        )
      }),
    prove: (operation, document, options) => digesting(proveOperation(store, operation, document, options)),
    proveGrowth: (earlier, later, options) => digesting(proveGrowth(store, earlier, later, options)),
    quarantine: (found, operator) => quarantine({ service, store }, digest.sha256, found, operator)
  })
})
