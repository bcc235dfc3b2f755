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

/** How much moves, also where the command leaves it to the ledger. */
export const amountAsked = (command: Command, decision: Decision): bigint => {
  if ("amount" in command && command.amount !== undefined) return command.amount
  if (isDecline(decision)) return 0n
  const { lots, moved, paidOut } = decision.answers
  return paidOut ?? moved ?? lots?.[0]?.amount ?? 0n
}
