/**
 * The verbs of points: give them by hand, use them, turn them into value.
 *
 * @module
 */
import type { BurnPoints } from "../command/BurnPoints.ts"
import type { ConvertPoints } from "../command/ConvertPoints.ts"
import type { Decline } from "../command/Decline.ts"
import type { Earn } from "../command/Earn.ts"
import { against, liabilityPostings } from "../journal/post.ts"
import { balanceRoom, consumedBy, overBalance, overLimit } from "../policy/limits.ts"
import type { PointsTerms } from "../program/Points.ts"
import { subWalletOf } from "../program/Program.ts"
import { timesIn } from "../values/split.ts"
import { admit, walletOf } from "./admit.ts"
import { besideElsewhere } from "./beside.ts"
import { takeable, takenFrom } from "./cashOut.ts"
import { funded, newLot, shownLot, stillborn } from "./fund.ts"
import { allowanceFor } from "./gauges.ts"
import { given, shownPoints, stockOf } from "./points.ts"
import { spentAt } from "./redeem.ts"
import { shownSlices } from "./refund.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation, type Subject } from "./Situation.ts"

const violation = (rule: string, sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})

/** The terms of the points of a currency. */
const termsOf = ({ program }: Subject, currency: string): PointsTerms | Decline => {
  const { points } = program
  if (points === undefined) return violation("points", "The program has no points.")
  return points.asset.code === currency ? points : { _tag: "CurrencyMismatch", expected: points.asset.code }
}

const isTerms = (found: PointsTerms | Decline): found is PointsTerms => !("_tag" in found)

/** A sale that is paid elsewhere, of which its amount is known, or what each line came to. */
const earnOnSale = (situation: Situation, subject: Subject, { currency, lines, paid }: Earn): Decision => {
  const { asset, points } = subject.program
  if (points === undefined) return violation("points", "The program has no points.")
  if (currency !== asset.code) return { _tag: "CurrencyMismatch", expected: asset.code }
  const parts = lines ?? (paid === undefined ? [] : [{ amount: paid }])
  const { answers, ...beside } = besideElsewhere(situation, subject, points, parts)
  const wallet = beside.movements.length === 0 ? undefined : beside.earned && { id: beside.earned.wallet }
  return accepted(subject, wallet, beside, answers)
}

export const earn = (situation: Situation, command: Earn): Decision => {
  const subject = admit(situation, { side: "credit", account: ["open"] })
  if (isDecline(subject)) return subject
  if (command.amount === undefined) return earnOnSale(situation, subject, command)
  const terms = termsOf(subject, command.currency)
  if (!isTerms(terms)) return terms
  const over = overLimit(stockOf(situation, command.currency), command.amount)
  if (over !== undefined) return over
  const points = given(situation, subject, terms, command.amount)
  const id = points.movements.find((movement) => "wallet" in movement)
  const wallet = id && "wallet" in id ? { id: id.wallet } : undefined
  return wallet === undefined
    ? violation("validity", "The points would have ended before they could be used.")
    : accepted(subject, wallet, { movements: points.movements, postings: points.postings }, points.answers)
}

/** A gift of the program takes its points, each time; for anything else the retailer says how many. */
const mispriced = ({ gifts }: PointsTerms, { amount, item }: BurnPoints): Decline | undefined => {
  const gift = gifts?.find(({ id }) => id === item)
  return gift === undefined || timesIn(amount, gift.points) !== undefined
    ? undefined
    : violation("points.gifts", `For each ${gift.id} ${gift.points} points are used.`)
}

export const burnPoints = (situation: Situation, command: BurnPoints): Decision => {
  const subject = admit(situation, { side: "debit" })
  if (isDecline(subject)) return subject
  const terms = termsOf(subject, command.currency)
  if (!isTerms(terms)) return terms
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return { _tag: "InsufficientFunds", approvable: 0n }
  const { card, program } = subject
  const allowance = allowanceFor(situation, { card, program, wallet }, "Redeem")
  const over = overLimit(allowance, command.amount)
  if (over !== undefined) return over
  const free = takeable(wallet, situation.at, () => true)
  if (free < command.amount) return { _tag: "InsufficientFunds", approvable: free }
  const price = mispriced(terms, command)
  if (price !== undefined) return price
  const taken = takenFrom(wallet, program, situation.at, command.amount, () => true)
  const entry = spentAt(situation, program.id, wallet, [...taken, ...consumedBy(allowance, command.amount)])
  return accepted(subject, wallet, entry, { approved: command.amount, drawn: shownSlices(taken) })
}

export const convertPoints = (situation: Situation, command: ConvertPoints): Decision => {
  const subject = admit(situation, { side: "debit", account: ["open"] })
  if (isDecline(subject)) return subject
  const terms = termsOf(subject, command.currency)
  if (!isTerms(terms)) return terms
  const { program } = subject
  const rate = terms.conversion
  const rule = rate && subWalletOf(program, rate.subWallet)
  if (rate === undefined || rule === undefined)
    return violation("points.conversion", "The program's points are not converted.")
  const times = timesIn(command.amount, rate.points)
  const source = walletOf(situation, subject, command.currency)
  const target = walletOf(situation, subject, program.asset.code)
  if (isDecline(target)) return target
  const amount = (times ?? 0n) * rate.amount
  const room = balanceRoom(target, program, lawsOf(situation, program))
  if (amount > room.amount) return overBalance(room)
  const free = isDecline(source) ? 0n : takeable(source, situation.at, () => true)
  if (isDecline(source) || free < command.amount) return { _tag: "InsufficientFunds", approvable: free }
  if (times === undefined)
    return violation("points.conversion", `Points are converted ${rate.points} at a time.`)
  const lot = newLot(situation, subject, rule, { n: 0, amount, funding: "promotional", from: situation.at })
  const refused = stillborn([lot])
  if (refused !== undefined) return refused

  const taken = takenFrom(source, program, situation.at, command.amount, () => true)
  const added = funded(target, lot, situation.at)
  const cost = { kind: "promotionExpense" as const, program: program.id }
  const postings = [
    ...against(
      liabilityPostings(taken, source.asset, () => program.id),
      cost,
      source.asset
    ),
    ...against(
      liabilityPostings([added], target.asset, () => program.id),
      cost,
      target.asset
    )
  ]
  return accepted(
    subject,
    target,
    { movements: [added, ...taken], postings },
    { ...shownPoints(source, 0n, taken), taken: command.amount, lots: [shownLot(added)] }
  )
}
