/**
 * Chargeback: the bank has taken a load back. It does not ask, so open holds and closed accounts stop nothing: what is
 * left of the load is taken with its bonus, what was spent of it becomes the holder's debt.
 *
 * @module
 */
import type { Chargeback } from "../command/Chargeback.ts"
import type { Decline } from "../command/Decline.ts"
import type { Operation } from "../journal/Operation.ts"
import { wholeOf } from "../values/split.ts"
import { admitSubject } from "./admit.ts"
import {
  type MadeLoad,
  madeLoad,
  movementsOf,
  owedFor,
  paymentOf,
  postingsOf,
  type Rest,
  restOf,
  takenOf,
  undone
} from "./fromLoad.ts"
import { subjectOfOriginal } from "./original.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { ofTender } from "./spent.ts"
import { linkedTo } from "./View.ts"

const notByBank: Decline = {
  _tag: "ProgramRuleViolation",
  rule: "chargeback",
  sentence: "The load was paid in cash: no bank takes it back."
}

/** What went back to the payer with an earlier chargeback. */
const paidBack = ({ entry }: Operation): bigint =>
  entry.postings.reduce(
    (sum, { account, amount }) => (account.kind === "cashClearing" ? sum - amount : sum),
    0n
  )

/** What was paid for the load, and what of it the bank has taken before. */
interface Standing {
  readonly paid: bigint
  readonly before: bigint
}

const standingOf = ({ view }: Situation, load: MadeLoad): Standing | Decline => {
  const payment = paymentOf(load)
  if (payment === undefined) return { _tag: "OriginalNotFound" }
  if (payment.account.kind === "cashClearing" && payment.account.tender === "cash") return notByBank
  const linked = linkedTo(view, load.original.id)
  const clawed = linked.find(({ verb }) => verb === "Clawback")
  if (clawed !== undefined) return { _tag: "PreviouslyReversed", reversal: clawed.id }
  const earlier = linked.filter(({ verb }) => verb === "Chargeback")
  const before = earlier.reduce((sum, one) => sum + paidBack(one), 0n)
  const last = earlier.at(-1)
  return last !== undefined && before === payment.amount
    ? { _tag: "PreviouslyReversed", reversal: last.id }
    : { paid: payment.amount, before }
}

/**
 * What of a part of a load goes with an amount: the same part of the bonus, and of a debt that it paid, as of what was paid,
 * rounded down over all chargebacks of the load together, so that the last one takes the rest.
 */
const partOf = (whole: bigint, { before, paid }: Standing, amount: bigint): bigint => {
  const gone = (charged: bigint): bigint => wholeOf(whole * charged, paid, "down")
  return gone(before + amount) - gone(before)
}

/** What was given goes in its part; what was paid for goes for what no debt took of the amount. */
const restsOf = (
  situation: Situation,
  load: MadeLoad,
  standing: Standing,
  amount: bigint,
  again: bigint
): ReadonlyArray<Rest> =>
  load.slices.map((slice) => {
    const { funded, funding } = slice.lot
    const due = funding === "promotional" ? partOf(funded, standing, amount) : amount - again
    return restOf(situation, load, slice, due)
  })

export const chargeback = (situation: Situation, command: Chargeback): Decision => {
  const load = madeLoad(situation, command)
  if (load === undefined) return { _tag: "OriginalNotFound" }
  const known = subjectOfOriginal(situation, load.original.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, { card: "any", account: ["open", "closing", "closed"] })
  if (isDecline(subject)) return subject
  const { original, wallet } = load
  const reversed = undone(situation, load)
  if (reversed !== undefined) return reversed
  const standing = standingOf(situation, load)
  if ("_tag" in standing) return standing
  const left = standing.paid - standing.before
  const amount = command.amount ?? left
  if (amount > left) return { _tag: "ExceedsRefundable", left }
  if (command.currency !== undefined && command.currency !== wallet.asset)
    return { _tag: "CurrencyMismatch", expected: wallet.asset }

  const again = partOf(load.paidOff, standing, amount)
  const rests = restsOf(situation, load, standing, amount, again)
  const taking = {
    movements: movementsOf(wallet, subject.program.id, rests, again),
    postings: postingsOf(load, subject.program.id, rests, again, true)
  }
  const entry = { ...taking, ...ofTender(original, situation.place, taking) }
  const answers = { taken: takenOf(rests), receivable: owedFor(rests) + again }
  return accepted(subject, wallet, entry, answers, original.id)
}
