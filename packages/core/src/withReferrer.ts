/**
 * Looking up who brought the holder, before a sale is decided that earns points for both of them.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Command } from "./command/Command.ts"
import type { Request } from "./command/Request.ts"
import type { Network } from "./network/Network.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import type { AccountId } from "./values/Ids.ts"

const sales = new Set<Command["type"]>(["Redeem", "Advice", "Capture", "Reinstate", "Earn"])

/** Whether another account may earn with a command, which is not known before the account is read. */
export const mayRefer = ({ refers }: Network, { type }: Command): boolean => refers && sales.has(type)

/**
 * The request with the accounts that earn with it among what it points at. Who brought a holder is said once, when the
 * account is opened: what is read here stays true.
 */
export const withReferrer =
  (known: { readonly network: Network }, read: Store["Service"]["read"]) =>
  (request: Request): Effect.Effect<Request, StoreUnavailable> =>
    mayRefer(known.network, request.command)
      ? Effect.map(read(request.references), ({ accounts }) => {
          const referrers = [...accounts.values()].map(({ referrer }) => referrer)
          const added = referrers.filter((one): one is AccountId => one !== undefined)
          const { references } = request
          return added.length === 0
            ? request
            : { ...request, references: { ...references, accounts: [...references.accounts, ...added] } }
        })
      : Effect.succeed(request)
