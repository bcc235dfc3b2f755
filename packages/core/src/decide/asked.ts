/**
 * What a command asks for, as far as it says it: whose value, how much, and of which earlier operation.
 *
 * @module
 */
import type { Command } from "../command/Command.ts"
import type { AccountId, OperationId } from "../values/Ids.ts"
import { originalOf } from "./original.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"

/** Whose value is asked for. */
export const accountAsked = ({ request, view }: Situation, command: Command): AccountId | undefined => {
  const { cards } = request
  const presented = cards.card ?? cards.from
  if (presented !== undefined) return view.cards.get(presented.index)?.account
  return command.account ?? ("from" in command ? (command.from as AccountId) : undefined)
}

/** The operation that a command refers to, by whatever name. */
export const originalAsked = (situation: Situation, command: Command): OperationId | undefined =>
  "original" in command || "originalKey" in command ? originalOf(situation, command)?.id : undefined

/** How much moves, up or down, also where the command leaves it to the ledger. */
export const amountAsked = (command: Command, decision: Decision): bigint => {
  if ("amount" in command && command.amount !== undefined)
    return command.amount < 0n ? -command.amount : command.amount
  if (isDecline(decision)) return 0n
  const { lots, moved, paidOff = 0n, paidOut, restored } = decision.answers
  const refunded = restored?.reduce((sum, { amount }) => sum + amount, paidOff)
  return paidOut ?? moved ?? refunded ?? lots?.[0]?.amount ?? 0n
}

/** In which asset, as far as it is said or decided. */
export const currencyAsked = (
  { view }: Situation,
  command: Command,
  decision: Decision
): string | undefined => {
  if ("currency" in command && command.currency !== undefined) return command.currency
  if (isDecline(decision) || decision.wallet === undefined) return undefined
  return view.wallets.get(decision.wallet)?.asset
}
