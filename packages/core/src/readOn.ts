/**
 * Reading on in the journal of all shards: every operation comes after those that it follows in the chains of its wallets.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "./batch/decideBatch.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { shardsOf } from "./shardsOf.ts"
import type { Instant } from "./values/Instant.ts"

/** What comes next, and how far that is in each shard. */
export interface Stretch {
  readonly recorded: ReadonlyArray<Recorded>
  readonly reached: ReadonlyArray<number>
}

interface Lane {
  readonly page: ReadonlyArray<Recorded>
  next: number
  reached: number
}

const isDue = (lanes: ReadonlyArray<Lane>, { operation }: Recorded): boolean =>
  operation.links.every(({ follows }) => follows.sequence <= (lanes[follows.shard]?.reached ?? 0))

/** How far somebody is in each shard that there is by now: at the beginning of those that were added since. */
export const inEachShard = (
  store: Store["Service"],
  reached: ReadonlyArray<number>
): Effect.Effect<Array<number>, StoreUnavailable> =>
  Effect.map(shardsOf(store), (shards) => Array.from({ length: shards }, (_, shard) => reached[shard] ?? 0))

/**
 * So many operations at most of each shard that somebody has come to (`inEachShard`), in an order in which they can be told. What
 * follows an operation of another shard that was not read yet waits for the next time: there is always one that waits for nothing.
 */
export const readOn = (
  store: Store["Service"],
  reached: ReadonlyArray<number>,
  limit: number
): Effect.Effect<Stretch, StoreUnavailable> =>
  Effect.map(
    Effect.forEach(reached, (after, shard) =>
      Effect.map(store.journal({ shard, after, limit }), (page): Lane => ({ page, next: 0, reached: after }))
    ),
    (lanes) => {
      const recorded: Array<Recorded> = []
      for (let hasMoved = true; hasMoved;) {
        hasMoved = false
        for (const lane of lanes)
          for (let head = lane.page[lane.next]; head !== undefined && isDue(lanes, head);) {
            recorded.push(head)
            lane.reached = head.operation.sequence
            lane.next += 1
            hasMoved = true
            head = lane.page[lane.next]
          }
      }
      return { recorded, reached: lanes.map((lane) => lane.reached) }
    }
  )

/** How many operations of a shard there are before what somebody looks for, found in few questions. */
const endOf = Effect.fnUntraced(function* (store: Store["Service"], shard: number, until: Instant) {
  const isBeyond = (after: number) =>
    Effect.map(
      store.journal({ shard, after, limit: 1 }),
      ([next]) => (next?.operation.recordedAt ?? until) >= until
    )
  let [low, high] = [0, 1]
  while (!(yield* isBeyond(high - 1))) [low, high] = [high, high * 2]
  while (low < high - 1) {
    const middle = Math.floor((low + high) / 2)
    if (yield* isBeyond(middle - 1)) high = middle
    else low = middle
  }
  return low
})

/** How far every shard had come before an instant of ledger time. */
export const beforeInstant = (
  store: Store["Service"],
  instant: Instant
): Effect.Effect<ReadonlyArray<number>, StoreUnavailable> =>
  Effect.flatMap(inEachShard(store, []), (shards) =>
    Effect.forEach(shards, (_, shard) => endOf(store, shard, instant))
  )

/** How far every shard has come by now. */
export const ends = (store: Store["Service"]): Effect.Effect<ReadonlyArray<number>, StoreUnavailable> =>
  beforeInstant(store, Number.POSITIVE_INFINITY)
