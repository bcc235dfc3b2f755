/**
 * What a command asks for, as far as it says it: whose value, how much, and of which earlier operation.
 *
 * @module
 */
import type { Hold } from "../account/Hold.ts"
import type { Command } from "../command/Command.ts"
import type { Wanted } from "../command/Wanted.ts"
import type { Operation } from "../journal/Operation.ts"
import { goesOn, isInParts } from "../network/counting.ts"
import type { AccountId, OperationId } from "../values/Ids.ts"
import { openIn, placing } from "./openHold.ts"
import { originalOf, walletOfOriginal } from "./original.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"
import { takenOf, totalSpent } from "./spent.ts"

/** Whose value is asked for. */
export const accountAsked = ({ request, view }: Situation, command: Command): AccountId | undefined => {
  const { cards } = request
  const presented = cards.card ?? cards.from
  if (presented !== undefined) return view.cards.get(presented.index)?.account
  return command.account ?? ("from" in command ? (command.from as AccountId) : undefined)
}

/** How much moves, up or down, also where the command leaves it to the ledger. */
export const amountAsked = (command: Command, decision: Decision): bigint => {
  if ("amount" in command && command.amount !== undefined)
    return command.amount < 0n ? -command.amount : command.amount
  if (isDecline(decision)) return 0n
  const { lots, moved, paidBack, paidOff = 0n, paidOut, restored } = decision.answers
  const refunded = restored?.reduce((sum, { amount }) => sum + amount, paidOff) ?? paidBack?.amount
  return paidOut ?? moved ?? refunded ?? lots?.[0]?.amount ?? 0n
}

/** In which asset, as far as it is said or decided. */
export const currencyAsked = (
  { view }: Situation,
  command: Command,
  decision: Decision
): string | undefined => {
  if ("currency" in command && command.currency !== undefined) return command.currency
  if (isDecline(decision)) return undefined
  if (decision.answers.paidBack !== undefined) return decision.answers.paidBack.currency
  if (decision.wallet === undefined) return undefined
  return view.wallets.get(decision.wallet)?.asset
}

/** The operation that placed the hold which a command names. */
const placedFor = (situation: Situation): Operation | undefined => {
  const { command } = situation.request
  return "hold" in command || "holdKey" in command ? placing(situation, command) : undefined
}

/** The operation that placed the hold which a command raises or captures. */
const goneOnWith = (situation: Situation): Operation | undefined =>
  goesOn(situation.request.command.type) ? placedFor(situation) : undefined

/** The operation that a command refers to, by whatever name; of what names a hold, the one that placed it. */
export const originalAsked = (situation: Situation, command: Command): OperationId | undefined =>
  "original" in command || "originalKey" in command
    ? originalOf(situation, command)?.id
    : placedFor(situation)?.id

/** The open hold that a command raises or captures. */
export const holdAsked = (situation: Situation): Hold | undefined => {
  const placed = goneOnWith(situation)
  return placed && openIn(walletOfOriginal(situation, placed), placed)
}

/** Whether a card was read or typed for what is asked: now, or when the hold was placed that it goes on with. */
export const hasCard = (situation: Situation): boolean => {
  const { cards } = situation.request
  if (cards.card !== undefined || cards.from !== undefined) return true
  const placed = goneOnWith(situation)
  return placed !== undefined && JSON.parse(placed.asked).card !== undefined
}

/** What has moved before of what goes on with a hold. */
const movedBefore = (type: string, hold: Hold): bigint => (type === "Capture" ? hold.captured : hold.asked)

/** How much moves in all: a hold and its increments are one operation, and so are its captures. */
export const totalAsked = (situation: Situation, decision: Decision): bigint => {
  const { command } = situation.request
  const hold = holdAsked(situation)
  return (hold === undefined ? 0n : movedBefore(command.type, hold)) + amountAsked(command, decision)
}

/** How much of a hold is taken in all by who does it: what is reinstated goes on with what was captured. */
export const totalDone = (situation: Situation, decision: Decision): bigint => {
  const { command } = situation.request
  const placed = command.type === "Reinstate" ? placedFor(situation) : undefined
  return placed === undefined
    ? totalAsked(situation, decision)
    : totalSpent(takenOf(situation.view, placed)) + amountAsked(command, decision)
}

/** How much will have moved in all of what somebody wants to be approved. Absent: it is not said, or not known. */
export const totalWanted = (
  situation: Situation,
  { amount, original, type }: Pick<Wanted, "amount" | "original" | "type">
): bigint | undefined => {
  if (amount === undefined || !isInParts(type)) return amount
  const placed = original && situation.view.operations.get(original)
  if (placed !== undefined && type === "Reinstate")
    return totalSpent(takenOf(situation.view, placed)) + amount
  const hold = placed && openIn(walletOfOriginal(situation, placed), placed)
  return hold && movedBefore(type, hold) + amount
}
