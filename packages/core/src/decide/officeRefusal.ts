/**
 * What is head office's: who works for an owner or at an outlet settles nothing for all, grants and asks for no quota but the own
 * places', and brings nothing in past it.
 *
 * @module
 */
import type { Command } from "../command/Command.ts"
import type { RequestQuota } from "../command/RequestQuota.ts"
import type { Decline } from "../command/Decline.ts"
import type { Network } from "../network/Network.ts"
import { isRestricted } from "../network/Restriction.ts"
import { type Changer, isOfHeadOffice, reachesOutlet } from "../policy/reach.ts"
import type { OutletId } from "../values/Ids.ts"
import type { Situation } from "./Situation.ts"

/** Verbs that are about all owners together, or about what head office has promised one of them. */
const forAll: ReadonlySet<Command["type"]> = new Set([
  "GrantQuota",
  "CutOff",
  "ApprovePeriod",
  "PayPeriod",
  "RejectDispute",
  "CorrectClearing",
  "AllotNumbers"
])

/** The outlet that a quota is asked for, if it is known. */
const asksFor = ({ outlets, terminals }: Network, asked: RequestQuota): OutletId | undefined => {
  const id = asked.ofOutlet ?? (asked.ofTerminal && terminals.get(asked.ofTerminal)?.outlet)
  return id !== undefined && outlets.has(id) ? id : undefined
}

/** At no outlet in particular value would come in that no quota bounds: at which one is to be said. */
const goesAroundQuota = ({ network, place }: Situation, command: Command): boolean =>
  command.type === "Adjust" &&
  command.amount > 0n &&
  place.outlet === undefined &&
  network.configuration.outlets.some(
    (outlet) =>
      outlet.owner === place.owner && (isRestricted(outlet, "loads") || isRestricted(outlet, "points"))
  )

const beyond = (situation: Situation, changer: Changer, command: Command): string | undefined => {
  if (forAll.has(command.type)) return `${command.type} for all`
  if (goesAroundQuota(situation, command)) return "Adjust without an outlet"
  if (command.type !== "RequestQuota") return undefined
  const outlet = asksFor(situation.network, command)
  return outlet === undefined || reachesOutlet(changer, outlet)
    ? undefined
    : `ask for a quota of outlet ${outlet}`
}

/** Why somebody who is not of head office may not do it, whatever the own rights are. */
export const officeRefusal = (situation: Situation): Decline | undefined => {
  const { network, request } = situation
  const { command } = request
  const operator = command.operator === undefined ? undefined : network.operators.get(command.operator)
  if (operator === undefined) return undefined
  const changer = { network, operator }
  if (isOfHeadOffice(changer)) return undefined
  const right = beyond(situation, changer, command)
  return right === undefined ? undefined : { _tag: "NotPermitted", right }
}
