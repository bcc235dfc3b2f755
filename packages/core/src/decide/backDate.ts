/**
 * Dating back: what counts earlier than it is recorded, who may let it, how far, and what could be taken then.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Command } from "../command/Command.ts"
import type { Decline } from "../command/Decline.ts"
import type { LotMoved } from "../journal/Entry.ts"
import { asSeen, type Restored } from "../journal/Hindsight.ts"
import { operatorMay } from "../network/Operator.ts"
import { least } from "../values/Amount.ts"
import type { Instant } from "../values/Instant.ts"
import type { Accepted, Situation, Subject } from "./Situation.ts"

const dayLength = 86_400_000

const violation = (sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule: "backDating",
  sentence
})

/** When a command counts; in the ledger's time where it does not say. */
export const countsAt = (command: Command, at: Instant): Instant =>
  "effectiveAt" in command ? (command.effectiveAt ?? at) : at

/** Why it may not count as early as it says. The books that are closed stay as they are, whoever asks. */
export const backDateRefusal = (situation: Situation): Decline | undefined => {
  const { at, effectiveAt, network, request } = situation
  if (effectiveAt === at) return undefined
  if (effectiveAt > at) return violation("It cannot count later than it is recorded.")
  const operator = request.command.operator && network.operators.get(request.command.operator)
  const isReported = request.command.type === "Advice"
  if (!isReported && operator && operatorMay(operator, "BackDate") !== "yes")
    return { _tag: "NotPermitted", right: "BackDate" }
  const { backDating, books } = network.configuration
  if (books !== undefined && effectiveAt < books.lockedUntil)
    return { _tag: "PeriodLocked", lockedThrough: books.lockedThrough }
  if (backDating === undefined) return violation("Nothing counts earlier than it is recorded.")
  return effectiveAt < at - backDating.days * dayLength
    ? violation(`It may count ${backDating.days} days back at most.`)
    : undefined
}

/** Nothing counts on an account before it was opened. */
export const beforeOpening = (
  { effectiveAt }: Pick<Situation, "effectiveAt">,
  { account }: Subject
): Decline | undefined =>
  effectiveAt < account.openedAt ? violation("It cannot count before the account was opened.") : undefined

/** The wallet as what is taken from it may see it: now, or at an earlier instant less all that was taken since. */
export const takenFromAt = ({ at, effectiveAt, request }: Situation, wallet: Wallet): Wallet | Decline => {
  if (effectiveAt === at) return wallet
  const { hindsight } = request
  return hindsight?.wallet === wallet.id && hindsight.version === wallet.version
    ? asSeen(wallet, hindsight)
    : { _tag: "StaleVersion", version: wallet.version }
}

/** An accepted command, with what had expired and is taken back for it. */
export const withRestored = (accepted: Accepted, restored: ReadonlyArray<Restored>): Accepted =>
  restored.length === 0 ? accepted : { ...accepted, restored }

/** What of that had expired meanwhile: of each lot no more than it gives, the earliest first. */
export const restoredFor = (
  { at, effectiveAt, request: { hindsight } }: Situation,
  drawn: ReadonlyArray<LotMoved>
): ReadonlyArray<Restored> => {
  if (effectiveAt === at || hindsight === undefined) return []
  const wanted = new Map<string, bigint>()
  for (const { lot, remaining } of drawn) wanted.set(lot.id, (wanted.get(lot.id) ?? 0n) - remaining)
  return hindsight.lots.flatMap(({ lapses, lot }) => {
    let left = wanted.get(lot.id) ?? 0n
    return lapses.flatMap((lapse): ReadonlyArray<Restored> => {
      const amount = least(left, lapse.amount)
      left -= amount
      return amount === 0n ? [] : [{ lot, at: lapse.at, amount }]
    })
  })
}
