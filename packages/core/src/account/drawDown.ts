/**
 * Choosing the lots that pay: in draw-down order, as much from each as is possible without taking from an earlier one.
 *
 * @module
 */
import { mostOf, pays, type Refusal, refusalOf, type Context, type SpendRule } from "../program/SpendRule.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import type { LotId, SubWalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { BasketLine, Pin } from "./Hold.ts"
import { drawable, free, isExpired, type Lot } from "./Lot.ts"

/** What is drawn: an amount of one lot for one line of the basket. */
export interface Draw {
  readonly lot: Lot
  readonly line: number
  readonly amount: bigint
}

/** What to draw, from what, under which rules. */
export interface Asked {
  /** In draw-down order. */
  readonly lots: ReadonlyArray<Lot>
  readonly ruleOf: (subWallet: SubWalletId) => SpendRule | undefined
  readonly context: Context
  readonly at: Instant
  readonly lines: ReadonlyArray<BasketLine>
  readonly amount: bigint
  /** What an open hold has pinned already: its lots keep at least that, but may pay other lines. */
  readonly pins: ReadonlyArray<Pin>
  /** What the same operation has drawn before, per sub-wallet; it counts against the bounds of the rules. */
  readonly drawn: ReadonlyArray<{ readonly subWallet: SubWalletId; readonly amount: bigint }>
}

/** What is drawn, pins included, in draw-down order; `drawn` is what comes on top of the pins. */
export interface Plan {
  readonly draws: ReadonlyArray<Draw>
  readonly drawn: bigint
}

/** Why a lot gives nothing, or no more than it does. */
export interface Skip {
  readonly lot: LotId
  /** Absent: the card has no such lot. */
  readonly subWallet: SubWalletId | undefined
  /** Of vouchers also: it is none, it was not named, too many of its kind are named, or it does not go with the others. */
  readonly reason: Refusal | "expired" | "scheduled" | "held" | "noVoucher" | "named" | "atOnce" | "with"
}

const rest = (asked: Asked, lot: Lot): bigint =>
  mostOf(asked.ruleOf(lot.subWallet), asked.context.basket) -
  (asked.drawn.find(({ subWallet }) => subWallet === lot.subWallet)?.amount ?? 0n)

const accepted = (asked: Asked, lot: Lot): boolean =>
  refusalOf(asked.ruleOf(lot.subWallet), lot.loadedAt, asked.context) === undefined

/** The room that the bounds of each sub-wallet's rule leave, counted down as its lots are drawn. */
const roomBySubWallet = () => {
  const rooms = new Map<SubWalletId, bigint>()
  return {
    of: (asked: Asked, lot: Lot): bigint => rooms.get(lot.subWallet) ?? atLeastZero(rest(asked, lot)),
    set: (lot: Lot, room: bigint) => rooms.set(lot.subWallet, room)
  }
}

/** One line, nothing pinned: the common case, where no line can be paid by another lot instead. */
const drawOneLine = (asked: Asked): Plan => {
  const draws: Array<Draw> = []
  const category = asked.lines[0]?.category
  const rooms = roomBySubWallet()
  let left = asked.amount
  for (const lot of asked.lots) {
    if (left === 0n) break
    const usable = drawable(lot, asked.at)
    if (usable === 0n || !pays(asked.ruleOf(lot.subWallet), category) || !accepted(asked, lot)) continue
    const room = rooms.of(asked, lot)
    const amount = least(least(usable, left), room)
    if (amount === 0n) continue
    draws.push({ lot, line: 0, amount })
    rooms.set(lot, room - amount)
    left -= amount
  }
  return { draws, drawn: asked.amount - left }
}

/** Which lot pays how much of which line, while lots are being added. */
interface Assignment {
  readonly flow: Array<Array<bigint>>
  readonly lineLeft: Array<bigint>
  readonly pays: (lot: number, line: number) => boolean
}

interface Step {
  readonly lot: number
  readonly line: number
  readonly before: Step | undefined
}

/**
 * The shortest way to make room for one more unit of a lot: a line with room, or a line whose payer can pay another
 * line instead, and so on (an augmenting path of the lots-to-lines graph).
 */
const wayFrom = (start: number, { flow, lineLeft, pays: may }: Assignment): Step | undefined => {
  const seen = new Set<number>()
  let reached: ReadonlyArray<{ readonly lot: number; readonly before: Step | undefined }> = [
    { lot: start, before: undefined }
  ]
  while (reached.length > 0) {
    const next: Array<{ readonly lot: number; readonly before: Step }> = []
    for (const { before, lot } of reached) {
      for (let line = 0; line < lineLeft.length; line++) {
        if (seen.has(line) || !may(lot, line)) continue
        seen.add(line)
        const step = { lot, line, before }
        if ((lineLeft[line] ?? 0n) > 0n) return step
        flow.forEach((paid, other) => (paid[line] ?? 0n) > 0n && next.push({ lot: other, before: step }))
      }
    }
    reached = next
  }
  return undefined
}

const narrowest = (way: Step, flow: Assignment["flow"], want: bigint, lineLeft: bigint): bigint => {
  let width = least(want, lineLeft)
  for (let step: Step = way; step.before !== undefined; step = step.before)
    width = least(width, flow[step.lot]?.[step.before.line] ?? 0n)
  return width
}

const moveAlong = (way: Step, flow: Assignment["flow"], amount: bigint): void => {
  for (let step: Step | undefined = way; step !== undefined; step = step.before) {
    const paid = flow[step.lot]
    if (paid === undefined) continue
    paid[step.line] = (paid[step.line] ?? 0n) + amount
    if (step.before !== undefined) paid[step.before.line] = (paid[step.before.line] ?? 0n) - amount
  }
}

/** Lets one lot pay as much as it can, up to `want`; earlier lots keep what they give but may pay other lines. */
const raise = (lot: number, want: bigint, assignment: Assignment): bigint => {
  let left = want
  while (left > 0n) {
    const way = wayFrom(lot, assignment)
    if (way === undefined) break
    const lineLeft = assignment.lineLeft[way.line] ?? 0n
    const amount = narrowest(way, assignment.flow, left, lineLeft)
    moveAlong(way, assignment.flow, amount)
    assignment.lineLeft[way.line] = lineLeft - amount
    left -= amount
  }
  return want - left
}

const assignmentOf = (asked: Asked): Assignment => {
  const { lines, lots, pins } = asked
  const flow = lots.map(() => lines.map(() => 0n))
  const lineLeft = lines.map(({ amount }) => amount)
  for (const pin of pins) {
    const paid = flow[lots.findIndex(({ id }) => id === pin.lot)]
    if (paid !== undefined) paid[pin.line] = (paid[pin.line] ?? 0n) + pin.amount
    lineLeft[pin.line] = (lineLeft[pin.line] ?? 0n) - pin.amount
  }
  const may = lots.map((lot) => lines.map(({ category }) => pays(asked.ruleOf(lot.subWallet), category)))
  return { flow, lineLeft, pays: (lot, line) => may[lot]?.[line] ?? false }
}

const drawLines = (asked: Asked): Plan => {
  const assignment = assignmentOf(asked)
  const rooms = roomBySubWallet()
  let left = asked.amount
  asked.lots.forEach((lot, index) => {
    if (!accepted(asked, lot)) return
    const room = rooms.of(asked, lot)
    const drawn = raise(index, least(least(drawable(lot, asked.at), left), room), assignment)
    rooms.set(lot, room - drawn)
    left -= drawn
  })
  const draws = asked.lots.flatMap((lot, index) =>
    (assignment.flow[index] ?? []).flatMap((amount, line) => (amount > 0n ? [{ lot, line, amount }] : []))
  )
  return { draws, drawn: asked.amount - left }
}

/**
 * The plan for an amount. From each lot in draw-down order as much as possible is drawn, where "possible" may change
 * which line an earlier lot pays but never lowers what it gives: the draw is the greatest in draw-down order, and less
 * than the amount is drawn only if no legal assignment of value to lines gives more.
 */
export const drawDown = (asked: Asked): Plan =>
  asked.lines.length === 1 && asked.pins.length === 0 ? drawOneLine(asked) : drawLines(asked)

/** Which bound of a sub-wallet's rule leaves it nothing more to give; `undefined` while there is room. */
const boundOf = (asked: Asked, plan: Plan, lot: Lot): Skip["reason"] | undefined => {
  const drawn = plan.draws.reduce(
    (sum, draw) => (draw.lot.subWallet === lot.subWallet ? sum + draw.amount : sum),
    0n
  )
  const rule = asked.ruleOf(lot.subWallet)
  if (drawn < rest(asked, lot)) return undefined
  const perOperation = mostOf({ ...rule, maximumShare: 100 }, undefined)
  return mostOf(rule, asked.context.basket) < perOperation ? "maximumShare" : "maximumPerOperation"
}

const reasonOf = (asked: Asked, plan: Plan, lot: Lot, given: bigint): Skip["reason"] | undefined => {
  const rule = asked.ruleOf(lot.subWallet)
  if (lot.promised > 0n || lot.activeFrom > asked.at) return "scheduled"
  if (isExpired(lot, asked.at)) return "expired"
  const refusal = refusalOf(rule, lot.loadedAt, asked.context)
  if (refusal !== undefined) return refusal
  if (!asked.lines.some(({ category }) => pays(rule, category))) return "categories"
  if (free(lot) === 0n) return "held"
  if (given === free(lot)) return undefined
  return boundOf(asked, plan, lot) ?? (plan.drawn < asked.amount ? "categories" : undefined)
}

/** For each lot that gives nothing or less than it could: why. Lots that simply come later are not listed. */
export const skipsOf = (asked: Asked, plan: Plan): ReadonlyArray<Skip> =>
  asked.lots.flatMap((lot) => {
    const given = plan.draws.reduce((sum, draw) => (draw.lot.id === lot.id ? sum + draw.amount : sum), 0n)
    const reason = reasonOf(asked, plan, lot, given)
    return reason === undefined ? [] : [{ lot: lot.id, subWallet: lot.subWallet, reason }]
  })
