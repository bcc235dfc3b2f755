/**
 * Folding the journal: every operation of each shard once, in its commit order, from one cut of the journal up to another.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "./batch/decideBatch.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { shardsOf } from "./shardsOf.ts"
import type { Instant } from "./values/Instant.ts"

/** A cut of the journal: the last sequence of each shard that is before it, by the shard's number. */
export type Cut = ReadonlyArray<number>

/** Which part of the journal is folded. */
export interface Extent {
  /** What comes after this cut. Absent: from the beginning. */
  readonly after?: Cut
  /** What is before this cut. Absent: to the end. */
  readonly cut?: Cut
  /** What was recorded up to this instant of ledger time, which is included. Absent: to the end. */
  readonly until?: Instant
}

const pageSize = 1000

const foldShard = Effect.fnUntraced(function* (
  store: Store["Service"],
  shard: number,
  { after, cut, until = Number.POSITIVE_INFINITY }: Extent,
  visit: (recorded: Recorded) => void
) {
  const end = cut?.[shard] ?? (cut === undefined ? Number.POSITIVE_INFINITY : 0)
  let reached = after?.[shard] ?? 0
  while (reached < end) {
    const limit = Math.min(pageSize, end - reached)
    const page = yield* store.journal({ shard, after: reached, limit })
    for (const recorded of page) {
      if (recorded.operation.recordedAt > until) return reached
      reached = recorded.operation.sequence
      visit(recorded)
    }
    if (page.length < limit) return reached
  }
  return reached
})

/**
 * Calls `visit` for every operation of the extent and answers the cut that was reached; it keeps one page at a time. Shards
 * come one after the other: a fold must not depend on the order of operations of different shards.
 */
export const foldJournal = (
  store: Store["Service"],
  extent: Extent,
  visit: (recorded: Recorded) => void
): Effect.Effect<Cut, StoreUnavailable> =>
  Effect.flatMap(shardsOf(store), (shards) =>
    Effect.forEach(Array.from({ length: shards }), (_, shard) => foldShard(store, shard, extent, visit))
  )
