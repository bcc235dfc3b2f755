/**
 * Advice: a sale that has happened already. What rules and lots give pays for it as if it had been asked for; what is
 * missing its place is paid all the same, and the holder owes it.
 *
 * @module
 */
import type { BasketLine } from "../account/Hold.ts"
import type { Plan } from "../account/drawDown.ts"
import { drawable } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Advice } from "../command/Advice.ts"
import type { Decline } from "../command/Decline.ts"
import type { ReceivableMoved } from "../journal/Entry.ts"
import { consumedUpTo } from "../policy/limits.ts"
import { moneyOf, subjectOf } from "./admit.ts"
import { beforeOpening, restoredFor, takenFromAt, withRestored } from "./backDate.ts"
import { besideSale, withBeside } from "./beside.ts"
import { exceptionsOf, isOfBadCard, takesNothing } from "./exceptions.ts"
import { drawnBy, spentAt } from "./redeem.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"
import { lineOf, lookAt, slices } from "./spend.ts"

/** What may be taken. A view of the past that is no longer the newest is read again: nobody has to find a new key for it. */
const seenBy = (situation: Situation, { account }: Subject, wallet: Wallet): Wallet | Decline => {
  if (takesNothing(account)) return { ...wallet, lots: [] }
  const seen = takenFromAt(situation, wallet)
  return isDecline(seen) ? { _tag: "InProgress" } : seen
}

/** What the holder owes, for each line that value did not pay in full. */
const owedFor = (
  { program }: Subject,
  wallet: Wallet,
  { draws }: Plan,
  lines: ReadonlyArray<BasketLine>
): ReadonlyArray<ReceivableMoved> =>
  lines.flatMap(({ amount }, number) => {
    const paid = draws.reduce((sum, draw) => (draw.line === number ? sum + draw.amount : sum), 0n)
    return paid === amount
      ? []
      : [
          {
            kind: "receivable",
            wallet: wallet.id,
            amount: amount - paid,
            advancedBy: program.id,
            line: lineOf(lines, number)
          }
        ]
  })

/** How old the till's list of blocked cards was when it took the card, in whole seconds. */
const ageOf = ({ effectiveAt }: Situation, { listAsOf }: Advice): number | undefined =>
  listAsOf === undefined ? undefined : Math.max(0, Math.floor((effectiveAt - listAsOf) / 1000))

export const advice = (situation: Situation, command: Advice): Decision => {
  const subject = subjectOf(situation, situation.request.cards.card, command.account)
  if (isDecline(subject)) return subject
  const wallet = moneyOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const seen = beforeOpening(situation, subject) ?? seenBy(situation, subject, wallet)
  if (isDecline(seen)) return seen
  const { allowance, asked, plan, room } = lookAt(situation, subject, seen, command)

  const drawn = drawnBy(wallet, plan, asked.lines)
  const owed = owedFor(subject, wallet, plan, asked.lines)
  const entry = spentAt(situation, subject.program.id, wallet, [
    ...drawn,
    ...owed,
    ...consumedUpTo(allowance, command.amount)
  ])
  const receivable = command.amount - plan.drawn
  const drawableThen = asked.lots.reduce((sum, lot) => sum + drawable(lot, asked.at), 0n)
  const exceptions = exceptionsOf(situation, subject, {
    receivable,
    unused: drawableThen - plan.drawn,
    isOverLimit: room.amount < command.amount
  })
  const listAge = exceptions.some(isOfBadCard) ? ageOf(situation, command) : undefined
  const beside = besideSale(situation, subject, wallet, drawn)
  const answers = {
    ...beside.answers,
    approved: command.amount,
    drawn: slices(plan),
    ...(receivable > 0n && { receivable }),
    ...(exceptions.length > 0 && { exceptions }),
    ...(listAge !== undefined && { listAge })
  }
  return withRestored(
    accepted(subject, wallet, withBeside(entry, beside), answers),
    restoredFor(situation, drawn)
  )
}
