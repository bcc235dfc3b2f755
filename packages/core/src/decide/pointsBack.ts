/**
 * Points that go back: what a refund takes of what its sale has earned, and what the reversal of a refund gives again.
 *
 * @module
 */
import { drawable, inDrawDownOrder } from "../account/Lot.ts"
import { lotIn, type Wallet } from "../account/Wallet.ts"
import { lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import { type LotId, lotOf, type SubWalletId, type WalletId } from "../values/Ids.ts"
import { earnedAt, earnedLot, moved, newPoints, owed, shownPoints } from "./points.ts"
import { type Beside, nothingBeside, type Situation, type Subject } from "./Situation.ts"
import type { SpentSlice } from "./spent.ts"
import { priorities } from "./spend.ts"
import { linkedTo, type View } from "./View.ts"

/** Whose points they are, under which program by now, and where they are. */
interface Holder extends Subject {
  readonly wallet: Wallet
}

/** Whose wallet it is; nobody's, where the account is empty for good. */
export const holderOf = ({ network, view }: Situation, id: WalletId): Holder | undefined => {
  const wallet = view.wallets.get(id)
  const account = wallet && view.accounts.get(wallet.account)
  if (wallet === undefined || account === undefined || account.status === "closed") return undefined
  const program = network.programs.get(account.program)
  return program && { wallet, account, program, card: undefined }
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

/** On an account in quarantine no points move; what is taken of them is owed. */
const isShut = ({ account }: Holder): boolean => account.quarantined !== undefined

/** Takes points from the lot that the sale gave, then from others in draw-down order; the rest is owed. */
const takenFrom = (holder: Holder, own: LotId, amount: bigint, at: number) => {
  const { program, wallet } = holder
  const ordered = inDrawDownOrder(wallet.lots, priorities(program))
  const lots = [...ordered.filter(({ id }) => id === own), ...ordered.filter(({ id }) => id !== own)]
  let left = amount
  const parts = lots.map((lot) => {
    const part = isShut(holder) ? 0n : least(left, drawable(lot, at))
    left -= part
    return { lot, remaining: -part }
  })
  return { lots: moved(wallet.id, parts), short: left }
}

/** Takes points of an account back: first those that an operation gave it; what is missing is owed. */
export const takenBack = ({ at }: Situation, holder: Holder, own: LotId, back: bigint): Beside => {
  const { program, wallet } = holder
  const { lots, short } = takenFrom(holder, own, back, at)
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
  original: Operation,
  left: ReadonlyArray<Pick<SpentSlice, "left">>
): Beside => {
  const { earned } = original.entry
  if (earned === undefined) return nothingBeside
  const holder = holderOf(situation, earned.wallet)
  if (holder === undefined) return nothingBeside
  const keeps = earnedAt(
    earned,
    left.map((slice) => slice.left)
  )
  const back = atLeastZero(standing(situation.view, original, holder.wallet.id) - keeps)
  return back === 0n ? nothingBeside : takenBack(situation, holder, lotOf(original.id, earnedLot), back)
}

/** What new points are under: the program's terms, where it still has points of this kind, and else without an end. */
const ruleFor = ({ program: { points }, wallet }: Holder, subWallet: SubWalletId) =>
  points?.asset.code === wallet.asset ? points.subWallet : { id: subWallet, validity: undefined }

/**
 * What the reversal of a refund gives a holder again: points go back to the lots they were taken from, what was owed for
 * them is owed no more; and if that has been paid since, as new points.
 */
export const givenAgain = (
  situation: Situation,
  holder: Holder,
  refund: Operation,
  anew: { readonly lot: number; readonly subWallet: SubWalletId }
): Beside => {
  const { program, wallet } = holder
  const total = -effectOn(refund, wallet.id)
  if (total === 0n) return nothingBeside
  const back = isShut(holder)
    ? []
    : lotsMoved(refund.entry).filter((movement) => movement.wallet === wallet.id)
  const lots = moved(
    wallet.id,
    back.map(({ lot, remaining }) => ({ lot: lotIn(wallet, lot.id) ?? lot, remaining: -remaining }))
  )
  const short = total - lots.reduce((sum, { remaining }) => sum + remaining, 0n)
  const offset = least(short, wallet.receivable)
  const rest = isShut(holder) ? 0n : short - offset
  const lot = newPoints(situation, holder, ruleFor(holder, anew.subWallet), rest, anew.lot)
  const all = [...lots, ...moved(wallet.id, [{ lot, remaining: rest }])]
  const again = all.reduce((sum, { remaining }) => sum + remaining, offset)
  return {
    movements: [...all, ...owed(wallet.id, -offset)],
    postings: [
      ...posted({ kind: "promotionExpense", program: program.id }, wallet.asset, again),
      ...posted({ kind: "receivable", wallet: wallet.id }, wallet.asset, -offset),
      ...liabilityPostings(all, wallet.asset, () => program.id)
    ],
    answers: shownPoints({ ...wallet, receivable: wallet.receivable - offset }, again, all)
  }
}

/** What the reversal of a refund gives the holder again. */
export const earnedAgain = (situation: Situation, refund: Operation): Beside => {
  const { earned } = refund.entry
  if (earned === undefined) return nothingBeside
  const holder = holderOf(situation, earned.wallet)
  return holder === undefined
    ? nothingBeside
    : givenAgain(situation, holder, refund, { lot: earnedLot, subWallet: earned.subWallet })
}
