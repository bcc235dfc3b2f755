/**
 * Looking up who brought the holders, before sales are decided that earn points for both.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Task } from "./batch/decideBatch.ts"
import { mayRefer, referrersOf } from "./batch/pointedAt.ts"
import type { References, Request } from "./command/Request.ts"
import type { Network } from "./network/Network.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"

const together = (all: ReadonlyArray<References>): References => ({
  cards: all.flatMap(({ cards }) => cards),
  accounts: all.flatMap(({ accounts }) => accounts),
  operations: all.flatMap(({ operations }) => operations),
  keys: all.flatMap(({ keys }) => keys)
})

const pointingAlsoAt = (request: Request, accounts: References["accounts"]): Request => ({
  ...request,
  references: { ...request.references, accounts: [...request.references.accounts, ...accounts] }
})

/**
 * The tasks of a batch, pointing also at the accounts that may earn with them. It is asked when a batch is taken, after all
 * that its clients sent before. Who brought a holder is said once, when the account is opened: what is read here stays true.
 */
export const withReferrers = (
  network: Network,
  read: Store["Service"]["read"],
  tasks: ReadonlyArray<Task>
): Effect.Effect<ReadonlyArray<Task>, StoreUnavailable> => {
  const sales = network.refers
    ? tasks.flatMap((task) =>
        "request" in task && mayRefer(network, task.request.command) ? [task.request.references] : []
      )
    : []
  return sales.length === 0
    ? Effect.succeed(tasks)
    : Effect.map(read(together(sales)), (view) =>
        tasks.map((task): Task => {
          const referrers = "request" in task ? referrersOf(network, view, task.request) : []
          return "request" in task && referrers.length > 0
            ? { ...task, request: pointingAlsoAt(task.request, referrers) }
            : task
        })
      )
}
