/**
 * Proofs: that an operation is in a checkpoint, and that a ledger only grew from one to the next, for whoever has no ledger.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { type Checkpoint, hashesOf, readShard, type TrailPart } from "./checkpoint.ts"
import type { Sha256 } from "./journal/hashChain.ts"
import { leafText, operationHash } from "./journal/leafText.ts"
import {
  between,
  besides,
  Edge,
  joined,
  leafHash,
  rootFromLeaf,
  rootOf,
  type Span
} from "./journal/merkle.ts"
import { Digest } from "./ports/Digest.ts"
import type { Store } from "./ports/Store.ts"
import type { OperationId } from "./values/Ids.ts"

/** An operation, and the way from it to the root of a checkpoint. */
export const InclusionProof = Schema.Struct({
  operation: Schema.String,
  shard: Schema.Int,
  sequence: Schema.Int,
  /** How many operations the checkpoint's shard has. */
  size: Schema.Int,
  /** All that the operation says, as `leafText` writes it. */
  says: Schema.String,
  /** The hashes beside the way to the root, the nearest first. */
  path: Schema.Array(Schema.String)
})
export type InclusionProof = typeof InclusionProof.Type

/** What came between two checkpoints, as the hashes of full subtrees from the left. */
export const GrowthProof = Schema.Struct({
  shards: Schema.Array(
    Schema.Struct({ shard: Schema.Int, from: Schema.Int, to: Schema.Int, added: Schema.Array(Schema.String) })
  )
})
export type GrowthProof = typeof GrowthProof.Type

const widthOf = ({ from, to }: Span): number => to - from

const shardIn = ({ shards }: Checkpoint, shard: number) => shards.find((one) => one.shard === shard)

/** What a proof is made with. */
export interface ProvingOptions {
  /**
   * The hashes that were kept with the (later) checkpoint, from the first operation on: with them no more is read than the
   * operation itself. Absent: all that is proved is read.
   */
  readonly trail?: ReadonlyArray<TrailPart>
}

/** Gives the hash of every operation of a shard from one sequence to another, in their order. */
const eachHash = Effect.fnUntraced(function* (
  store: Store["Service"],
  { shard, ...range }: { readonly shard: number; readonly after: number; readonly until: number },
  trail: ProvingOptions["trail"],
  give: (leaf: number, hash: string) => void
) {
  if (trail !== undefined) {
    for (const { leaf, hash } of hashesOf(trail, shard))
      if (leaf >= range.after && leaf < range.until) give(leaf, hash)
    return
  }
  const { sha256 } = yield* Digest
  yield* readShard(store, { shard, ...range }, (page) => {
    for (const { operation, text } of page)
      give(operation.sequence - 1, operationHash(sha256, operation, text))
  })
})

/** The roots of some parts of a shard that do not overlap, in the order in which they are given. */
const rootsOf = Effect.fnUntraced(function* (
  store: Store["Service"],
  shard: number,
  spans: ReadonlyArray<Span>,
  trail?: ProvingOptions["trail"]
) {
  const { sha256 } = yield* Digest
  const edges = spans.map((span) => ({ span, edge: new Edge(sha256) }))
  const inOrder = edges.toSorted((a, b) => a.span.from - b.span.from)
  const after = inOrder[0]?.span.from ?? 0
  const until = inOrder.at(-1)?.span.to ?? 0
  let at = 0
  yield* eachHash(store, { shard, after, until }, trail, (leaf, hash) => {
    while ((inOrder[at]?.span.to ?? Number.POSITIVE_INFINITY) <= leaf) at += 1
    const part = inOrder[at]
    if (part !== undefined && leaf >= part.span.from) part.edge.add(hash)
  })
  return edges.map(({ edge }) => edge.root)
})

/**
 * The proof that an operation is in a checkpoint. Nothing where the ledger does not know it, or the checkpoint is older.
 * Without the trail it reads all that the checkpoint covers of its shard, once.
 */
export const proveOperation = Effect.fnUntraced(function* (
  store: Store["Service"],
  id: OperationId,
  checkpoint: Checkpoint,
  { trail }: ProvingOptions = {}
) {
  const view = yield* store.read({ cards: [], accounts: [], operations: [id], keys: [] })
  const found = view.operations.get(id)
  const { root, sequence: size = 0 } = (found && shardIn(checkpoint, found.shard)) ?? {}
  if (found === undefined || found.sequence > size) return undefined
  const { sequence, shard } = found
  const [recorded] = yield* store.journal({ shard, after: sequence - 1, limit: 1 })
  if (recorded === undefined) return undefined
  const says = leafText(recorded.operation, recorded.text)
  const [at, spans, { sha256 }] = [{ leaf: sequence - 1, size }, besides(sequence - 1, size), yield* Digest]
  const kept = trail && (yield* rootsOf(store, shard, spans, trail))
  // A trail that is not the checkpoint's proves nothing: then everything is read after all.
  const isKept = kept !== undefined && rootFromLeaf(sha256, at, leafHash(sha256, says), kept) === root
  const path = isKept ? kept : yield* rootsOf(store, shard, spans)
  return { operation: id, shard, sequence, size, says, path } satisfies InclusionProof
})

/** The proof that what a checkpoint stands for is still the beginning of what a later one stands for. */
export const proveGrowth = Effect.fnUntraced(function* (
  store: Store["Service"],
  earlier: Checkpoint,
  later: Checkpoint,
  { trail }: ProvingOptions = {}
) {
  const shards = yield* Effect.forEach(
    later.shards,
    Effect.fnUntraced(function* ({ sequence, shard }) {
      const from = shardIn(earlier, shard)?.sequence ?? 0
      const { added } = between(from, Math.max(from, sequence))
      return { shard, from, to: sequence, added: yield* rootsOf(store, shard, added, trail) }
    })
  )
  return { shards } satisfies GrowthProof
})

/** The line of `says` in which the operation's id stands, behind a `=`. */
const idLine = 3

/** Whether a proof shows that its operation is in the checkpoint, word for word. */
export const provesOperation = (sha256: Sha256, proof: InclusionProof, checkpoint: Checkpoint): boolean => {
  const { operation, path, says, sequence, shard, size } = proof
  const expected = shardIn(checkpoint, shard)
  const lines = says.split("\n")
  const isNamed =
    lines[1] === String(shard) && lines[2] === String(sequence) && lines[idLine] === `=${operation}`
  if (expected === undefined || expected.sequence !== size || !isNamed) return false
  const root = rootFromLeaf(sha256, { leaf: sequence - 1, size }, leafHash(sha256, says), path)
  return root === expected.root
}

/** Whether a proof shows that the later checkpoint goes on where the earlier one ended, with nothing altered before. */
export const provesGrowth = (
  sha256: Sha256,
  { shards }: GrowthProof,
  earlier: Checkpoint,
  later: Checkpoint
): boolean =>
  earlier.shards.every(({ shard }) => shardIn(later, shard) !== undefined) &&
  later.shards.every(({ root, sequence, shard }) => {
    const proof = shards.find((one) => one.shard === shard)
    const before = shardIn(earlier, shard) ?? { sequence: 0, edge: [], root: sha256("") }
    if (proof === undefined || sequence < before.sequence) return false
    const { added, edge } = between(before.sequence, sequence)
    if (added.length !== proof.added.length || edge.length !== before.edge.length) return false
    if (rootOf(sha256, before.edge) !== before.root) return false
    const parts = [
      ...before.edge.map((hash, n) => ({ hash, width: widthOf(edge[n] ?? { from: 0, to: 0 }) })),
      ...proof.added.map((hash, n) => ({ hash, width: widthOf(added[n] ?? { from: 0, to: 0 }) }))
    ]
    return rootOf(sha256, joined(sha256, parts)) === root
  })
