/**
 * Vouchers: which ones a sale may be paid with, what a sale grants, and what becomes of both when it is taken back.
 *
 * @module
 */
import type { Plan, Skip } from "../account/drawDown.ts"
import { drawable, free, isExpired, type Lot, type LotTerms } from "../account/Lot.ts"
import { lotIn, type Wallet } from "../account/Wallet.ts"
import type { GrantedVoucher } from "../command/Receipt.ts"
import { apply } from "../journal/apply.ts"
import { type LotMoved, lotsMoved, type Posting } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { against, expiredTo, liabilityPostings, posted } from "../journal/post.ts"
import { balanceRoom } from "../policy/limits.ts"
import { type Program, subWalletOf } from "../program/Program.ts"
import { isListed, refusalOf } from "../program/SpendRule.ts"
import type { Voucher, VoucherUse } from "../program/Voucher.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import type { LotId, SubWalletId } from "../values/Ids.ts"
import { repaidInto, repaidLot } from "./debts.ts"
import { newLot } from "./fund.ts"
import { type Beside, contextAt, lawsOf, nothingBeside, type Situation, type Subject } from "./Situation.ts"
import { linkedTo } from "./View.ts"

const useOf = (program: Program, subWallet: SubWalletId): VoucherUse | undefined =>
  subWalletOf(program, subWallet)?.vouchers

const hasVouchers = ({ subWallets }: Program): boolean =>
  subWallets.some(({ vouchers }) => vouchers !== undefined)

/** The lots that may pay: those that are drawn by themselves, and the vouchers that were named. */
export const presented = (
  program: Program,
  lots: ReadonlyArray<Lot>,
  named: ReadonlyArray<LotId> | undefined
): ReadonlyArray<Lot> =>
  hasVouchers(program)
    ? lots.filter(({ id, subWallet }) => useOf(program, subWallet) === undefined || named?.includes(id))
    : lots

/** The vouchers that do not pay because nobody named them. */
export const unnamedSkips = (
  program: Program,
  lots: ReadonlyArray<Lot>,
  named: ReadonlyArray<LotId> | undefined
): ReadonlyArray<Skip> =>
  lots
    .filter(({ id, subWallet }) => useOf(program, subWallet) !== undefined && named?.includes(id) !== true)
    .map(({ id, subWallet }) => ({ lot: id, subWallet, reason: "named" }))

const areCombined = (program: Program, one: SubWalletId, other: SubWalletId): boolean =>
  one === other ||
  (useOf(program, one)?.with?.includes(other) === true && useOf(program, other)?.with?.includes(one) === true)

const namedSkip = (
  program: Program,
  wallet: Wallet,
  named: ReadonlyArray<LotId>,
  id: LotId,
  n: number
): Skip | undefined => {
  const lot = lotIn(wallet, id)
  const use = lot && useOf(program, lot.subWallet)
  if (lot === undefined || use === undefined || named.indexOf(id) < n)
    return { lot: id, subWallet: lot?.subWallet, reason: "noVoucher" }
  const earlier = named.slice(0, n).flatMap((other) => lotIn(wallet, other) ?? [])
  const { subWallet } = lot
  if (earlier.filter((other) => other.subWallet === subWallet).length >= (use.atOnce ?? 1))
    return { lot: id, subWallet, reason: "atOnce" }
  return earlier.every((other) => areCombined(program, subWallet, other.subWallet))
    ? undefined
    : { lot: id, subWallet, reason: "with" }
}

/** Why vouchers that were named are not taken, each on its own or beside those named before it. */
export const voucherSkips = (
  program: Program,
  wallet: Wallet,
  named: ReadonlyArray<LotId> | undefined
): ReadonlyArray<Skip> =>
  named === undefined ? [] : named.flatMap((id, n) => namedSkip(program, wallet, named, id, n) ?? [])

const granted = 910_000

const grantLot = (
  situation: Situation,
  subject: Subject,
  voucher: Voucher,
  n: number
): LotTerms | undefined => {
  const rule = subWalletOf(subject.program, voucher.subWallet)
  if (rule === undefined) return undefined
  const lot = newLot(situation, subject, rule, {
    n: granted + n,
    amount: voucher.amount,
    funding: "promotional",
    from: situation.at
  })
  const { activeFrom, expiresAt = Number.POSITIVE_INFINITY } = lot
  return expiresAt <= activeFrom ? undefined : lot
}

const moved = (wallet: Wallet, lot: LotTerms, remaining: bigint, why: LotMoved["why"]): LotMoved => ({
  kind: "lot",
  wallet: wallet.id,
  lot,
  remaining,
  held: 0n,
  promised: 0n,
  why
})

/** Grants vouchers, as far as the wallet has room for them. */
export const grant = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  vouchers: ReadonlyArray<Voucher>
): Beside => {
  const { program } = subject
  let room = balanceRoom(wallet, program, lawsOf(situation, program)).amount
  const movements: Array<LotMoved> = []
  const shown: Array<GrantedVoucher> = []
  vouchers.forEach((voucher, n) => {
    const lot = grantLot(situation, subject, voucher, n)
    if (lot === undefined || lot.funded > room) return
    room -= lot.funded
    movements.push({
      ...moved(wallet, lot, lot.funded, "granted"),
      voucher: voucher.id,
      ...(voucher.when !== undefined && "spend" in voucher.when && { spend: voucher.when.spend })
    })
    const { expiresAt, funded: amount, id } = lot
    shown.push({ voucher: voucher.id, subWallet: lot.subWallet, lot: id, amount, expiresAt })
  })
  return movements.length === 0
    ? nothingBeside
    : { movements, postings: costing(movements, wallet.asset, program), answers: { vouchers: shown } }
}

const costing = (
  movements: ReadonlyArray<LotMoved>,
  asset: string,
  { id }: Program
): ReadonlyArray<Posting> =>
  against(
    liabilityPostings(movements, asset, () => id),
    { kind: "promotionExpense", program: id },
    asset
  )

/** What a sale has to show for itself. */
export interface Sale {
  /** What paid value has paid of it. */
  readonly paid: bigint
  /** What it draws from the wallet: that makes room for what it grants. */
  readonly slices: ReadonlyArray<LotMoved>
  /** How many days with a sale there have been, where this sale is the first of its day. */
  readonly visit: number | undefined
}

const isEarned = ({ when }: Voucher, { paid, visit }: Sale): boolean => {
  if (when === undefined) return false
  if ("spend" in when) return paid >= when.spend
  return "visits" in when && visit !== undefined && visit % when.visits === 0
}

const isFor = (
  { cardTypes, condition }: Voucher,
  situation: Situation,
  { account }: Subject,
  paid: bigint
): boolean =>
  isListed(cardTypes, account.cardType) &&
  refusalOf(condition, {}, contextAt(situation.place, situation.at, paid)) === undefined

/** What a sale grants. */
export const grantedBy = (situation: Situation, subject: Subject, wallet: Wallet, sale: Sale): Beside => {
  const earned = (subject.program.vouchers ?? []).filter(
    (voucher) => isEarned(voucher, sale) && isFor(voucher, situation, subject, sale.paid)
  )
  return earned.length === 0
    ? nothingBeside
    : grant(situation, subject, apply(wallet, { movements: sale.slices, postings: [] }), earned)
}

const movedWhy = ({ entry }: Operation, why: LotMoved["why"]): ReadonlyArray<LotMoved> =>
  lotsMoved(entry).filter((movement) => movement.why === why)

/** What was left of vouchers that are used once, when a plan has drawn from them. */
export const lapsedBy = (program: Program, wallet: Wallet, { draws }: Plan): Beside => {
  if (!hasVouchers(program)) return nothingBeside
  const lots = new Set(draws.map(({ lot }) => lot))
  const movements = [...lots].flatMap((lot): ReadonlyArray<LotMoved> => {
    const drawn = draws.reduce((sum, one) => (one.lot === lot ? sum + one.amount : sum), 0n)
    const rest = free(lot) - drawn
    return rest === 0n || useOf(program, lot.subWallet)?.use !== "single"
      ? []
      : [moved(wallet, lot, -rest, "lapsed")]
  })
  return { movements, postings: lapsing(movements, wallet.asset, program), answers: {} }
}

const lapsing = (
  movements: ReadonlyArray<LotMoved>,
  asset: string,
  program: Program
): ReadonlyArray<Posting> =>
  movements.flatMap((movement) =>
    against(
      liabilityPostings([movement], asset, () => program.id),
      expiredTo(movement.lot.funding, program.id),
      asset
    )
  )

/** A sale that is taken back as a whole brings back what lapsed with it, unless that has ended since. */
export const unlapsed = (
  situation: Situation,
  { program }: Pick<Subject, "program">,
  wallet: Wallet,
  original: Operation
): Beside => {
  const movements = movedWhy(original, "lapsed")
    .map(({ lot, remaining }) => moved(wallet, lotIn(wallet, lot.id) ?? lot, -remaining, "lapsed"))
    .filter(({ lot }) => !isExpired(lot, situation.at))
  return { movements, postings: lapsing(movements, wallet.asset, program), answers: {} }
}

const wasTakenBack = ({ view }: Situation, original: Operation, lot: LotId): boolean => {
  const times = linkedTo(view, original.id)
    .flatMap((one) => [one, ...linkedTo(view, one.id)])
    .flatMap((one) => movedWhy(one, "takenBack").map((movement) => ({ one, movement })))
    .filter(({ movement }) => movement.lot.id === lot)
  // Every refund takes it once, and every reversal of a refund gives it again.
  return times.length % 2 === 1
}

const owing = (program: Program, wallet: Wallet, lots: ReadonlyArray<LotMoved>, owed: bigint): Beside => ({
  movements: [
    ...lots,
    ...(owed === 0n ? [] : [{ kind: "receivable" as const, wallet: wallet.id, amount: owed }])
  ],
  postings: against(
    [
      ...liabilityPostings(lots, wallet.asset, () => program.id),
      ...posted({ kind: "receivable", wallet: wallet.id }, wallet.asset, owed)
    ],
    { kind: "promotionExpense", program: program.id },
    wallet.asset
  ),
  answers: owed > 0n ? { receivable: owed } : {}
})

/**
 * Takes back what a sale granted when too little of the sale is left for it. What of it was used or is held is owed, as
 * points are; what of it has ended is not.
 */
export const ungranted = (
  situation: Situation,
  { program }: Pick<Subject, "program">,
  wallet: Wallet,
  original: Operation,
  left: { readonly paid: bigint; readonly all: bigint }
): Beside => {
  const lost = movedWhy(original, "granted").filter(
    ({ lot, spend }) =>
      !wasTakenBack(situation, original, lot.id) && (left.all === 0n || left.paid < (spend ?? 0n))
  )
  let owed = 0n
  const lots = lost.map(({ lot }) => {
    const now = lotIn(wallet, lot.id)
    const there = now === undefined ? 0n : drawable(now, situation.at)
    if (!isExpired(now ?? lot, situation.at)) owed += lot.funded - there
    return moved(wallet, now ?? lot, -there, "takenBack")
  })
  return owing(program, wallet, lots, owed)
}

/**
 * The reversal of a refund grants again what the refund took back: to the same lots, and what was owed is owed no more, or
 * comes back as value where it was paid.
 */
export const grantedAgain = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  refund: Operation
): Beside => {
  const taken = movedWhy(refund, "takenBack")
  const owed = refund.entry.movements.reduce(
    (sum, one) =>
      one.kind === "receivable" && one.wallet === wallet.id && one.advancedBy === undefined
        ? sum + one.amount
        : sum,
    0n
  )
  const lots = taken.map(({ lot, remaining }) =>
    moved(wallet, lotIn(wallet, lot.id) ?? lot, -remaining, "takenBack")
  )
  const due = atLeastZero(owed)
  const off = least(due, wallet.receivable)
  const again = due === off ? [] : [repaidInto(wallet, repaidLot(situation, subject, due - off), "takenBack")]
  return owing(subject.program, wallet, [...lots, ...again], -off)
}
