/**
 * The trial balance: the sum of every ledger account, and the proof that all of them together come to zero.
 *
 * @module
 */
import { type BookAccount, accountTitle, bookAccount } from "./ChartOfAccounts.ts"
import type { Posting } from "./Entry.ts"

/** The sum of one account in one asset, in minor units; debits positive. */
export interface AccountSum {
  readonly account: BookAccount
  readonly asset: string
  readonly amount: bigint
}

/** Adds postings up, per account and asset, in the order of the accounts' names. */
export const trialBalance = (postings: Iterable<Posting>): ReadonlyArray<AccountSum> => {
  const sums = new Map<string, AccountSum>()
  for (const { account, amount, asset } of postings) {
    const book = bookAccount(account)
    const key = `${asset} ${accountTitle(book)}`
    sums.set(key, { account: book, asset, amount: (sums.get(key)?.amount ?? 0n) + amount })
  }
  return [...sums].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum)
}

const perAsset = (sums: ReadonlyArray<AccountSum>, sign: bigint): ReadonlyMap<string, bigint> => {
  const totals = new Map<string, bigint>()
  for (const { amount, asset } of sums) totals.set(asset, (totals.get(asset) ?? 0n) + sign * amount)
  return totals
}

/** Per asset the sum of all accounts: 0, or the books are broken. */
export const balanceTotals = (sums: ReadonlyArray<AccountSum>): ReadonlyMap<string, bigint> =>
  perAsset(sums, 1n)

/** Per asset what is owed to holders: the liability accounts with their sign turned round. */
export const outstandingLiability = (sums: ReadonlyArray<AccountSum>): ReadonlyMap<string, bigint> =>
  perAsset(
    sums.filter(({ account }) => account.kind === "liability"),
    -1n
  )
