/**
 * Reinstate: a payment happened although its hold had expired; take it now, linked to that hold, if funds allow.
 *
 * @module
 */
import type { Hold } from "../account/Hold.ts"
import type { Decline } from "../command/Decline.ts"
import type { Reinstate } from "../command/Reinstate.ts"
import type { HoldMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { take } from "../policy/limits.ts"
import { atLeastZero } from "../values/Amount.ts"
import { admitSubject, walletOf } from "./admit.ts"
import { ended, ending, placing, subjectOfHold } from "./openHold.ts"
import { drawnBy, spentAt } from "./redeem.ts"
import { isReversed, spentIn } from "./spent.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { planSpend, slices } from "./spend.ts"
import { linkedTo } from "./View.ts"

/** The hold as it was when it ended. */
const lastState = (end: Operation): Hold | undefined =>
  end.entry.movements.find((movement): movement is HoldMoved => movement.kind === "hold")?.before

/** What was taken under the same expired hold since. */
const takenSince = ({ view }: Situation, placed: Operation): bigint =>
  linkedTo(view, placed.id)
    .filter((operation) => operation.verb === "Reinstate" && !isReversed(view, operation))
    .reduce((sum, operation) => sum + spentIn(operation.entry), 0n)

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
  const end = ending(situation, placed)
  if (end !== undefined && end.verb !== "ExpireHold") return ended(end)
  const hold = end && lastState(end)
  const left = atLeastZero((hold?.asked ?? 0n) - (hold?.captured ?? 0n) - takenSince(situation, placed))
  if (end !== undefined && command.amount > left)
    return { _tag: "ExceedsHold", outstanding: left, tolerance: 0n }
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  if (end === undefined) return stillOpen
  const payment = planSpend(situation, subject, wallet, {
    amount: command.amount,
    lines: [moreOf(hold ?? { lines: [] }, command.amount)],
    basket: hold?.basket
  })
  if (isDecline(payment)) return payment

  const drawn = drawnBy(wallet, payment.plan, payment.lines)
  const entry = spentAt(situation, subject.program.id, wallet, [
    ...drawn,
    ...take(wallet, payment.shares, "consumed")
  ])
  return accepted(subject, wallet, entry, { drawn: slices(payment.plan) }, placed.id)
}
