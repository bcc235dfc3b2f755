/**
 * What is known of one person, as JSON: the record, and everything that the ledger holds of the person's accounts.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { Account } from "./account/Account.ts"
import { ledger, type Wallet } from "./account/Wallet.ts"
import type { View } from "./decide/View.ts"
import type { Holder } from "./holder/Holder.ts"
import type { Operation } from "./journal/Operation.ts"
import type { Ruling } from "./ports/HolderStore.ts"
import type { Store } from "./ports/Store.ts"
import { historyOf, lineOf } from "./statement.ts"
import type { AccountId } from "./values/Ids.ts"
import { iso } from "./values/Instant.ts"

/** One operation on a wallet. Amounts are minor units. */
export interface ExportedOperation {
  readonly operation: string
  readonly verb: string
  readonly at: string
  readonly outlet?: string
  readonly operator?: string
  readonly amount: number
  readonly balance: number
  /** The command as it was sent: secrets left out, card numbers as keyed hashes. Absent: the ledger did it by itself. */
  readonly asked?: unknown
}

export interface ExportedWallet {
  readonly currency: string
  readonly balance: number
  readonly operations: ReadonlyArray<ExportedOperation>
}

export interface ExportedAccount {
  readonly account: string
  readonly program: string
  readonly status: string
  readonly openedAt: string
  readonly cards: ReadonlyArray<{ readonly masked: string; readonly status: string }>
  readonly wallets: ReadonlyArray<ExportedWallet>
}

/** Plain JSON: instants in RFC 3339, amounts as numbers of minor units. */
export interface HolderExport {
  readonly holder: Holder
  readonly version: number
  readonly changedAt: string
  readonly legalHold?: { readonly at: string; readonly by: string; readonly reason: string }
  readonly accounts: ReadonlyArray<ExportedAccount>
}

const exportedOperation = (operation: Operation, wallet: Wallet, before: number): ExportedOperation => {
  const { amount, balance } = lineOf(operation, wallet, BigInt(before))
  return {
    operation: operation.id,
    verb: operation.verb,
    at: iso(operation.effectiveAt),
    ...(operation.outlet !== undefined && { outlet: operation.outlet }),
    ...(operation.operator !== undefined && { operator: operation.operator }),
    amount: Number(amount),
    balance: Number(balance),
    ...(operation.asked !== "" && { asked: JSON.parse(operation.asked) as unknown })
  }
}

const exportedWallet = Effect.fnUntraced(function* (store: Store["Service"], wallet: Wallet) {
  const operations: Array<ExportedOperation> = []
  for (const operation of yield* historyOf(store, wallet))
    operations.push(exportedOperation(operation, wallet, operations.at(-1)?.balance ?? 0))
  return { currency: wallet.asset, balance: Number(ledger(wallet)), operations }
})

const exportedAccount = Effect.fnUntraced(function* (store: Store["Service"], view: View, account: Account) {
  const wallets = account.wallets.flatMap(({ wallet }) => view.wallets.get(wallet) ?? [])
  return {
    account: account.id,
    program: account.program,
    status: account.status,
    openedAt: iso(account.openedAt),
    cards: account.cards.flatMap((index) => {
      const card = view.cards.get(index)
      return card === undefined ? [] : [{ masked: card.masked, status: card.status }]
    }),
    wallets: yield* Effect.forEach(wallets, (wallet) => exportedWallet(store, wallet))
  }
})

/** Everything that the ledger holds of accounts. */
export const exportAccounts = Effect.fnUntraced(function* (
  store: Store["Service"],
  accounts: ReadonlyArray<AccountId>
) {
  const view = yield* store.read({ accounts, cards: [], operations: [], keys: [] })
  const found = accounts.flatMap((id) => view.accounts.get(id) ?? [])
  return yield* Effect.forEach(found, (account) => exportedAccount(store, view, account))
})

/** A ruling as it is exported. */
export const exportedRuling = ({ at, by, reason }: Ruling) => ({ at: iso(at), by, reason })
