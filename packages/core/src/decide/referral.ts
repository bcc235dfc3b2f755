/**
 * Referral: what the holder who brought another one gets of the points that the other earns.
 *
 * @module
 */
import { ledger, type Wallet } from "../account/Wallet.ts"
import type { Operation } from "../journal/Operation.ts"
import { atLeastZero } from "../values/Amount.ts"
import { lotOf } from "../values/Ids.ts"
import { percentOf } from "../values/split.ts"
import { localDate, localInstant, plusMonths } from "../values/Zone.ts"
import { given, pointsWallet } from "./points.ts"
import { givenAgain, holderOf, standing, takenBack } from "./pointsBack.ts"
import { type Beside, nothingBeside, type Situation, type Subject } from "./Situation.ts"

/** The lot of the points that an operation gave the referrer. */
const referredLot = 900_001

type Holder = Pick<Subject, "account" | "program">

/** The account that brought this one, under the same program and open. */
const referrerOf = ({ view }: Situation, { account, program }: Holder): Subject | undefined => {
  const referrer = account.referrer === undefined ? undefined : view.accounts.get(account.referrer)
  return referrer === undefined || referrer.program !== program.id || referrer.status !== "open"
    ? undefined
    : { account: referrer, program, card: undefined }
}

const isOver = ({ at, network }: Situation, { account, program }: Holder): boolean => {
  const months = program.points?.referral?.months
  if (months === undefined) return false
  const opened = localDate(network.zone, account.openedAt)
  return at >= localInstant(network.zone, plusMonths(opened, months))
}

/** The sale's own receipt says of whom and how much, and nothing of what the other one has. */
const inTheirName = (
  { account }: Pick<Subject, "account">,
  { asset, id }: Wallet,
  { answers: { points }, movements, postings }: Beside
): Beside => ({
  movements,
  postings,
  answers: points
    ? { referral: { account: account.id, wallet: id, currency: asset, earned: points.earned } }
    : {}
})

/** What the referrer gets of what a sale earned. Nothing moves on an account in quarantine, and no sale of others waits for it. */
export const referralOf = (situation: Situation, subject: Subject, { answers, earned }: Beside): Beside => {
  const terms = subject.program.points
  const points = answers.points?.earned ?? 0n
  if (terms?.referral === undefined || earned === undefined) return nothingBeside
  const { percent } = terms.referral
  const referrer = referrerOf(situation, subject)
  const amount = percentOf(points, percent)
  if (referrer === undefined || referrer.account.quarantined !== undefined) return nothingBeside
  if (amount === 0n || isOver(situation, subject)) return nothingBeside
  const { wallet } = pointsWallet(situation, referrer, terms.asset.code)
  const theirs = given(situation, referrer, terms, amount, { lot: referredLot, before: points })
  if (theirs.movements.length === 0) return nothingBeside
  return {
    ...inTheirName(referrer, wallet, theirs),
    earned: { ...earned, referrer: { wallet: wallet.id, percent, had: ledger(wallet) } }
  }
}

/** What is taken back of the referrer, when the sale's points are taken back in whole or in part. */
export const referralTakenBack = (situation: Situation, original: Operation, { answers }: Beside): Beside => {
  const { earned } = original.entry
  const theirs = holderOf(situation, earned?.referrer?.wallet)
  if (earned?.referrer === undefined || theirs === undefined) return nothingBeside
  const left = standing(situation.view, original, earned.wallet) + (answers.points?.earned ?? 0n)
  const keeps = percentOf(atLeastZero(left), earned.referrer.percent)
  const back = atLeastZero(standing(situation.view, original, theirs.wallet.id) - keeps)
  return back === 0n
    ? nothingBeside
    : inTheirName(theirs, theirs.wallet, takenBack(situation, theirs, lotOf(original.id, referredLot), back))
}

/** What the referrer gets again when a refund is reversed: what the refund took. */
export const referralAgain = (situation: Situation, refund: Operation): Beside => {
  const { earned } = refund.entry
  const theirs = holderOf(situation, earned?.referrer?.wallet)
  if (earned === undefined || theirs === undefined) return nothingBeside
  const again = givenAgain(situation, theirs, refund, { lot: referredLot, subWallet: earned.subWallet })
  return inTheirName(theirs, theirs.wallet, again)
}
