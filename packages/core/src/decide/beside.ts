/**
 * What a sale does beside being paid: points, vouchers, progress, and what is taken back of them with it.
 *
 * @module
 */
import type { BasketLine } from "../account/Hold.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Entry, LotMoved, Movement } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { drawnBack } from "../policy/quota.ts"
import type { PointsTerms } from "../program/Points.ts"
import { earnedBy, earnedElsewhere } from "./points.ts"
import { earnedAgain, takenBackBy } from "./pointsBack.ts"
import { counted, counts, recounted, retypedIn, uncounted } from "./progress.ts"
import { referralAgain, referralOf, referralTakenBack } from "./referral.ts"
import { type Beside, nothingBeside, type Situation, type Subject } from "./Situation.ts"
import { type SpentSlice, totalLeft } from "./spent.ts"
import { grantedAgain, grantedBy, unlapsed, ungranted } from "./vouchers.ts"

const together = (
  parts: ReadonlyArray<Omit<Beside, "answers"> & Partial<Pick<Beside, "answers">>>
): Beside => {
  const movements = parts.flatMap((part) => part.movements)
  const earned = parts.findLast((part) => part.earned !== undefined)?.earned
  return {
    movements,
    earned,
    postings: parts.flatMap(({ postings }) => postings),
    answers: Object.assign({}, ...parts.map(({ answers }) => answers), typeShown(movements))
  }
}

/** Whether the card is of another type now. */
const typeShown = (movements: ReadonlyArray<Movement>): Beside["answers"] => {
  const retyped = retypedIn(movements)
  return retyped === undefined
    ? {}
    : { cardType: { from: retyped.before?.cardType, to: retyped.after.cardType } }
}

const paidBy = (slices: ReadonlyArray<{ readonly slice: LotMoved; readonly left: bigint }>): bigint =>
  slices.reduce((sum, { left, slice }) => (slice.lot.funding === "paid" ? sum + left : sum), 0n)

const isMoney = ({ program }: Pick<Subject, "program">, { asset }: Pick<Wallet, "asset">): boolean =>
  asset === program.asset.code

/** What a sale does with the slices that paid it. */
export const besideSale = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  slices: ReadonlyArray<LotMoved>
): Beside => {
  const { program } = subject
  // A capture of nothing is no sale.
  if (!isMoney(subject, wallet) || slices.length === 0) return nothingBeside
  if (!counts(program)) {
    const points = earnedBy(situation, subject, subject.account, slices)
    return program.points?.referral === undefined
      ? points
      : together([points, referralOf(situation, subject, points)])
  }
  const paid = paidBy(slices.map((slice) => ({ slice, left: -slice.remaining })))
  const progress = counted(situation, subject, wallet, paid)
  const vouchers = grantedBy(situation, subject, wallet, { paid, slices, visit: progress.visit })
  const points = earnedBy(situation, subject, progress.account, slices)
  return together([{ ...progress, postings: [] }, vouchers, points, referralOf(situation, subject, points)])
}

/** What a sale does that is paid elsewhere: it earns points, for whoever brought the holder too. */
export const besideElsewhere = (
  situation: Situation,
  subject: Subject,
  terms: PointsTerms,
  parts: ReadonlyArray<BasketLine>
): Beside => {
  const points = earnedElsewhere(situation, subject, terms, parts)
  return together([points, referralOf(situation, subject, points)])
}

/** What is taken back of the points that a sale gave, its own and its referrer's, is in the stock again that they came from. */
const toStock = (
  { entry }: Operation,
  { answers: { points } }: Beside,
  { answers: { referral } }: Beside
): ReadonlyArray<Movement> => drawnBack(entry, -(points?.earned ?? 0n) - (referral?.earned ?? 0n))

/** What a refund or reversal takes back beside, when so much of what paid the sale is left. */
export const besideReturn = (
  situation: Situation,
  subject: Pick<Subject, "account" | "program">,
  wallet: Wallet,
  original: Operation,
  parts: {
    readonly before: ReadonlyArray<SpentSlice>
    readonly left: ReadonlyArray<SpentSlice>
    /** What lapsed with the sale, and what it took of a stock, comes back with the entry that is mirrored. */
    readonly isMirrored?: boolean
  }
): Beside => {
  // What the sale itself earned, counted, granted and let lapse goes back with it, whatever the terms say by now.
  const points = takenBackBy(situation, original, parts.left)
  const referral = referralTakenBack(situation, original, points)
  const left = { paid: paidBy(parts.left), all: totalLeft(parts.left) }
  const isWhole = left.all === 0n
  const movements = uncounted(subject, wallet, original, { paid: paidBy(parts.before) - left.paid, isWhole })
  return together([
    { movements, postings: [] },
    { movements: parts.isMirrored === true ? [] : toStock(original, points, referral), postings: [] },
    ungranted(situation, subject, wallet, original, left),
    ...(isWhole && parts.isMirrored !== true ? [unlapsed(situation, subject, wallet, original)] : []),
    { ...points, earned: original.entry.earned },
    referral
  ])
}

/** What a return takes back beside of a sale that was paid elsewhere, of each part of which so much is left. */
export const besideReturnElsewhere = (
  situation: Situation,
  original: Operation,
  { back, left }: { readonly back: ReadonlyArray<BasketLine>; readonly left: ReadonlyArray<bigint> }
): Beside => {
  const points = takenBackBy(
    situation,
    original,
    left.map((part) => ({ left: part }))
  )
  const referral = referralTakenBack(situation, original, points)
  const { earned } = original.entry
  return {
    ...together([{ movements: toStock(original, points, referral), postings: [] }, points, referral]),
    earned: earned && { ...earned, paid: back }
  }
}

/** What the reversal of a refund gives again beside. */
export const besideAgain = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  refund: Operation
): Beside =>
  together([
    ...(refund.entry.earned?.paid === undefined
      ? [
          { movements: recounted(subject, wallet, refund), postings: [] },
          grantedAgain(situation, subject, wallet, refund)
        ]
      : []),
    earnedAgain(situation, refund),
    referralAgain(situation, refund)
  ])

/** An entry with what happens beside it. */
export const withBeside = (entry: Entry, { earned, movements, postings }: Beside): Entry =>
  movements.length === 0
    ? entry
    : {
        ...entry,
        movements: [...entry.movements, ...movements],
        postings: [...entry.postings, ...postings],
        earned
      }
