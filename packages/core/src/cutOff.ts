/**
 * Cutting off: a clearing period is worked out from the journal before the command that ends it is offered.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import { positionsOf, cutOffPostings } from "./clearing/settle.ts"
import type { CutOff } from "./command/CutOff.ts"
import type { Request } from "./command/Request.ts"
import type { Sha256 } from "./journal/hashChain.ts"
import { cycleAccount } from "./network/Counter.ts"
import type { Network } from "./network/Network.ts"
import { net, textOf } from "./netting.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { ends } from "./readOn.ts"
import { scoped } from "./values/Ids.ts"

/** What is known where a period is cut off. */
export interface Cutting {
  readonly store: Store["Service"]
  readonly network: Network
  readonly sha256: Sha256
}

/**
 * A request with what its period comes to, as far as the journal reaches now: what is recorded from here on is of a later
 * period. A key that was used before, and a period that is settled, are not worked out again; other requests stay as they are.
 */
export const withNetted = (cutting: Cutting, request: Request): Effect.Effect<Request, StoreUnavailable> =>
  request.command.type === "CutOff" ? netted(cutting, request, request.command) : Effect.succeed(request)

const netted = Effect.fnUntraced(function* (
  { network, sha256, store }: Cutting,
  request: Request,
  { cycle, through }: CutOff
): Effect.fn.Return<Request, StoreUnavailable> {
  const account = cycleAccount(cycle)
  const own = scoped(request.client, request.command.key)
  const view = yield* store.read({ cards: [], accounts: [account], operations: [], keys: [own] })
  const before = view.accounts.get(account)?.cycle
  const previous = before?.last
  if (view.keys.has(own) || (previous !== undefined && through <= previous.through)) return request
  const cut = yield* ends(store)
  const open = before?.open ?? []
  const netted = yield* net(store, { network, cycle, through, cut, previous, open })
  return {
    ...request,
    netted: {
      period: {
        through,
        cut,
        ...(previous && { previous }),
        open,
        network: network.version,
        positions: positionsOf(netted.lines),
        digest: sha256(textOf(netted.lines))
      },
      open: netted.open,
      postings: cutOffPostings(netted.lines)
    }
  }
})
