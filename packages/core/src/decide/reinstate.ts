/**
 * Reinstate: a payment happened although its hold had expired; take it now, linked to that hold, if funds allow.
 *
 * @module
 */
import type { Hold } from "../account/Hold.ts"
import type { Decline } from "../command/Decline.ts"
import type { Reinstate } from "../command/Reinstate.ts"
import type { Operation } from "../journal/Operation.ts"
import { take } from "../policy/limits.ts"
import { atLeastZero } from "../values/Amount.ts"
import { admitSubject, walletOf } from "./admit.ts"
import { besideSale, withBeside } from "./beside.ts"
import { walletOfOriginal } from "./original.ts"
import { ended, ending, moreOf, openIn, payingFor, placing, subjectOfHold } from "./openHold.ts"
import { drawnBy, spentAt } from "./redeem.ts"
import { isReversed, spentIn } from "./spent.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { planSpend, slices } from "./spend.ts"
import { linkedTo } from "./View.ts"

/** What was taken under the same expired hold since. */
const takenSince = ({ view }: Situation, placed: Operation): bigint =>
  linkedTo(view, placed.id)
    .filter((operation) => operation.verb === "Reinstate" && !isReversed(view, operation))
    .reduce((sum, operation) => sum + spentIn(operation.entry), 0n)

/** What of the hold was never taken. */
const leftOf = (situation: Situation, placed: Operation, { asked, captured }: Hold): bigint =>
  atLeastZero(asked - captured - takenSince(situation, placed))

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
  const left = end === undefined ? 0n : leftOf(situation, placed, end.hold)
  if (end !== undefined && command.amount > left)
    return { _tag: "ExceedsHold", outstanding: left, tolerance: 0n }
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  if (end === undefined) return stillOpen
  const paying = payingFor(situation, placed, subject)
  const payment = planSpend(situation, paying, wallet, {
    amount: command.amount,
    lines: [moreOf(end.hold, command.amount)],
    basket: end.hold.basket
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
