/**
 * Points: what a sale earns, and what is taken back again when it is refunded.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { drawable, inDrawDownOrder, type LotTerms } from "../account/Lot.ts"
import { emptyWallet, ledger, lotIn, type Wallet } from "../account/Wallet.ts"
import type { Answers } from "../command/Receipt.ts"
import { type LotMoved, lotsMoved, type Movement, slicesOf } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import { type Allowance, balanceRoom, consumedBy, roomIn } from "../policy/limits.ts"
import { type Paid, type PointsTerms, pointsFor } from "../program/Points.ts"
import { cardTypeOf, type Program } from "../program/Program.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import { type LotId, lotOf, type WalletId, walletOf } from "../values/Ids.ts"
import { withAccount } from "./accounts.ts"
import { newLot } from "./fund.ts"
import { quotasOf } from "./gauges.ts"
import { type Beside, nothingBeside, type Situation, type Subject } from "./Situation.ts"
import type { SpentSlice } from "./spent.ts"
import { priorities } from "./spend.ts"
import { linkedTo, type View } from "./View.ts"

/** The lot of the points that an operation earned; no other lot of an operation has a number so high. */
const earnedLot = 900_000

/** An account's wallet of points, and the movement that opens it where the program got points after the account. */
export const pointsWallet = (
  { operation, view }: Situation,
  { account }: Subject,
  asset: string
): { readonly wallet: Wallet; readonly opening: ReadonlyArray<Movement> } => {
  const listed = account.wallets.find((one) => one.asset === asset)
  const id = listed?.wallet ?? walletOf(operation, account.wallets.length)
  const wallet = view.wallets.get(id) ?? emptyWallet(id, account.id, asset)
  return {
    wallet,
    opening:
      listed === undefined
        ? [withAccount(account, { wallets: [...account.wallets, { asset, wallet: id }] })]
        : []
  }
}

/** What of a sale earns points: value of the classes that do, line by line. */
const earning = (
  { earnOn }: PointsTerms,
  slices: ReadonlyArray<{ readonly slice: LotMoved; readonly left: bigint }>
): ReadonlyArray<Paid> =>
  slices
    .filter(({ slice }) => (earnOn ?? ["paid"]).includes(slice.lot.funding))
    .map(({ left, slice }) => ({ amount: left, category: slice.line?.category }))

/** What is told of points: the wallet as it was but for what is owed, and the lots that moved in it. */
export const shownPoints = (wallet: Wallet, earned: bigint, lots: ReadonlyArray<LotMoved>): Answers => ({
  points: {
    currency: wallet.asset,
    earned,
    owed: wallet.receivable,
    ledger: lots.reduce((sum, { remaining }) => sum + remaining, ledger(wallet))
  }
})

const newPoints = (
  situation: Situation,
  subject: Subject,
  terms: PointsTerms,
  amount: bigint,
  n: number
): LotTerms =>
  newLot(situation, subject, terms.subWallet, {
    n,
    amount,
    funding: "promotional",
    from: situation.at
  })

/** How many points a place may still give: all it likes, or what a restricted one has bought. */
export const stockOf = (situation: Situation, asset: string): Allowance => ({
  gauges: quotasOf(situation, asset, "points"),
  zone: situation.place.zone,
  at: situation.at,
  sameOperation: 0n
})

/** The lot of given points, and what of the place's stock the same operation has given before. */
interface Giving {
  readonly lot: number
  readonly before: bigint
}

/** Points that are given: they pay what is owed first, and the rest becomes a lot. A place gives what it has in stock. */
export const given = (
  situation: Situation,
  subject: Subject,
  terms: PointsTerms,
  amount: bigint,
  giving: Giving = { lot: earnedLot, before: 0n }
): Beside => {
  const { program } = subject
  const { opening, wallet } = pointsWallet(situation, subject, terms.asset.code)
  const stock = stockOf(situation, terms.asset.code)
  const inStock = atLeastZero(roomIn(stock).amount - giving.before)
  const earned = least(amount, least(balanceRoom(wallet, program, []).amount, inStock))
  const lot = newPoints(situation, subject, terms, earned, giving.lot)
  const isStillborn = lot.expiresAt !== undefined && lot.expiresAt <= lot.activeFrom
  if (earned === 0n || isStillborn) return nothingBeside
  const offset = least(wallet.receivable, earned)
  const funded: LotTerms = { ...lot, funded: earned - offset }
  const lots = moved(wallet.id, [{ lot: funded, remaining: earned - offset }])
  return {
    movements: [...opening, ...lots, ...owed(wallet.id, -offset), ...consumedBy(stock, earned)],
    postings: [
      ...posted({ kind: "promotionExpense", program: program.id }, wallet.asset, earned),
      ...posted({ kind: "receivable", wallet: wallet.id }, wallet.asset, -offset),
      ...liabilityPostings(lots, wallet.asset, () => program.id)
    ],
    answers: shownPoints({ ...wallet, receivable: wallet.receivable - offset }, earned, lots)
  }
}

const moved = (
  wallet: WalletId,
  parts: ReadonlyArray<{ readonly lot: LotTerms; readonly remaining: bigint }>
): ReadonlyArray<LotMoved> =>
  parts
    .filter(({ remaining }) => remaining !== 0n)
    .map(({ lot, remaining }) => ({ kind: "lot", wallet, lot, remaining, held: 0n, promised: 0n }))

const owed = (wallet: WalletId, amount: bigint): ReadonlyArray<Movement> =>
  amount === 0n ? [] : [{ kind: "receivable", wallet, amount }]

/** In percent of what the program gives: what the card's type earns. */
const percentOfType = ({ account, program }: Pick<Subject, "account" | "program">): number =>
  cardTypeOf(program, account.cardType)?.earnPercent ?? 100

/** What a sale earns with the slices that paid it; `account` is as the sale leaves it. */
export const earnedBy = (
  situation: Situation,
  subject: Subject,
  account: Account,
  slices: ReadonlyArray<LotMoved>
): Beside => {
  const { points } = subject.program
  if (points === undefined) return nothingBeside
  const paid = earning(
    points,
    slices.map((slice) => ({ slice, left: -slice.remaining }))
  )
  const place = { outlet: situation.place.outlet?.id, owner: situation.place.owner }
  const amount = pointsFor(points, paid, place, percentOfType(subject))
  return amount === 0n ? nothingBeside : given(situation, { ...subject, account }, points, amount)
}

/** What an operation has earned in a wallet of points, or taken back: value in lots, less what was owed. */
const effectOn = ({ entry }: Operation, wallet: WalletId): bigint =>
  entry.movements.reduce((sum, movement) => {
    if (movement.kind === "lot" && movement.wallet === wallet) return sum + movement.remaining
    return movement.kind === "receivable" && movement.wallet === wallet ? sum - movement.amount : sum
  }, 0n)

/** What of a sale's points has not been taken back: refunds take, and their reversals give again. */
export const standing = (view: View, original: Operation, wallet: WalletId): bigint =>
  [original, ...linkedTo(view, original.id)]
    .flatMap((one) => (one === original ? [one] : [one, ...linkedTo(view, one.id)]))
    .reduce((sum, one) => sum + effectOn(one, wallet), 0n)

/** Takes points from the lot that the sale gave, then from others in draw-down order; the rest is owed. */
const takenFrom = (wallet: Wallet, program: Program, own: LotId, amount: bigint, at: number) => {
  const ordered = inDrawDownOrder(wallet.lots, priorities(program))
  const lots = [...ordered.filter(({ id }) => id === own), ...ordered.filter(({ id }) => id !== own)]
  let left = amount
  const parts = lots.map((lot) => {
    const part = least(left, drawable(lot, at))
    left -= part
    return { lot, remaining: -part }
  })
  return { lots: moved(wallet.id, parts), short: left }
}

/** The wallet in which an account has its points. */
export const pointsOf = (
  { view }: Situation,
  { account, program }: Pick<Subject, "account" | "program">
): Wallet | undefined => {
  const listed = account.wallets.find(({ asset }) => asset === program.points?.asset.code)
  return listed && view.wallets.get(listed.wallet)
}

/** The percentage at which a sale earned: that of the card's type now, unless only another one explains what it earned. */
const percentAt = (
  { account, program }: Pick<Subject, "account" | "program">,
  terms: PointsTerms,
  original: Operation,
  wallet: WalletId
): number => {
  const now = percentOfType({ account, program })
  if (program.cardTypes === undefined) return now
  const slices = slicesOf(original.entry).map((slice) => ({ slice, left: -slice.remaining }))
  const earned = effectOn(original, wallet)
  const all = [now, 100, ...program.cardTypes.map(({ earnPercent }) => earnPercent ?? 100)]
  return all.find((one) => pointsFor(terms, earning(terms, slices), original, one) === earned) ?? now
}

/** Takes points of an account back: first those that an operation gave it; what is missing is owed. */
export const takenBack = (
  { at }: Situation,
  program: Program,
  wallet: Wallet,
  own: LotId,
  back: bigint
): Beside => {
  const { lots, short } = takenFrom(wallet, program, own, back, at)
  return {
    movements: [...lots, ...owed(wallet.id, short)],
    postings: [
      ...liabilityPostings(lots, wallet.asset, () => program.id),
      ...posted({ kind: "receivable", wallet: wallet.id }, wallet.asset, short),
      ...posted({ kind: "promotionExpense", program: program.id }, wallet.asset, -back)
    ],
    answers: shownPoints({ ...wallet, receivable: wallet.receivable + short }, -back, lots)
  }
}

/** What a refund or reversal takes back of a sale's points, when so much of what paid it is left. */
export const takenBackBy = (
  situation: Situation,
  subject: Pick<Subject, "account" | "program">,
  original: Operation,
  left: ReadonlyArray<SpentSlice>
): Beside => {
  const { points } = subject.program
  const wallet = pointsOf(situation, subject)
  if (points === undefined || wallet === undefined || original.links[0]?.wallet === wallet.id)
    return nothingBeside
  const percent = percentAt(subject, points, original, wallet.id)
  const keeps = pointsFor(points, earning(points, left), original, percent)
  const back = atLeastZero(standing(situation.view, original, wallet.id) - keeps)
  return back === 0n
    ? nothingBeside
    : takenBack(situation, subject.program, wallet, lotOf(original.id, earnedLot), back)
}

/**
 * What the reversal of a refund gives again: points go back to the lots they were taken from, what was owed for them is
 * owed no more; and if that has been paid since, as new points.
 */
export const givenAgain = (
  situation: Situation,
  subject: Subject,
  refund: Operation,
  lot = earnedLot
): Beside => {
  const { points } = subject.program
  const wallet = pointsOf(situation, subject)
  const total = wallet === undefined ? 0n : -effectOn(refund, wallet.id)
  if (points === undefined || wallet === undefined || total === 0n) return nothingBeside
  const lots = moved(
    wallet.id,
    lotsMoved(refund.entry)
      .filter((movement) => movement.wallet === wallet.id)
      .map(({ lot, remaining }) => ({ lot: lotIn(wallet, lot.id) ?? lot, remaining: -remaining }))
  )
  const short = total - lots.reduce((sum, { remaining }) => sum + remaining, 0n)
  const offset = least(short, wallet.receivable)
  const paid = { ...wallet, receivable: wallet.receivable - offset }
  const anew = moved(wallet.id, [
    { lot: newPoints(situation, subject, points, short - offset, lot), remaining: short - offset }
  ])
  return {
    movements: [...lots, ...anew, ...owed(wallet.id, -offset)],
    postings: [
      ...posted({ kind: "promotionExpense", program: subject.program.id }, wallet.asset, total),
      ...posted({ kind: "receivable", wallet: wallet.id }, wallet.asset, -offset),
      ...liabilityPostings([...lots, ...anew], wallet.asset, () => subject.program.id)
    ],
    answers: shownPoints(paid, total, [...lots, ...anew])
  }
}
