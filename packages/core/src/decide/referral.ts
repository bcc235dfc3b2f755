/**
 * Referral: what the holder who brought another one gets of the points that the other earns.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Operation } from "../journal/Operation.ts"
import { atLeastZero } from "../values/Amount.ts"
import { lotOf } from "../values/Ids.ts"
import { percentOf } from "../values/split.ts"
import { localDate, localInstant, plusMonths } from "../values/Zone.ts"
import { given, givenAgain, pointsOf, pointsWallet, standing, takenBack } from "./points.ts"
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
export const referralOf = (situation: Situation, subject: Subject, { answers }: Beside): Beside => {
  const terms = subject.program.points
  const earned = answers.points?.earned ?? 0n
  if (terms?.referral === undefined || earned === 0n) return nothingBeside
  const referrer = referrerOf(situation, subject)
  const amount = percentOf(earned, terms.referral.percent)
  if (referrer === undefined || referrer.account.quarantined !== undefined) return nothingBeside
  return amount === 0n || isOver(situation, subject)
    ? nothingBeside
    : inTheirName(
        referrer,
        pointsWallet(situation, referrer, terms.asset.code).wallet,
        given(situation, referrer, terms, amount, { lot: referredLot, before: earned })
      )
}

/** What is taken back of the referrer, when the sale's points are taken back in whole or in part. */
export const referralTakenBack = (
  situation: Situation,
  subject: Holder,
  original: Operation,
  { answers }: Beside
): Beside => {
  const terms = subject.program.points
  const referrer = referrerOf(situation, subject)
  const theirs = referrer && pointsOf(situation, referrer)
  const own = pointsOf(situation, subject)
  if (terms?.referral === undefined || referrer === undefined) return nothingBeside
  if (theirs === undefined || own === undefined) return nothingBeside
  const left = standing(situation.view, original, own.id) + (answers.points?.earned ?? 0n)
  const keeps = percentOf(atLeastZero(left), terms.referral.percent)
  const back = atLeastZero(standing(situation.view, original, theirs.id) - keeps)
  return back === 0n
    ? nothingBeside
    : inTheirName(
        referrer,
        theirs,
        takenBack(situation, subject.program, theirs, lotOf(original.id, referredLot), back)
      )
}

/** What the referrer gets again when a refund is reversed: what the refund took. */
export const referralAgain = (situation: Situation, subject: Subject, refund: Operation): Beside => {
  const referrer = subject.program.points?.referral && referrerOf(situation, subject)
  const theirs = referrer && pointsOf(situation, referrer)
  return referrer === undefined || theirs === undefined
    ? nothingBeside
    : inTheirName(referrer, theirs, givenAgain(situation, referrer, refund, referredLot))
}
