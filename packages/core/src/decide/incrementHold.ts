/**
 * IncrementHold: raise an open hold, as if it had been placed for the sum.
 *
 * @module
 */
import type { Plan } from "../account/drawDown.ts"
import type { Hold } from "../account/Hold.ts"
import type { IncrementHold } from "../command/IncrementHold.ts"
import { take } from "../policy/limits.ts"
import { least } from "../values/Amount.ts"
import { walletOf } from "./admit.ts"
import { drawnWith, heldBy, pinsOf } from "./hold.ts"
import { changed, openHold, payingFor } from "./openHold.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { planSpend, slices } from "./spend.ts"

/** The lines of the raised hold: a single line grows; beside several lines the increment is a line without category. */
const raisedLines = ({ lines }: Hold, amount: bigint): Hold["lines"] => {
  const [only] = lines.length === 1 ? lines : []
  return only === undefined ? [...lines, { amount }] : [{ ...only, amount: only.amount + amount }]
}

/** What the raised hold pins on top of what it pinned before. */
const additional = (before: Hold, plan: Plan): Plan => {
  const pinned = new Map<string, bigint>()
  for (const pin of before.pins) pinned.set(pin.lot, (pinned.get(pin.lot) ?? 0n) + pin.amount)
  const draws = plan.draws.flatMap((draw) => {
    const known = pinned.get(draw.lot.id) ?? 0n
    const already = least(known, draw.amount)
    pinned.set(draw.lot.id, known - already)
    return draw.amount > already ? [{ ...draw, amount: draw.amount - already }] : []
  })
  return { draws, drawn: plan.drawn }
}

/** Pins on lots that pay no more unless they are named, since newer terms made vouchers of them: they stay as they are. */
const unplanned = ({ pins }: Hold, { draws }: Plan): Hold["pins"] =>
  pins.filter((pin) => !draws.some(({ lot }) => lot.id === pin.lot))

/** The lines as far as they are still to be paid: what captures took is no longer open. */
const openLines = (hold: Hold, lines: Hold["lines"], amount: bigint): Hold["lines"] => {
  const pinned = hold.lines.map((_, line) =>
    hold.pins.reduce((sum, pin) => (pin.line === line ? sum + pin.amount : sum), 0n)
  )
  return lines.map((line, n) => {
    const grown = n >= hold.lines.length || hold.lines.length === 1 ? amount : 0n
    return { ...line, amount: (pinned[n] ?? 0n) + grown }
  })
}

export const incrementHold = (situation: Situation, command: IncrementHold): Decision => {
  const found = openHold(situation, command, { side: "debit", account: ["open"] })
  if (isDecline(found)) return found
  const { hold, placed, subject, wallet } = found
  const named = walletOf(situation, subject, command.currency)
  if (isDecline(named)) return named
  const lines = raisedLines(hold, command.amount)
  const payment = planSpend(situation, payingFor(situation, placed, subject), wallet, {
    amount: command.amount,
    lines: openLines(hold, lines, command.amount),
    basket: hold.basket ?? hold.asked + command.amount,
    before: { pins: hold.pins, drawn: hold.drawn, asked: hold.asked }
  })
  if (isDecline(payment)) return payment

  const more = additional(hold, payment.plan)
  const after: Hold = {
    ...hold,
    asked: hold.asked + command.amount,
    lines,
    pins: [...unplanned(hold, payment.plan), ...pinsOf(payment.plan)],
    drawn: drawnWith(hold.drawn, more.draws),
    reserved: [...hold.reserved, ...payment.shares]
  }
  const movements = [
    ...heldBy(wallet, more),
    changed(wallet, hold, after),
    ...take(payment.allowance, payment.shares, hold)
  ]
  return accepted(
    subject,
    wallet,
    { movements, postings: [] },
    { hold: hold.id, drawn: slices(more) },
    placed.id
  )
}
