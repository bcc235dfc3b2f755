/**
 * Reading the journal in ledger time: the operations of all shards in the order in which they were recorded, page by page.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "./batch/decideBatch.ts"
import type { Extent } from "./foldJournal.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { shardsOf } from "./shardsOf.ts"

const pageSize = 1000

/** How far one shard has been read. */
interface Lane {
  readonly shard: number
  readonly end: number
  page: ReadonlyArray<Recorded>
  next: number
  reached: number
  isMore: boolean
}

const headOf = (lane: Lane): Recorded | undefined => lane.page[lane.next]

const fill = (store: Store["Service"], lane: Lane, until: number): Effect.Effect<void, StoreUnavailable> => {
  if (headOf(lane) !== undefined || !lane.isMore) return Effect.void
  const limit = Math.min(pageSize, lane.end - lane.reached)
  if (limit <= 0) return Effect.void
  return Effect.map(store.journal({ shard: lane.shard, after: lane.reached, limit }), (page) => {
    const beyond = page.findIndex(({ operation }) => operation.recordedAt > until)
    lane.page = beyond < 0 ? page : page.slice(0, beyond)
    lane.next = 0
    lane.reached = page.at(-1)?.operation.sequence ?? lane.reached
    lane.isMore = beyond < 0 && page.length === limit
  })
}

/** The shard whose next operation was recorded first; of two at the same instant, the first shard. */
const earliest = (lanes: ReadonlyArray<Lane>): Lane | undefined => {
  let found: Lane | undefined
  for (const lane of lanes) {
    const [head, best] = [headOf(lane), found && headOf(found)]
    if (head !== undefined && (best === undefined || head.operation.recordedAt < best.operation.recordedAt))
      found = lane
  }
  return found
}

const lanesOf = (shards: number, { after, cut }: Extent): ReadonlyArray<Lane> =>
  Array.from({ length: shards }, (_, shard) => ({
    shard,
    end: cut?.[shard] ?? (cut === undefined ? Number.POSITIVE_INFINITY : 0),
    page: [],
    next: 0,
    reached: after?.[shard] ?? 0,
    isMore: true
  }))

/**
 * Answers an effect that gives the next operations of an extent each time it is run, and none when there are no more. At
 * most a page of each shard is kept.
 */
export const readJournal = (
  store: Store["Service"],
  extent: Extent
): Effect.Effect<ReadonlyArray<Recorded>, StoreUnavailable> => {
  const { until = Number.POSITIVE_INFINITY } = extent
  let begun: ReadonlyArray<Lane> | undefined
  return Effect.gen(function* () {
    const lanes = (begun ??= lanesOf(yield* shardsOf(store), extent))
    for (const lane of lanes) yield* fill(store, lane, until)
    const read: Array<Recorded> = []
    for (let lane = earliest(lanes); lane !== undefined; lane = earliest(lanes)) {
      const head = headOf(lane)
      if (head !== undefined) read.push(head)
      lane.next += 1
      // What another page has may come before what the other shards still hold.
      if (headOf(lane) === undefined && lane.isMore) break
    }
    return read
  })
}
