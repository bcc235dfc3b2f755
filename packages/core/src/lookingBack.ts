/**
 * Looking back: what became of a wallet since an instant is read before a command is offered that takes value then.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Wallet } from "./account/Wallet.ts"
import type { Request } from "./command/Request.ts"
import { settle } from "./decide/settle.ts"
import type { View } from "./decide/View.ts"
import { hindsightOf } from "./journal/Hindsight.ts"
import type { Operation, Position } from "./journal/Operation.ts"
import type { Network } from "./network/Network.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import type { Instant } from "./values/Instant.ts"

const page = 256

/** A command that takes value at an instant that it names. */
interface Taking {
  readonly currency: string
  readonly since: Instant
}

const takingIn = ({ command }: Request): Taking | undefined => {
  if (!("effectiveAt" in command) || command.effectiveAt === undefined) return undefined
  const isTaking =
    command.type === "Redeem" ||
    command.type === "Advice" ||
    (command.type === "Adjust" && command.amount < 0n)
  return isTaking ? { currency: command.currency, since: command.effectiveAt } : undefined
}

/** The wallet that is meant, as it will be when what is due on it by now was settled. */
const walletIn = (view: View, network: Network, { cards, command, receivedAt }: Request, asset: string) => {
  const id = cards.card === undefined ? command.account : view.cards.get(cards.card.index)?.account
  const account = id === undefined ? undefined : view.accounts.get(id)
  const named = account?.wallets.find((one) => one.asset === asset)?.wallet
  const wallet = named && view.wallets.get(named)
  if (account === undefined || wallet === undefined) return undefined
  const terms = { account, program: network.programs.get(account.program), zone: network.zone }
  const until = Math.max(receivedAt, view.recordedAt)
  const dues = settle(wallet, terms, until, { instant: network.lockedUntil })
  return { before: wallet, after: dues.at(-1)?.after ?? wallet, dues }
}

/** Everything on a wallet, up to its present state, that was recorded since and so may count since. */
const recordedSince = Effect.fnUntraced(function* (
  store: Store["Service"],
  wallet: Wallet,
  since: Instant
): Effect.fn.Return<ReadonlyArray<Operation>, StoreUnavailable> {
  const found: Array<Operation> = []
  for (let before: Position | undefined; ;) {
    const more = yield* store.history({ wallet: wallet.id, limit: page, ...(before && { before }) })
    for (const { operation } of more) {
      const link = operation.links.find((one) => one.wallet === wallet.id)
      if (link !== undefined && link.version <= wallet.version) found.push(operation)
      before = operation
    }
    const last = more.at(-1)?.operation
    if (more.length < page || last === undefined || last.recordedAt < since) return found
  }
})

/** A request with what became of its wallet since it counts, where it takes value earlier than it is recorded. */
export const withHindsight = Effect.fnUntraced(function* (
  { network, store }: { readonly store: Store["Service"]; readonly network: Network },
  request: Request
): Effect.fn.Return<Request, StoreUnavailable> {
  const taking = takingIn(request)
  if (taking === undefined) return request
  const view = yield* store.read(request.references)
  const found = walletIn(view, network, request, taking.currency)
  if (found === undefined) return request
  const recorded = yield* recordedSince(store, found.before, taking.since)
  const due = found.dues.map(({ at, entry, verb }) => ({ effectiveAt: at, entry, verb }))
  return { ...request, hindsight: hindsightOf(found.after, taking.since, [...recorded, ...due]) }
})
