/**
 * Points: what a sale earns, at which rates, and what a place has in stock to give.
 *
 * @module
 */
import type { BasketLine } from "../account/Hold.ts"
import type { Account } from "../account/Account.ts"
import type { LotTerms } from "../account/Lot.ts"
import { emptyWallet, ledger, type Wallet } from "../account/Wallet.ts"
import type { Answers } from "../command/Receipt.ts"
import type { Earned, LotMoved, Movement } from "../journal/Entry.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import { type Allowance, balanceRoom, consumedBy, roomIn } from "../policy/limits.ts"
import { noPoints, type PointsTerms, pointsFor, rateOf } from "../program/Points.ts"
import { cardTypeOf } from "../program/Program.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import { type WalletId, walletOf } from "../values/Ids.ts"
import { withAccount } from "./accounts.ts"
import { type LotRule, newLot } from "./fund.ts"
import { quotasOf } from "./gauges.ts"
import { type Beside, nothingBeside, type Situation, type Subject } from "./Situation.ts"

/** The lot of the points that an operation earned; no other lot of an operation has a number so high. */
export const earnedLot = 900_000

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

/** What is told of points: the wallet as it was but for what is owed, the lots that moved in it, and what was not in stock. */
export const shownPoints = (
  wallet: Wallet,
  earned: bigint,
  lots: ReadonlyArray<LotMoved>,
  short = 0n
): Answers => ({
  points: {
    currency: wallet.asset,
    earned,
    owed: wallet.receivable,
    ledger: lots.reduce((sum, { remaining }) => sum + remaining, ledger(wallet)),
    ...(short > 0n && { short })
  }
})

/** A lot of points that are given now. */
export const newPoints = (
  situation: Situation,
  subject: Subject,
  rule: LotRule,
  amount: bigint,
  n: number
): LotTerms =>
  newLot(situation, subject, rule, {
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
  const due = least(amount, balanceRoom(wallet, program, []).amount)
  const earned = least(due, inStock)
  const lot = newPoints(situation, subject, terms.subWallet, earned, giving.lot)
  const isStillborn = lot.expiresAt !== undefined && lot.expiresAt <= lot.activeFrom
  if (isStillborn || due === 0n) return nothingBeside
  if (earned === 0n) return { ...nothingBeside, answers: shownPoints(wallet, 0n, [], due) }
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
    answers: shownPoints({ ...wallet, receivable: wallet.receivable - offset }, earned, lots, due - earned)
  }
}

/** Value that moves in lots of points; what is nothing is left out. */
export const moved = (
  wallet: WalletId,
  parts: ReadonlyArray<{ readonly lot: LotTerms; readonly remaining: bigint }>
): ReadonlyArray<LotMoved> =>
  parts
    .filter(({ remaining }) => remaining !== 0n)
    .map(({ lot, remaining }) => ({ kind: "lot", wallet, lot, remaining, held: 0n, promised: 0n }))

/** What is owed of points moves. */
export const owed = (wallet: WalletId, amount: bigint): ReadonlyArray<Movement> =>
  amount === 0n ? [] : [{ kind: "receivable", wallet, amount }]

/** In percent of what the program gives: what the card's type earns. */
const percentOfType = ({ account, program }: Pick<Subject, "account" | "program">): number =>
  cardTypeOf(program, account.cardType)?.earnPercent ?? 100

/** The points that a sale has earned when so much stands of each slice that paid it. */
export const earnedAt = (
  { percent, rates, rounding }: Pick<Earned, "percent" | "rates" | "rounding">,
  left: ReadonlyArray<bigint>
): bigint =>
  pointsFor(
    left.map((amount, n) => ({ amount, rate: rates[n] ?? noPoints })),
    percent,
    rounding
  )

/** What pays a sale: value of a lot, or what was paid elsewhere. */
interface Paying {
  readonly lot: Pick<LotTerms, "funding">
  readonly line?: { readonly category?: string | undefined } | undefined
}

/** How a sale earns: at which rate each slice that paid it. */
const howEarned = (
  { place }: Situation,
  terms: PointsTerms,
  slices: ReadonlyArray<Paying>,
  percent: number
): Omit<Earned, "wallet"> => {
  const at = { outlet: place.outlet?.id, owner: place.owner }
  return {
    subWallet: terms.subWallet.id,
    rates: slices.map(({ line, lot }) => rateOf(terms, lot.funding, line?.category, at)),
    percent,
    rounding: terms.rounding ?? "down"
  }
}

/** What a sale earns with the slices that paid it; `account` is as the sale leaves it. */
export const earnedBy = (
  situation: Situation,
  subject: Subject,
  account: Account,
  slices: ReadonlyArray<LotMoved>
): Beside => {
  const { points } = subject.program
  if (points === undefined) return nothingBeside
  const how = howEarned(situation, points, slices, percentOfType(subject))
  const amount = earnedAt(
    how,
    slices.map(({ remaining }) => -remaining)
  )
  const holder = { ...subject, account }
  const beside = given(situation, holder, points, amount)
  if (beside.movements.length === 0) return beside
  const { wallet } = pointsWallet(situation, holder, points.asset.code)
  return { ...beside, earned: { wallet: wallet.id, ...how } }
}

/** What a sale earns that is paid elsewhere: what it would earn with as much paid value. */
export const earnedElsewhere = (
  situation: Situation,
  subject: Subject,
  points: PointsTerms,
  parts: ReadonlyArray<BasketLine>
): Beside => {
  const paying = parts.map((line): Paying => ({ lot: { funding: "paid" }, line }))
  const how = howEarned(situation, points, paying, percentOfType(subject))
  const amount = earnedAt(
    how,
    parts.map((part) => part.amount)
  )
  const { wallet } = pointsWallet(situation, subject, points.asset.code)
  const beside = given(situation, subject, points, amount)
  return {
    ...beside,
    answers: { ...shownPoints(wallet, 0n, []), ...beside.answers },
    earned: { wallet: wallet.id, ...how, paid: parts }
  }
}
