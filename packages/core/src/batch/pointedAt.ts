/**
 * What a request points at, once it is read: the wallets that are settled before it is decided, and who earns with it.
 *
 * @module
 */
import type { Command } from "../command/Command.ts"
import type { References, Request } from "../command/Request.ts"
import type { View } from "../decide/View.ts"
import type { Network } from "../network/Network.ts"
import type { AccountId, OperationId, WalletId } from "../values/Ids.ts"

const sales = new Set<Command["type"]>(["Redeem", "Advice", "Capture", "Reinstate", "Earn"])

/** Whether another account may earn with a command, which is not known before the account is read. */
export const mayRefer = ({ refers }: Network, { type }: Command): boolean => refers && sales.has(type)

/** Each once: they are few. */
const add = (wallets: Array<WalletId>, wallet: WalletId): void => {
  if (!wallets.includes(wallet)) wallets.push(wallet)
}

const addAccount = (view: View, wallets: Array<WalletId>, id: AccountId | undefined): void => {
  const account = id === undefined ? undefined : view.accounts.get(id)
  if (account !== undefined) for (const { wallet } of account.wallets) add(wallets, wallet)
}

const addOperation = (view: View, wallets: Array<WalletId>, id: OperationId | undefined): void => {
  const operation = id === undefined ? undefined : view.operations.get(id)
  if (operation !== undefined) for (const { wallet } of operation.links) add(wallets, wallet)
}

const pointedAt = (view: View, { accounts, cards, keys, operations }: References): Array<WalletId> => {
  const wallets: Array<WalletId> = []
  for (const card of cards) addAccount(view, wallets, view.cards.get(card)?.account)
  for (const account of accounts) addAccount(view, wallets, account)
  for (const operation of operations) addOperation(view, wallets, operation)
  for (const key of keys) addOperation(view, wallets, view.keys.get(key))
  return wallets
}

const referrersAmong = (view: View, wallets: ReadonlyArray<WalletId>): ReadonlySet<AccountId> => {
  const referrers = new Set<AccountId>()
  for (const wallet of wallets) {
    const holder = view.wallets.get(wallet)?.account
    const referrer = holder && view.accounts.get(holder)?.referrer
    if (referrer !== undefined) referrers.add(referrer)
  }
  return referrers
}

/** The accounts that brought those that a request points at, if they may earn with it. */
export const referrersOf = (
  network: Network,
  view: View,
  { command, references }: Request
): ReadonlyArray<AccountId> =>
  mayRefer(network, command) ? [...referrersAmong(view, pointedAt(view, references))] : []

/** The wallets on which is settled what has fallen due before a request is decided: what it points at, and who earns with it. */
export const settledBefore = (
  network: Network,
  view: View,
  { command, references }: Request
): ReadonlyArray<WalletId> => {
  const wallets = pointedAt(view, references)
  if (mayRefer(network, command))
    for (const account of referrersAmong(view, wallets)) addAccount(view, wallets, account)
  return wallets
}
