/**
 * Reinstate: a payment happened although its hold had expired; take it now, linked to that hold, if funds allow.
 *
 * @module
 */
import type { Hold } from "../account/Hold.ts"
import type { Decline } from "../command/Decline.ts"
import type { Reinstate } from "../command/Reinstate.ts"
import { slicesOf } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { take } from "../policy/limits.ts"
import { atLeastZero } from "../values/Amount.ts"
import { admitSubject, walletOf } from "./admit.ts"
import { besideSale, withBeside } from "./beside.ts"
import { walletOfOriginal } from "./original.ts"
import { ended, ending, moreOf, openIn, payingFor, placing, subjectOfHold } from "./openHold.ts"
import { drawnBy, spentAt } from "./redeem.ts"
import { takenOf, totalSpent } from "./spent.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { planSpend, slices } from "./spend.ts"

/** What of the hold was never taken. */
const leftOf = ({ asked, captured }: Hold, taken: ReadonlyArray<Operation>): bigint =>
  atLeastZero(asked - captured - totalSpent(taken.filter(({ verb }) => verb === "Reinstate")))

/** What it has drawn: a hold is one operation to the bounds of spend rules, however it is taken. */
const drawnBefore = (taken: ReadonlyArray<Operation>): Hold["drawn"] =>
  [
    ...Map.groupBy(
      taken.flatMap(({ entry }) => slicesOf(entry)),
      ({ lot }) => lot.subWallet
    )
  ].map(([subWallet, slices]) => ({
    subWallet,
    amount: slices.reduce((sum, { remaining }) => sum - remaining, 0n)
  }))

const stillOpen: Decline = {
  _tag: "ProgramRuleViolation",
  rule: "reinstate",
  sentence: "The hold is still open: capture it."
}

export const reinstate = (situation: Situation, command: Reinstate): Decision => {
  const placed = placing(situation, command)
  if (placed === undefined) return { _tag: "HoldNotFound" }
  const known = subjectOfHold(situation, placed)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, { side: "debit" })
  if (isDecline(subject)) return subject
  const open = openIn(walletOfOriginal(situation, placed), placed)
  const end = open === undefined ? ending(situation, placed) : undefined
  if (end !== undefined && end.operation.verb !== "ExpireHold") return ended(end)
  const taken = takenOf(situation.view, placed)
  const left = end === undefined ? 0n : leftOf(end.hold, taken)
  if (end !== undefined && command.amount > left)
    return { _tag: "ExceedsHold", outstanding: left, tolerance: 0n }
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  if (end === undefined) return stillOpen
  const paying = payingFor(situation, placed, subject)
  const before = totalSpent(taken)
  const payment = planSpend(situation, paying, wallet, {
    amount: command.amount,
    lines: [moreOf(end.hold, command.amount)],
    basket: end.hold.basket ?? before + command.amount,
    before: { pins: [], drawn: drawnBefore(taken), asked: before }
  })
  if (isDecline(payment)) return payment

  const drawn = drawnBy(wallet, payment.plan, payment.lines)
  const movements = [...drawn, ...take(payment.allowance, payment.shares)]
  const entry = {
    ...spentAt(situation, subject.program.id, wallet, movements),
    card: paying.card?.index
  }
  const beside = besideSale(situation, subject, wallet, drawn)
  return accepted(
    subject,
    wallet,
    withBeside(entry, beside),
    { ...beside.answers, drawn: slices(payment.plan) },
    placed.id
  )
}
