/**
 * The trial balance: the sum of every ledger account, and the proof that all of them together come to zero.
 *
 * @module
 */
import { type BookAccount, accountKey, accountTitle, bookAccount } from "./ChartOfAccounts.ts"
import type { Posting } from "./Entry.ts"

/** The sum of one account in one asset, in minor units; debits positive. */
export interface AccountSum {
  readonly account: BookAccount
  readonly asset: string
  readonly amount: bigint
}

/** Sums by their assets and accounts. */
export type Sums = Map<string, AccountSum>

/** By what sums are told apart and ordered: asset and title; two accounts whose titles read alike are still two. */
export const sumKey = ({ account, asset }: Pick<AccountSum, "account" | "asset">): string =>
  `${asset} ${accountTitle(account)}\n${accountKey(account)}`

/** Adds postings to sums, per account and asset. */
export const addPostings = (sums: Sums, postings: Iterable<Posting>): void => {
  for (const { account, amount, asset } of postings) {
    const key = `${asset}\n${accountKey(account)}`
    const before = sums.get(key)
    sums.set(key, {
      account: before?.account ?? bookAccount(account),
      asset,
      amount: (before?.amount ?? 0n) + amount
    })
  }
}

/** Sums in the order of the accounts' names. */
export const inOrder = (sums: Sums): ReadonlyArray<AccountSum> =>
  [...sums.values()]
    .map((sum) => ({ sum, key: sumKey(sum) }))
    .sort((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ sum }) => sum)

/** Adds postings up, per account and asset, in the order of the accounts' names. */
export const trialBalance = (postings: Iterable<Posting>): ReadonlyArray<AccountSum> => {
  const sums: Sums = new Map()
  addPostings(sums, postings)
  return inOrder(sums)
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
