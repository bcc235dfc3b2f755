/**
 * The account of a counter: opened when something is first counted, with a wallet for each asset.
 *
 * @module
 */
import { type Counter, counterAccount, counters, counterWallet } from "../network/Counter.ts"
import type { Instant } from "../values/Instant.ts"
import type { Account } from "./Account.ts"

/** A counter's account with a wallet for an asset: a new one, or the one that there is with one wallet more. */
export const withWallet = (
  account: Account | undefined,
  counter: Counter,
  asset: string,
  openedAt: Instant
): Account => {
  const wallet = { asset, wallet: counterWallet(counter, asset) }
  return account === undefined
    ? {
        id: counterAccount(counter),
        program: counters,
        status: "open",
        openedAt,
        wallets: [wallet],
        cards: []
      }
    : { ...account, wallets: [...account.wallets, wallet] }
}
