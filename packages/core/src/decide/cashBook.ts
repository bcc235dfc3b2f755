/**
 * The cash of an outlet: who has which drawer, what is on its way to head office, and who bears what is missing.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { cashAccount, cashWallet, countUse, type Drawers } from "../account/Shift.ts"
import type { LedgerAccount } from "../journal/ChartOfAccounts.ts"
import type { Movement, Posting } from "../journal/Entry.ts"
import { posted } from "../journal/post.ts"
import { counters } from "../network/Counter.ts"
import type { OutletId, OwnerId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { used } from "./inShift.ts"
import type { Situation } from "./Situation.ts"

/** An account that counts, with its wallets. */
export const countingAccount = (
  id: Account["id"],
  wallets: Account["wallets"],
  openedAt: Instant
): Account => ({ id, program: counters, status: "open", openedAt, wallets, cards: [] })

/**
 * What an operation does in an outlet's cash: every one stands in the chain of its first wallet, and a currency that is new
 * there gets a wallet.
 */
export const inCash = (
  { at, request, view }: Situation,
  outlet: OutletId,
  currency: string,
  change?: (drawers: Drawers) => Drawers
): ReadonlyArray<Movement> => {
  const before = view.accounts.get(cashAccount(outlet))
  const account = before ?? countingAccount(cashAccount(outlet), [], at)
  const wallet = { asset: currency, wallet: cashWallet(outlet, currency) }
  const isThere = account.wallets.some(({ asset }) => asset === currency)
  const wallets = isThere ? account.wallets : [...account.wallets, wallet]
  const [first = wallet] = wallets
  const counted = used(first.wallet, countUse(request.command.type), 1n)
  if (isThere && change === undefined) return [counted]
  const after = { ...account, wallets, ...(change && { drawers: change(account.drawers ?? []) }) }
  return [{ kind: "account", ...(before !== undefined && { before }), after }, counted]
}

/** Cash that an owner took for value, or paid out. */
export const cashOf = (owner: OwnerId): LedgerAccount => ({ kind: "cashClearing", owner, tender: "cash" })

/**
 * Whether cash that is missing is head office's own loss. What another owner's drawer is short of is that owner's matter: it
 * owes head office what it took.
 */
export const isOwnCash = ({ network }: Pick<Situation, "network">, owner: OwnerId): boolean =>
  network.headOffice === owner

/** Cash over, or with a minus short, as the books of its owner say it. */
export const variancePosted = (
  owner: OwnerId,
  currency: string,
  variance: bigint
): ReadonlyArray<Posting> => [
  ...posted(cashOf(owner), currency, variance),
  ...posted({ kind: "cashVariance", owner }, currency, -variance)
]
