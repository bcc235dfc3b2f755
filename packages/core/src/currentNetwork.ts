/**
 * The current network: what a process knows of owners, places, people and terms, and how it catches up with changes that
 * others have made.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Recorded, Task } from "./batch/decideBatch.ts"
import type { Request } from "./command/Request.ts"
import { changesIn } from "./journal/Entry.ts"
import type { Position } from "./journal/Operation.ts"
import { changed } from "./network/changed.ts"
import { networkWallet } from "./network/Counter.ts"
import type { Network } from "./network/Network.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"

/** Mostly little has changed: pages are small at first. */
const pages = { first: 8, most: 500 }

/** How many changes the network had seen with an operation. */
const versionIn = ({ operation }: Recorded): number =>
  operation.links.find(({ wallet }) => wallet === networkWallet)?.version ?? 0

/** The operations that have changed the network since a version, oldest first. */
export const changesSince: (
  store: Store["Service"],
  version: number
) => Effect.Effect<ReadonlyArray<Recorded>, StoreUnavailable> = Effect.fnUntraced(function* (store, version) {
  const newestFirst: Array<Recorded> = []
  let before: Position | undefined
  let limit = pages.first
  for (let isMore = true; isMore;) {
    const found = yield* store.history({
      wallet: networkWallet,
      limit,
      ...(before !== undefined && { before })
    })
    newestFirst.push(...found.filter((one) => versionIn(one) > version))
    const last = found.at(-1)
    before = last?.operation
    isMore = found.length === limit && last !== undefined && versionIn(last) > version + 1
    limit = Math.min(limit * 2, pages.most)
  }
  return newestFirst.toReversed()
})

/** A network after the operations that have changed it since. */
export const after = (network: Network, operations: ReadonlyArray<Recorded>): Network =>
  changed(
    network,
    operations.flatMap(({ operation }) => changesIn(operation.entry))
  )

/** The network as this process knows it. */
export class CurrentNetwork {
  network: Network
  private readonly store: Store["Service"]

  constructor(store: Store["Service"], network: Network) {
    this.store = store
    this.network = network
  }

  /** Takes a network that is known to be the ledger's, unless a newer one is known already. */
  adopt(network: Network): void {
    if (network.version > this.network.version) this.network = network
  }

  /** Reads what others have changed. */
  readonly catchUp: Effect.Effect<void, StoreUnavailable> = Effect.suspend(() => {
    const { network, store } = this
    return Effect.map(changesSince(store, network.version), (operations) =>
      this.adopt(after(network, operations))
    )
  })

  /** Catches up, and makes tasks ready again for what is then the network. */
  readonly renew =
    (again: (request: Request) => Request) =>
    (tasks: ReadonlyArray<Task>): Effect.Effect<ReadonlyArray<Task>, StoreUnavailable> =>
      Effect.map(this.catchUp, () =>
        tasks.map((task) => ("request" in task ? { ...task, request: again(task.request) } : task))
      )
}
