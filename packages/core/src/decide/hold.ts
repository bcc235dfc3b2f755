/**
 * Hold: reserve value for a later capture, pinned to the lots that would pay now.
 *
 * @module
 */
import type { Draw, Plan } from "../account/drawDown.ts"
import type { Hold as OpenHold, Pin } from "../account/Hold.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Hold } from "../command/Hold.ts"
import type { LotMoved } from "../journal/Entry.ts"
import { take } from "../policy/limits.ts"
import { latestHoldEnd, type Program } from "../program/Program.ts"
import { holdOf } from "../values/Ids.ts"
import { admit, walletOf } from "./admit.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { planSpend, slices } from "./spend.ts"

/** The pins that keep a plan's value. */
export const pinsOf = (plan: Plan): ReadonlyArray<Pin> =>
  plan.draws.map(({ amount, line, lot }) => ({ lot: lot.id, line, amount }))

/** What a hold drew before and now, per sub-wallet, in the order in which they were drawn. */
export const drawnWith = (before: OpenHold["drawn"], draws: ReadonlyArray<Draw>): OpenHold["drawn"] => {
  const sums = new Map(before.map(({ amount, subWallet }) => [subWallet, amount]))
  for (const { amount, lot } of draws) sums.set(lot.subWallet, (sums.get(lot.subWallet) ?? 0n) + amount)
  return [...sums].map(([subWallet, amount]) => ({ subWallet, amount }))
}

/** The movements by which value of lots is reserved. */
export const heldBy = (wallet: Wallet, plan: Plan): ReadonlyArray<LotMoved> =>
  plan.draws.map(({ amount, lot }) => ({
    kind: "lot",
    wallet: wallet.id,
    lot,
    remaining: 0n,
    held: amount,
    promised: 0n
  }))

const toleranceOf = (program: Program, asked: number | undefined): number => {
  const allowed = program.holds?.tolerancePercent ?? 0
  return Math.min(asked ?? allowed, allowed)
}

export const hold = (situation: Situation, command: Hold): Decision => {
  const subject = admit(situation, { side: "debit", account: ["open"] })
  if (isDecline(subject)) return subject
  const wallet = walletOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const latest = latestHoldEnd(subject.program, situation.place.zone, situation.at)
  const expiresAt = command.expiresAt ?? latest
  const payment = planSpend(situation, subject, wallet, command)
  if (isDecline(payment)) return payment
  if (expiresAt > latest || expiresAt <= situation.at) return outsideAge

  const placed: OpenHold = {
    id: holdOf(situation.operation),
    placedAt: situation.at,
    expiresAt,
    outlet: situation.place.outlet?.id,
    owner: situation.place.owner,
    tolerancePercent: toleranceOf(subject.program, command.tolerance),
    asked: payment.approved,
    captured: 0n,
    basket: command.basket,
    lines: payment.lines,
    pins: pinsOf(payment.plan),
    drawn: drawnWith([], payment.plan.draws),
    reserved: payment.shares
  }
  const movements = [
    ...heldBy(wallet, payment.plan),
    { kind: "hold" as const, wallet: wallet.id, after: placed },
    ...take(payment.allowance, payment.shares, placed)
  ]
  return accepted(
    subject,
    wallet,
    { movements, postings: [] },
    {
      hold: placed.id,
      expiresAt,
      approved: payment.approved,
      drawn: slices(payment.plan),
      ...(payment.approved < command.amount && {
        remainingDue: command.amount - payment.approved,
        boundBy: payment.boundBy
      })
    }
  )
}

/** A hold ends after now and within the program's age. */
export const outsideAge = {
  _tag: "ProgramRuleViolation",
  rule: "holds.expireAfter",
  sentence: "The hold would end before now or live longer than the program allows."
} as const
