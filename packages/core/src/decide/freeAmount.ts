/**
 * Free amounts: who may take in another amount than an offer's price, where the program has offers to choose from.
 *
 * @module
 */
import type { Command } from "../command/Command.ts"
import type { Decline } from "../command/Decline.ts"
import { operatorMay } from "../network/Operator.ts"
import type { Permission } from "../network/Permission.ts"
import type { ProgramId } from "../values/Ids.ts"
import { subjectOf } from "./admit.ts"
import { isDecline, type Situation } from "./Situation.ts"

/** Under whose offers it would be taken in; of what takes nothing in, or an offer, nobody's. */
const programIn = (situation: Situation, command: Command): ProgramId | undefined => {
  if (command.type === "Issue") return command.amount === undefined ? undefined : command.program
  const isFree =
    command.type === "Activate"
      ? command.amount !== undefined
      : command.type === "Load" && command.offer === undefined
  if (!isFree) return undefined
  const subject = subjectOf(situation, situation.request.cards.card, command.account)
  return isDecline(subject) ? undefined : subject.program.id
}

/** What the operator may do of it; without an operator the client acts in its own name, with all rights. */
const permissionFor = (situation: Situation): Permission => {
  const { network, request } = situation
  const { command } = request
  const operator = command.operator === undefined ? undefined : network.operators.get(command.operator)
  const permission = operator === undefined ? "yes" : operatorMay(operator, "FreeAmount")
  if (permission === "yes") return permission
  const program = programIn(situation, command)
  const offers = program && network.programs.get(program)?.offers
  return offers === undefined || offers.length === 0 ? "yes" : permission
}

/** Why the operator may not choose the amount. */
export const freeAmountRefusal = (situation: Situation): Decline | undefined =>
  permissionFor(situation) === "no" ? { _tag: "NotPermitted", right: "FreeAmount" } : undefined

/** Whether somebody else has to approve the amount. */
export const freeAmountNeedsCode = (situation: Situation): boolean => permissionFor(situation) === "code"
