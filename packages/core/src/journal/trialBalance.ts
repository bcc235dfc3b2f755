/**
 * The trial balance: the sum of every ledger account, and the proof that all of them together come to zero.
 *
 * @module
 */
import { accountName } from "./ChartOfAccounts.ts"
import type { Posting } from "./Entry.ts"

/** Sums per asset and account name, in minor units; debits positive. */
export interface TrialBalance {
  readonly accounts: ReadonlyArray<{ readonly account: string; readonly asset: string; readonly amount: bigint }>
  /** Per asset the sum of all accounts: 0, or the books are broken. */
  readonly totals: ReadonlyMap<string, bigint>
}

const add = (sums: Map<string, bigint>, name: string, amount: bigint): Map<string, bigint> =>
  sums.set(name, (sums.get(name) ?? 0n) + amount)

/** Adds up postings. */
export const trialBalance = (postings: Iterable<Posting>): TrialBalance => {
  const accounts = new Map<string, { account: string; asset: string; amount: bigint }>()
  const totals = new Map<string, bigint>()
  for (const posting of postings) {
    const account = accountName(posting.account)
    const key = `${posting.asset} ${account}`
    const before = accounts.get(key)?.amount ?? 0n
    accounts.set(key, { account, asset: posting.asset, amount: before + posting.amount })
    add(totals, posting.asset, posting.amount)
  }
  const sorted = [...accounts.entries()].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, line]) => line)
  return { accounts: sorted, totals }
}

/** What is owed to holders, per asset: the liability accounts with their sign turned round. */
export const outstandingLiability = (balance: TrialBalance): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const { account, amount, asset } of balance.accounts)
    add(sums, asset, account.startsWith("liability ") ? -amount : 0n)
  return sums
}
