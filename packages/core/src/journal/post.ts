/**
 * Posting templates: how movements of value become debits and credits.
 *
 * @module
 */
import type { LedgerAccount } from "./ChartOfAccounts.ts"
import type { LotMoved, Movement, Posting } from "./Entry.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import type { ProgramId, WalletId } from "../values/Ids.ts"

type Liability = Extract<LedgerAccount, { readonly kind: "liability" }>

/** A wallet is under one program at a time. */
const isSame = (a: Liability, b: Liability): boolean =>
  a.wallet === b.wallet && a.subWallet === b.subWallet && a.funding === b.funding

const liabilityOf = (program: ProgramId, movement: LotMoved): Liability => ({
  kind: "liability",
  wallet: movement.wallet,
  program,
  subWallet: movement.lot.subWallet,
  funding: movement.lot.funding
})

/**
 * The liability side of an entry: value that enters lots is credited, value that leaves them debited, one posting per
 * wallet, sub-wallet and funding class. Value that is held or promised is not posted.
 */
export const liabilityPostings = (
  movements: ReadonlyArray<Movement>,
  asset: string,
  programOf: (wallet: WalletId) => ProgramId
): ReadonlyArray<Posting> => {
  const postings: Array<{ account: Liability; asset: string; amount: bigint }> = []
  for (const movement of movements) {
    if (movement.kind !== "lot") continue
    const account = liabilityOf(programOf(movement.wallet), movement)
    const same = postings.find((posting) => isSame(posting.account, account))
    if (same === undefined) postings.push({ account, asset, amount: -movement.remaining })
    else same.amount -= movement.remaining
  }
  return postings.filter(({ amount }) => amount !== 0n)
}

/** One posting, left out where nothing moves. */
export const posted = (account: LedgerAccount, asset: string, amount: bigint): ReadonlyArray<Posting> =>
  amount === 0n ? [] : [{ account, asset, amount }]

/** Postings and the one account that takes the other side of them all. */
export const against = (
  postings: ReadonlyArray<Posting>,
  account: LedgerAccount,
  asset: string
): ReadonlyArray<Posting> => [
  ...postings,
  ...posted(account, asset, -postings.reduce((sum, posting) => sum + posting.amount, 0n))
]

/** Where value goes that expired: a promotion takes its expense back and is never income; other value is breakage. */
export const expiredTo = (funding: FundingClass, program: ProgramId): LedgerAccount =>
  funding === "promotional" ? { kind: "promotionExpense", program } : { kind: "breakageIncome", program }

/** Where a dormancy fee goes: what was given is never income, not even as a fee. */
export const feeTo = (funding: FundingClass, program: ProgramId): LedgerAccount =>
  funding === "promotional" ? { kind: "promotionExpense", program } : { kind: "feeIncome", program }

/** Whether postings add up to zero for every asset. */
export const isBalanced = (postings: ReadonlyArray<Posting>): boolean => {
  const [first] = postings
  let [sum, others] = [0n, 0]
  for (const { amount, asset } of postings)
    if (asset === first?.asset) sum += amount
    else others += 1
  return sum === 0n && (others === 0 || isBalanced(postings.filter(({ asset }) => asset !== first?.asset)))
}
