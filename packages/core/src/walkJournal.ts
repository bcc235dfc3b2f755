/**
 * Walking the journal of all shards: every operation comes after those that it follows in the chains of its wallets.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded } from "./batch/decideBatch.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import type { WalletId } from "./values/Ids.ts"

const pageSize = 500

/** How far one shard has been walked. */
interface Lane {
  readonly shard: number
  page: ReadonlyArray<Recorded>
  next: number
  after: number
  isMore: boolean
}

const laneOf = (shard: number): Lane => ({ shard, page: [], next: 0, after: 0, isMore: true })

const fill = (store: Store["Service"], lane: Lane): Effect.Effect<void, StoreUnavailable> =>
  lane.next < lane.page.length || !lane.isMore
    ? Effect.void
    : Effect.map(store.journal({ shard: lane.shard, after: lane.after, limit: pageSize }), (page) => {
        lane.page = page
        lane.next = 0
        lane.after = page.at(-1)?.operation.sequence ?? lane.after
        lane.isMore = page.length === pageSize
      })

const headOf = (lane: Lane | undefined): Recorded | undefined => lane?.page[lane.next]

/** Whether an operation is the next one in the chains of all of its wallets. */
const isNext = (versions: ReadonlyMap<WalletId, number>, { operation }: Recorded): boolean =>
  operation.links.every(({ version, wallet }) => version === (versions.get(wallet) ?? 0) + 1)

/** Whether what an operation says that it follows is not still to come. */
const isDue = (lanes: ReadonlyArray<Lane>, { operation }: Recorded): boolean =>
  operation.links.every(({ follows }) => {
    const head = headOf(lanes[follows.shard])
    return head === undefined || follows.sequence < head.operation.sequence
  })

/**
 * The shard whose next operation can come now. In a journal that was damaged perhaps none can: then one comes that waits
 * for nothing and so must be the damaged one, or else any.
 */
const choose = (lanes: ReadonlyArray<Lane>, versions: ReadonlyMap<WalletId, number>): Lane | undefined => {
  const firstThat = (can: (head: Recorded) => boolean) =>
    lanes.find((lane) => {
      const head = headOf(lane)
      return head !== undefined && can(head)
    })
  return (
    firstThat((head) => isNext(versions, head)) ??
    firstThat((head) => isDue(lanes, head)) ??
    firstThat(() => true)
  )
}

/** Calls `visit` for every operation until it gives something, and gives that. */
export const walkJournal = Effect.fnUntraced(function* <A>(
  store: Store["Service"],
  visit: (recorded: Recorded) => A | undefined
) {
  const lanes = Array.from({ length: store.shards }, (_, shard) => laneOf(shard))
  const versions = new Map<WalletId, number>()
  for (;;) {
    for (const lane of lanes) yield* fill(store, lane)
    const lane = lanes.length === 1 ? lanes[0] : choose(lanes, versions)
    const recorded = headOf(lane)
    if (lane === undefined || recorded === undefined) return undefined
    lane.next += 1
    if (lanes.length > 1)
      for (const { version, wallet } of recorded.operation.links) versions.set(wallet, version)
    const found = visit(recorded)
    if (found !== undefined) return found
  }
})
