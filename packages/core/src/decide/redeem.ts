/**
 * Redeem: take value now, or as much of it as is approved.
 *
 * @module
 */
import type { Plan } from "../account/drawDown.ts"
import type { BasketLine } from "../account/Hold.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Redeem } from "../command/Redeem.ts"
import type { Entry, LotMoved, Movement, Posting } from "../journal/Entry.ts"
import { against, liabilityPostings, posted } from "../journal/post.ts"
import { take } from "../policy/limits.ts"
import type { OwnerId, ProgramId } from "../values/Ids.ts"
import { admit, walletOf } from "./admit.ts"
import { beforeOpening, restoredFor, takenFromAt, withRestored } from "./backDate.ts"
import { besideSale, withBeside } from "./beside.ts"
import { priced } from "./prices.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { lineOf, planSpend, slices } from "./spend.ts"
import { lapsedBy } from "./vouchers.ts"

/** The movements by which a plan's value leaves its lots. */
export const drawnBy = (
  wallet: Wallet,
  plan: Plan,
  lines: ReadonlyArray<BasketLine>
): ReadonlyArray<LotMoved> =>
  plan.draws.map(({ amount, line, lot }) => ({
    kind: "lot",
    wallet: wallet.id,
    lot,
    remaining: -amount,
    held: 0n,
    promised: 0n,
    line: lineOf(lines, line)
  }))

/** What value that leaves or enters lots, and what is owed instead, comes to for the owner of an outlet. */
export const paidTo = (
  owner: OwnerId | undefined,
  program: ProgramId,
  { asset, id }: Wallet,
  movements: ReadonlyArray<Movement>
): ReadonlyArray<Posting> => {
  const advanced = movements.reduce((sum, one) => (one.kind === "receivable" ? sum + one.amount : sum), 0n)
  return against(
    [
      ...liabilityPostings(movements, asset, () => program),
      ...posted({ kind: "receivable", wallet: id }, asset, advanced)
    ],
    { kind: "merchantPayable", owner },
    asset
  )
}

/** The entry of value that was spent at a place: liability against what is owed to the owner of the outlet. */
export const spentAt = (
  { place }: Situation,
  program: ProgramId,
  wallet: Wallet,
  movements: ReadonlyArray<Movement>
): Entry => ({
  movements,
  postings: paidTo(place.owner, program, wallet, movements)
})

export const redeem = (situation: Situation, command: Redeem): Decision => {
  const subject = admit(situation, { side: "debit" })
  if (isDecline(subject)) return subject
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const { discount, net } = priced(situation, subject, command)
  const seen = beforeOpening(situation, subject) ?? takenFromAt(situation, wallet)
  if (isDecline(seen)) return seen
  const payment = planSpend(situation, subject, seen, net)
  if (isDecline(payment)) return payment

  const drawn = drawnBy(wallet, payment.plan, payment.lines)
  const entry = spentAt(situation, subject.program.id, wallet, [
    ...drawn,
    ...take(payment.allowance, payment.shares)
  ])
  const lapsed = lapsedBy(subject.program, wallet, payment.plan)
  const beside = besideSale(situation, subject, wallet, drawn)
  const answers = {
    ...beside.answers,
    approved: payment.approved,
    drawn: slices(payment.plan),
    ...(discount !== undefined && { discount }),
    ...(payment.approved < net.amount && {
      remainingDue: net.amount - payment.approved,
      boundBy: payment.boundBy
    })
  }
  return withRestored(
    accepted(subject, wallet, withBeside(withBeside(entry, lapsed), beside), answers),
    restoredFor(situation, drawn)
  )
}
