/**
 * CashOut: pay the remainder of a card out in money, as far as law or program give the holder a right to it.
 *
 * @module
 */
import { drawable, inDrawDownOrder, type Lot } from "../account/Lot.ts"
import { ledger, type Wallet } from "../account/Wallet.ts"
import type { CashOut } from "../command/CashOut.ts"
import type { Decline } from "../command/Decline.ts"
import type { LotMoved } from "../journal/Entry.ts"
import { against, liabilityPostings } from "../journal/post.ts"
import { consumedBy, type Gauge, overLimit } from "../policy/limits.ts"
import { mustPayOut } from "../program/Law.ts"
import { type Program, subWalletOf } from "../program/Program.ts"
import { mayBePaidOut } from "../program/SubWalletRule.ts"
import { least } from "../values/Amount.ts"
import type { SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { admitSubject, moneyOf, subjectOf } from "./admit.ts"
import { allowanceFor } from "./gauges.ts"
import { shownSlices } from "./refund.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation } from "./Situation.ts"
import { priorities } from "./spend.ts"

/** Takes an amount out of the lots that a condition lets through, in draw-down order, spend rules aside. */
export const takenFrom = (
  wallet: Wallet,
  program: Program,
  at: Instant,
  amount: bigint,
  from: (lot: Lot) => boolean
): ReadonlyArray<LotMoved> => {
  let left = amount
  return inDrawDownOrder(wallet.lots, priorities(program)).flatMap((lot) => {
    const part = from(lot) ? least(left, drawable(lot, at)) : 0n
    left -= part
    return part === 0n
      ? []
      : [{ kind: "lot" as const, wallet: wallet.id, lot, remaining: -part, held: 0n, promised: 0n }]
  })
}

/** What could be taken from the lots that a condition lets through. */
export const takeable = (wallet: Wallet, at: Instant, from: (lot: Lot) => boolean): bigint =>
  wallet.lots.reduce((sum, lot) => (from(lot) ? sum + drawable(lot, at) : sum), 0n)

/** The threshold is strict where the law says "less than" and not where it says "at most". */
const notDue = (program: Program, balance: bigint): Decline | undefined => {
  const due = program.cashOut
  if (due === undefined) return undefined
  const threshold = "below" in due ? due.below : due.atMost
  const isDue = "below" in due ? balance < threshold : balance <= threshold
  return isDue ? undefined : { _tag: "CashOutNotDue", threshold }
}

/** What law gives a holder, limits of the program on an account or a card do not take away. */
const isLawful =
  ({ limits = [] }: Program) =>
  ({ counter, limit }: Gauge): boolean =>
    counter !== undefined || limits.every(({ id }) => id !== limit)

export const cashOut = (situation: Situation, command: CashOut): Decision => {
  const found = subjectOf(situation, situation.request.cards.card, command.account)
  if (isDecline(found)) return found
  const wallet = moneyOf(situation, found, command.currency)
  const isLaw = !isDecline(wallet) && mustPayOut(lawsOf(situation, found.program), ledger(wallet))
  const subject = admitSubject(situation, found, {
    side: "debit",
    ...(!isLaw && { capability: "cashOut" })
  })
  if (isDecline(subject)) return subject
  if (isDecline(wallet)) return wallet
  const { card, program } = subject
  const may = (id: SubWalletId): boolean => {
    const rule = subWalletOf(program, id)
    return rule !== undefined && mayBePaidOut(rule)
  }
  const payable = takeable(wallet, situation.at, (lot) => may(lot.subWallet))
  const amount = command.amount ?? payable
  const all = allowanceFor(situation, { card, program, wallet }, "CashOut")
  const allowance = isLaw ? { ...all, gauges: all.gauges.filter(isLawful(program)) } : all
  const refused = overLimit(allowance, amount) ?? (isLaw ? undefined : notDue(program, ledger(wallet)))
  if (refused !== undefined) return refused
  if (payable === 0n || payable < amount) return { _tag: "InsufficientFunds", approvable: payable }

  const taken = takenFrom(wallet, program, situation.at, amount, (lot) => may(lot.subWallet))
  const movements = [...taken, ...consumedBy(allowance, amount)]
  const postings = against(
    liabilityPostings(movements, wallet.asset, () => program.id),
    { kind: "cashClearing", owner: situation.place.owner, tender: command.tender.kind },
    wallet.asset
  )
  return accepted(subject, wallet, { movements, postings }, { paidOut: amount, drawn: shownSlices(taken) })
}
