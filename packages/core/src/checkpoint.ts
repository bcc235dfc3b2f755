/**
 * Checkpoints: how far a ledger had come at a moment, kept outside of it, so that an older copy that was restored is noticed.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import type { Operation } from "./journal/Operation.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { canonicalText } from "./values/canonical.ts"
import { Digest } from "./ports/Digest.ts"

/** The newest operation of every shard, and a hash of all that it says. Plain JSON: print it, post it, put it in a safe. */
export const Checkpoint = Schema.Struct({
  shards: Schema.Array(
    Schema.Struct({
      shard: Schema.Int,
      /** The commit sequence of the newest operation; 0 where there is none. */
      sequence: Schema.Int,
      /** SHA-256 of that operation; empty where there is none. */
      hash: Schema.String
    })
  )
})
export type Checkpoint = typeof Checkpoint.Type

/** In what a ledger falls behind a checkpoint, or departs from it. */
export interface Discrepancy {
  readonly shard: number
  readonly why: string
}

const operationAt = (store: Store["Service"], shard: number, sequence: number) =>
  Effect.map(store.journal({ shard, after: sequence - 1, limit: 1 }), ([recorded]) => recorded)

/** The newest sequence of a shard: it has no gaps, so it is found by halving. */
const newestOf = Effect.fnUntraced(function* (store: Store["Service"], shard: number) {
  let [known, step] = [0, 1]
  while ((yield* operationAt(store, shard, known + step)) !== undefined) {
    known += step
    step *= 2
  }
  for (; step >= 1; step = Math.floor(step / 2))
    if ((yield* operationAt(store, shard, known + step)) !== undefined) known += step
  return known
})

/** What the chain commits to, and what the till was told. */
const said = ({ entry: _, ...operation }: Operation, text: string): string => canonicalText([operation, text])

const hashAt = Effect.fnUntraced(function* (store: Store["Service"], shard: number, sequence: number) {
  const { sha256 } = yield* Digest
  const recorded = sequence === 0 ? undefined : yield* operationAt(store, shard, sequence)
  return recorded === undefined ? "" : sha256(said(recorded.operation, recorded.text))
})

/** A checkpoint of a ledger as it is now. */
export const checkpoint: (store: Store["Service"]) => Effect.Effect<Checkpoint, StoreUnavailable, Digest> =
  Effect.fnUntraced(function* (store) {
    const shards = yield* Effect.forEach(
      Array.from({ length: store.shards }, (_, shard) => shard),
      Effect.fnUntraced(function* (shard) {
        const sequence = yield* newestOf(store, shard)
        return { shard, sequence, hash: yield* hashAt(store, shard, sequence) }
      })
    )
    return { shards }
  })

/**
 * Where a ledger is not the one that a checkpoint was taken of, gone on since: an older copy of it, or another one. A
 * ledger that was restored from a backup before the checkpoint has lost what came between.
 */
export const compareWith: (
  store: Store["Service"],
  checkpoint: Checkpoint
) => Effect.Effect<Discrepancy | undefined, StoreUnavailable, Digest> = Effect.fnUntraced(function* (
  store,
  { shards }
) {
  for (const { hash, sequence, shard } of shards) {
    const now = yield* hashAt(store, shard, sequence)
    if (now === hash) continue
    const why =
      now === ""
        ? `the ledger ends at sequence ${yield* newestOf(store, shard)}, before sequence ${sequence}: it is an older copy`
        : `sequence ${sequence} is another operation: it is another ledger, or an older copy that went on`
    return { shard, why }
  }
  return undefined
})
