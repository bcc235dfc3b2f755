/**
 * Which counters a command may need, known from the places that it names before anything is read.
 *
 * @module
 */
import type { AccountId, OperatorId, OutletId, TerminalId } from "../values/Ids.ts"
import { type Counter, counterAccount } from "./Counter.ts"
import { type Actor, drawsQuota, isBounded, limitedAs } from "./counting.ts"
import type { Network } from "./Network.ts"
import { outletOf, ownerOf } from "./outletOf.ts"

/** Who acts and where, as a command says it. */
export interface Named {
  readonly type: string
  readonly operator?: OperatorId
  readonly outlet?: OutletId
  readonly terminal?: TerminalId
  readonly ofOutlet?: OutletId
  readonly ofTerminal?: TerminalId
}

type Place = Exclude<Counter["scope"], "program">

const actors = (network: Network, named: Named): { readonly [Scope in Place]: Actor | undefined } => {
  const { operator, terminal } = named
  const outlet = outletOf(network, named)
  const owner = ownerOf(network, named, outlet)
  return {
    operator: operator && network.operators.get(operator),
    terminal: terminal && network.terminals.get(terminal),
    outlet: outlet && network.outlets.get(outlet),
    owner: owner && network.owners.get(owner)
  }
}

const places = ["operator", "terminal", "outlet", "owner"] as const

const none: ReadonlyArray<never> = []

/** The accounts of all counters that a command may need: of limits on its verb, and of quotas that it may draw on. */
export const countersOf = (network: Network, command: Named): ReadonlyArray<AccountId> => {
  const { ofOutlet, ofTerminal } = command
  if (ofOutlet !== undefined) return [counterAccount({ scope: "outlet", id: ofOutlet })]
  if (ofTerminal !== undefined) return [counterAccount({ scope: "terminal", id: ofTerminal })]
  const verb = limitedAs[command.type]
  const { byVerb, limitsPlaces } = network.counting
  const counted = verb === undefined ? none : (byVerb.get(verb) ?? none)
  if (verb === undefined || (counted.length === 0 && !limitsPlaces)) return none
  const acting = actors(network, command)
  const own = places.flatMap((scope): ReadonlyArray<Counter> => {
    const actor = acting[scope]
    const isDrawn = drawsQuota.has(verb) || network.counting.hasPoints
    return isBounded(actor) && (actor.limits !== undefined || isDrawn) ? [{ scope, id: actor.id }] : none
  })
  const ofPrograms = counted.flatMap(({ program, scope }): ReadonlyArray<Counter> => {
    if (scope === "program") return [{ scope, id: program }]
    const actor = acting[scope]
    return actor === undefined ? none : [{ scope, id: actor.id, program }]
  })
  return [...own, ...ofPrograms].map(counterAccount)
}
