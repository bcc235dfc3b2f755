/**
 * Capture: turn reserved value into spend, in the order of the pins; what the tolerance allows on top is drawn anew.
 *
 * @module
 */
import { type Hold, outstanding, type Pin } from "../account/Hold.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Capture } from "../command/Capture.ts"
import type { Decline } from "../command/Decline.ts"
import type { Slice } from "../command/Receipt.ts"
import type { LotMoved, Movement } from "../journal/Entry.ts"
import { isOverLimit, noAllowance, settleReserved, take } from "../policy/limits.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import { percentOf } from "../values/split.ts"
import { walletOf } from "./admit.ts"
import { besideSale, withBeside } from "./beside.ts"
import { changed, type Found, moreOf, openHold, payingFor, unpinned, withLots } from "./openHold.ts"
import { drawnBy, spentAt } from "./redeem.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { isLineNamed, lineOf, type Payment, planSpend, slices } from "./spend.ts"

/** Pins that are taken, and pins that stay. */
interface Taken {
  readonly taken: ReadonlyArray<Pin>
  readonly kept: ReadonlyArray<Pin>
}

const takeInOrder = (pins: ReadonlyArray<Pin>, amount: bigint, from: (pin: Pin) => boolean): Taken => {
  let left = amount
  const taken: Array<Pin> = []
  const kept = pins.flatMap((pin) => {
    const part = from(pin) ? least(left, pin.amount) : 0n
    left -= part
    if (part > 0n) taken.push({ ...pin, amount: part })
    return part === pin.amount ? [] : [{ ...pin, amount: pin.amount - part }]
  })
  return { taken, kept }
}

/** Takes pins for a capture: all in their order, or per named line those that were pinned for it. */
const takePins = (hold: Hold, amount: bigint, lines: Capture["lines"]): Taken => {
  if (lines === undefined) return takeInOrder(hold.pins, amount, () => true)
  let state: Taken = { taken: [], kept: hold.pins }
  for (const named of lines) {
    const { kept, taken } = takeInOrder(state.kept, named.amount, (pin) =>
      isLineNamed(hold.lines[pin.line], named)
    )
    state = { taken: [...state.taken, ...taken], kept }
  }
  return state
}

const sum = (pins: ReadonlyArray<Pin>): bigint => pins.reduce((total, pin) => total + pin.amount, 0n)

const pinned = (wallet: Wallet, hold: Hold, pins: ReadonlyArray<Pin>): ReadonlyArray<LotMoved> =>
  withLots(wallet, pins).map(({ amount, line, lot }) => ({
    kind: "lot",
    wallet: wallet.id,
    lot,
    remaining: -amount,
    held: -amount,
    promised: 0n,
    line: lineOf(hold.lines, line)
  }))

const nothing: Payment = {
  plan: { draws: [], drawn: 0n },
  approved: 0n,
  lines: [],
  boundBy: undefined,
  allowance: noAllowance,
  shares: []
}

/** What a capture takes above the hold, in the normal order; refused where tolerance or funds do not allow all of it. */
const aboveHold = (
  situation: Situation,
  { hold, subject, wallet }: Found,
  extra: bigint,
  amount: bigint
): Payment | Decline => {
  if (extra === 0n) return nothing
  const tolerance = percentOf(hold.asked, hold.tolerancePercent)
  const exceeds: Decline = { _tag: "ExceedsHold", outstanding: outstanding(hold), tolerance }
  if (hold.captured + amount > hold.asked + tolerance) return exceeds
  const payment = planSpend(situation, subject, wallet, {
    amount: extra,
    lines: [moreOf(hold, extra)],
    basket: hold.basket ?? hold.asked,
    before: { pins: [], drawn: hold.drawn, asked: hold.asked }
  })
  return isDecline(payment) && !isOverLimit(payment) ? exceeds : payment
}

const shown = (wallet: Wallet, pins: ReadonlyArray<Pin>): ReadonlyArray<Slice> =>
  withLots(wallet, pins).map(({ amount, line, lot }) => ({
    subWallet: lot.subWallet,
    lot: lot.id,
    amount,
    line
  }))

/** A capture that leaves nothing pinned is final, and so is every capture above the hold. */
const closing = (wallet: Wallet, hold: Hold, kept: ReadonlyArray<Pin>, command: Capture) => {
  const isFinal = command.final !== false || kept.length === 0
  const taken = outstanding(hold) - sum(kept)
  const consumed = settleReserved(wallet.id, hold, taken, "consumed")
  const back = isFinal
    ? settleReserved(wallet.id, { ...hold, reserved: consumed.reserved }, sum(kept), "givenBack")
    : undefined
  const after = isFinal
    ? undefined
    : { ...hold, captured: hold.captured + taken, pins: kept, reserved: consumed.reserved }
  const movements: ReadonlyArray<Movement> = [
    ...(isFinal ? unpinned(wallet, kept) : []),
    changed(wallet, hold, after),
    ...consumed.movements,
    ...(back?.movements ?? [])
  ]
  return { movements, released: isFinal ? sum(kept) : 0n }
}

export const capture = (situation: Situation, command: Capture): Decision => {
  const found = openHold(situation, command)
  if (isDecline(found)) return found
  const { hold, placed, subject, wallet } = found
  const { kept, taken } = takePins(hold, command.amount, command.lines)
  const extra = atLeastZero(command.amount - sum(taken))
  if (extra > 0n && kept.length > 0) return { _tag: "ExceedsHold", outstanding: sum(taken), tolerance: 0n }
  const paying = payingFor(situation, placed, subject)
  const above = aboveHold(situation, { ...found, subject: paying }, extra, command.amount)
  if (isDecline(above) && above._tag === "ExceedsHold") return above
  const named = walletOf(situation, subject, command.currency)
  if (isDecline(named)) return named
  if (isDecline(above)) return above

  const end = closing(wallet, hold, kept, command)
  const spent = [...pinned(wallet, hold, taken), ...drawnBy(wallet, above.plan, above.lines)]
  const entry = {
    ...spentAt(situation, subject.program.id, wallet, [
      ...spent,
      ...end.movements,
      ...take(above.allowance, above.shares)
    ]),
    card: paying.card?.index
  }
  const beside = besideSale(situation, subject, wallet, spent)
  return accepted(
    subject,
    wallet,
    withBeside(entry, beside),
    {
      ...beside.answers,
      hold: hold.id,
      drawn: [...shown(wallet, taken), ...slices(above.plan)],
      released: end.released,
      ...(extra > 0n && { tolerance: extra })
    },
    placed.id
  )
}
