/**
 * Reserving again: what a hold that a reversal opens again takes of limits, if others have left it the room.
 *
 * @module
 */
import type { Decline } from "../command/Decline.ts"
import type { Entry, UseMoved } from "../journal/Entry.ts"
import { type Counter, counterOf } from "../network/Counter.ts"
import type { Network } from "../network/Network.ts"
import { isLapsed, used } from "../policy/limits.ts"
import { type LimitScope, type MovementLimit, type OwnLimit, windowOf } from "../program/Limit.ts"
import type { Program } from "../program/Program.ts"
import { atLeastZero } from "../values/Amount.ts"
import type { LimitId } from "../values/Ids.ts"
import { capsOf } from "./gauges.ts"
import { lawsOf, type Situation } from "./Situation.ts"

/** A limit on spending: of a program, a law, or one that was set for somebody themselves. */
interface SpendLimit extends Pick<OwnLimit, "id" | "amount" | "per"> {
  readonly scope?: LimitScope
  /** Absent: under its own name. */
  readonly countedAs?: LimitId
}

const onSpending = (
  limits: ReadonlyArray<NonNullable<Program["limits"]>[number] | OwnLimit> | undefined
): ReadonlyArray<MovementLimit | OwnLimit> =>
  (limits ?? []).flatMap((limit) => ("verb" in limit && limit.verb === "Redeem" ? [limit] : []))

/** What was set for whoever a counter counts. */
const ownOf = (
  { operators, outlets, owners, terminals }: Network,
  { id, scope }: Counter
): ReadonlyArray<OwnLimit> | undefined => {
  const all: ReadonlyMap<string, { readonly limits?: ReadonlyArray<OwnLimit> }> | undefined = {
    operator: operators,
    outlet: outlets,
    owner: owners,
    terminal: terminals,
    program: undefined
  }[scope]
  return all?.get(id)?.limits
}

/** The limits on spending that are counted where something is reserved. */
const limitsAt = (
  situation: Situation,
  program: Program,
  counter: Counter | undefined
): ReadonlyArray<SpendLimit> => {
  const { network } = situation
  if (counter === undefined)
    return [
      ...onSpending(program.limits),
      ...capsOf(lawsOf(situation, program)).filter(({ verb }) => verb === "Redeem")
    ]
  const { id, program: named, scope } = counter
  const of = scope === "program" ? id : named
  return of === undefined
    ? onSpending(ownOf(network, counter))
    : onSpending([...network.programs.values()].find((one) => one.id === of)?.limits)
}

/** Whether something is counted under a limit: by its name, or where each card counts for itself by that and the card's. */
const isUnder = ({ limit }: UseMoved, { countedAs, id, scope }: SpendLimit): boolean =>
  scope === "card" ? limit.startsWith(`${id} `) : limit === (countedAs ?? id)

/** Together what an entry takes of each period of each limit, or gives back to it. */
const together = (uses: ReadonlyArray<UseMoved>): ReadonlyArray<readonly [UseMoved, bigint]> =>
  [
    ...Map.groupBy(uses, ({ limit, wallet, window }) => JSON.stringify([wallet, limit, window])).values()
  ].flatMap((same) =>
    same.slice(0, 1).map((use) => [use, same.reduce((sum, one) => sum + one.consumed + one.reserved, 0n)])
  )

const overBy = (situation: Situation, program: Program, use: UseMoved, more: bigint): Decline | undefined => {
  const { at, place, view } = situation
  const wallet = view.wallets.get(use.wallet)
  const counter = counterOf(use.wallet)
  const taken = wallet === undefined ? 0n : used(wallet, use.limit, use.window, at)
  const limit = limitsAt(situation, program, counter).find(
    (one) => isUnder(use, one) && one.per !== "operation" && taken + more > one.amount
  )
  if (limit === undefined) return undefined
  const room = atLeastZero(limit.amount - taken)
  if (counter?.scope === "operator" && counter.program === undefined)
    return { _tag: "OperatorLimitExceeded", left: room }
  const window = windowOf(limit.per, place.zone, at)
  const resetsAt = window.name === use.window ? window.resetsAt : undefined
  return { _tag: "LimitExceeded", limit: limit.id, room, resetsAt }
}

/**
 * Why limits do not let a hold be opened again: what it had given back to them has been used by others since. A hold that
 * ends at once reserves nothing.
 */
export const overAgain = (
  situation: Situation,
  program: Program,
  { movements }: Entry
): Decline | undefined => {
  const { at } = situation
  const isOpened = movements.some(
    (one) => one.kind === "hold" && one.before === undefined && !isLapsed({ until: one.after?.expiresAt }, at)
  )
  const uses = isOpened ? movements.filter((one): one is UseMoved => one.kind === "use") : []
  return together(uses)
    .filter(([, more]) => more > 0n)
    .map(([use, more]) => overBy(situation, program, use, more))
    .find((over) => over !== undefined)
}
