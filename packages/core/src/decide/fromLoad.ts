/**
 * Taking value back from a load of which part was spent: lot by lot what is still there, what is missing, and why.
 *
 * @module
 */
import { free, isExpired } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import { advancedIn, type LotMoved, type Movement, type Posting, slicesOf } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import type { FundingClass } from "../program/SubWalletRule.ts"
import { least } from "../values/Amount.ts"
import type { ProgramId } from "../values/Ids.ts"
import { type NamedOriginal, originalOf, walletOfOriginal } from "./original.ts"
import { fundingOf } from "./pendingLoad.ts"
import type { Situation } from "./Situation.ts"
import { expiredOf, reversedBy } from "./spent.ts"

/** Verbs that fund lots, or promise them, and do nothing else to lots. */
const loads = new Set(["Load", "ConfirmLoad", "Issue", "Activate"])

/** A load that was made: the operation that funded it, its lots as they were funded, what it paid of a debt, and for whom. */
export interface MadeLoad {
  readonly original: Operation
  readonly slices: ReadonlyArray<LotMoved>
  readonly paidOff: bigint
  readonly wallet: Wallet
}

/** The load that a command names, if it brought anything. */
export const madeLoad = (situation: Situation, named: NamedOriginal): MadeLoad | undefined => {
  const found = originalOf(situation, named)
  const original = found && fundingOf(situation.view, found)
  const wallet = original && walletOfOriginal(situation, original)
  const slices = original === undefined ? [] : slicesOf(original.entry)
  if (original === undefined || wallet === undefined || !loads.has(original.verb)) return undefined
  const paidOff = -advancedIn(original.entry)
  return slices.length === 0 && paidOff === 0n ? undefined : { original, slices, paidOff, wallet }
}

/** A load that was reversed is taken back already. */
export const undone = ({ view }: Situation, { original }: MadeLoad): Decline | undefined => {
  const reversal = reversedBy(view, original)
  return reversal && { _tag: "OriginalReversed", reversal: reversal.id }
}

/** What of a funded lot is taken, and what of it is missing because it was spent, is held, or has expired. */
export interface Rest {
  readonly funding: FundingClass
  readonly taken: LotMoved
  readonly missing: bigint
  readonly hasExpired: boolean
}

/**
 * What of an amount of a lot can be taken, promised value first. What is missing was spent, unless some of the lot has expired:
 * then it was the issuer's already. A lot that is partly spent and then expired is counted as expired, in the holder's
 * favour.
 */
export const restOf = (
  { at, view }: Pick<Situation, "at" | "view">,
  { original, wallet }: MadeLoad,
  slice: LotMoved,
  due: bigint
): Rest => {
  const lot = wallet.lots.find(({ id }) => id === slice.lot.id)
  const promised = least(due, lot?.promised ?? 0n)
  const remaining = least(due - promised, lot === undefined ? 0n : free(lot))
  return {
    funding: slice.lot.funding,
    taken: { ...slice, lot: lot ?? slice.lot, remaining: -remaining, held: 0n, promised: -promised },
    missing: due - promised - remaining,
    hasExpired: (lot !== undefined && isExpired(lot, at)) || expiredOf(view, original, slice.lot.id) > 0n
  }
}

/** What of it all is missing for one reason. */
const missingOf = (rests: ReadonlyArray<Rest>, isFor: (rest: Rest) => boolean): bigint =>
  rests.filter(isFor).reduce((sum, { missing }) => sum + missing, 0n)

/** What leaves the wallet now. */
export const takenOf = (rests: ReadonlyArray<Rest>): bigint =>
  rests.reduce((sum, { taken }) => sum - taken.remaining, 0n)

const isOwed = ({ hasExpired }: Rest): boolean => !hasExpired
const isGiven = ({ funding }: Rest): boolean => funding === "promotional"

/** What the holder owes for value that was spent before it was taken back. */
export const owedFor = (rests: ReadonlyArray<Rest>): bigint => missingOf(rests, isOwed)

/** What leaves, what is owed for the rest, and what is owed again because the load had paid it. */
export const movementsOf = (
  wallet: Wallet,
  program: ProgramId,
  rests: ReadonlyArray<Rest>,
  again: bigint
): ReadonlyArray<Movement> => {
  const amount = owedFor(rests)
  return [
    ...rests
      .map(({ taken }) => taken)
      .filter(({ promised, remaining }) => remaining !== 0n || promised !== 0n),
    ...(amount === 0n ? [] : [{ kind: "receivable" as const, wallet: wallet.id, amount }]),
    ...(again === 0n
      ? []
      : [{ kind: "receivable" as const, wallet: wallet.id, amount: again, advancedBy: program }])
  ]
}

/** What was paid for a load: the account that took it, and how much. */
export const paymentOf = ({ original }: MadeLoad): Posting | undefined =>
  original.entry.postings.find(({ account }) => account.kind === "cashClearing")

/**
 * Paid value goes back as it was paid; the promotion takes its expense back. `bearsExpired`: what had expired comes out of
 * the issuer's breakage, because the payer has it back all the same; else the issuer keeps it.
 */
export const postingsOf = (
  load: MadeLoad,
  program: ProgramId,
  rests: ReadonlyArray<Rest>,
  again: bigint,
  bearsExpired: boolean
): ReadonlyArray<Posting> => {
  const { asset, id } = load.wallet
  const movements = rests.map(({ taken }) => taken)
  const back = (isOf: (rest: Rest) => boolean): bigint => {
    const of = rests.filter(isOf)
    return takenOf(of) + owedFor(of)
  }
  const expired = bearsExpired ? missingOf(rests, (rest) => rest.hasExpired && !isGiven(rest)) : 0n
  const cash = paymentOf(load)
  return [
    ...liabilityPostings(movements, asset, () => program),
    ...posted({ kind: "receivable", wallet: id }, asset, owedFor(rests) + again),
    ...posted({ kind: "breakageIncome", program }, asset, expired),
    ...posted({ kind: "promotionExpense", program }, asset, -back(isGiven)),
    ...(cash === undefined
      ? []
      : posted(cash.account, asset, -back((rest) => !isGiven(rest)) - again - expired))
  ]
}
