/**
 * A wallet and an account as they were at an instant of ledger time: told again from the chains of the account's wallets.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Account } from "./account/Account.ts"
import { emptyWallet, type Wallet } from "./account/Wallet.ts"
import { apply } from "./journal/apply.ts"
import type { Operation } from "./journal/Operation.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { historyOf } from "./statement.ts"
import { canonicalText } from "./values/canonical.ts"
import type { Instant } from "./values/Instant.ts"

/** A wallet with everything that has happened to it, oldest first. */
export interface Chained {
  readonly wallet: Wallet
  readonly operations: ReadonlyArray<Operation>
}

/** What had happened to a wallet by then, and what it was. */
const asOfThen = ({ account, asset, id }: Wallet, all: ReadonlyArray<Operation>, asOf: Instant): Chained => {
  const operations = all.filter(({ recordedAt }) => recordedAt <= asOf)
  let wallet = emptyWallet(id, account, asset)
  for (const { entry, links } of operations) {
    const link = links.find((one) => one.wallet === id)
    if (link !== undefined) wallet = { ...apply(wallet, entry), version: link.version, head: link.hash }
  }
  return { wallet, operations }
}

/** A wallet as it is, or as it was at an instant, with what had happened to it. */
export const chainAsOf = (
  store: Store["Service"],
  wallet: Wallet,
  asOf: Instant | undefined
): Effect.Effect<Chained, StoreUnavailable> =>
  Effect.map(historyOf(store, wallet), (operations) =>
    asOf === undefined ? { wallet, operations } : asOfThen(wallet, operations, asOf)
  )

/**
 * An account that never is again what it was, as a shift's is not, after operations of its wallets: every change of it stands
 * in the chain of one of them. Nothing: it was not open yet.
 */
export const accountAfter = (
  id: Account["id"],
  operations: ReadonlyArray<Operation>
): Account | undefined => {
  const changes = operations.flatMap(({ entry }) =>
    entry.movements.flatMap((one) => (one.kind === "account" && one.after.id === id ? [one] : []))
  )
  // Two chains may be in different shards, whose sequences say nothing of each other: what nothing has followed is the last.
  const left = new Set(changes.flatMap(({ before }) => (before === undefined ? [] : [canonicalText(before)])))
  return changes.find(({ after }) => !left.has(canonicalText(after)))?.after
}
