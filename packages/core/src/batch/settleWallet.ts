/**
 * Settling a wallet of the batch: what has fallen due becomes system operations, each with its own key and entry.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { nextDue } from "../account/Wallet.ts"
import type { WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { type Due, type From, settle, type Terms } from "../decide/settle.ts"
import { recordSystem } from "./recordSystem.ts"
import type { Work } from "./Work.ts"

const nothing: ReadonlyArray<Due> = []
const always: From = { instant: 0 }

const termsOf = ({ facts: { network } }: Work, account: Account): Terms => ({
  account,
  program: network.programs.get(account.program),
  zone: network.zone
})

/** Settles what is due on a wallet up to an instant; nothing counts in closed books. */
export const settleWallet = (
  work: Work,
  id: WalletId,
  until: Instant,
  from: From = always
): ReadonlyArray<Due> => {
  const wallet = work.view.wallets.get(id)
  // Nearly always nothing is due.
  if (wallet === undefined || (nextDue(wallet) ?? Infinity) > until) return nothing
  const account = work.view.accounts.get(wallet.account)
  if (account === undefined) return nothing
  const dues = settle(wallet, termsOf(work, account), until, {
    ...from,
    instant: Math.max(from.instant, work.network.lockedUntil)
  })
  for (const due of dues) recordSystem(work, account.id, due, work.view.wallets.get(id))
  return dues
}
