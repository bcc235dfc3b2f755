/**
 * What a tenant's limits are counted by, beside the wallets whose value moves.
 *
 * @module
 */
import { isOfHolder, type LimitedVerb, type OwnLimit } from "../program/Limit.ts"
import type { Program } from "../program/Program.ts"
import type { ProgramId } from "../values/Ids.ts"
import type { Configuration } from "./Configuration.ts"
import type { Counter } from "./Counter.ts"
import type { Restriction } from "./Restriction.ts"

/** A limit of a program that is counted by who acts, or for the program as a whole. */
interface Counted {
  readonly scope: Counter["scope"]
  readonly program: ProgramId
}

/** What a tenant's limits are counted by. */
export interface Counting {
  /** Whether an operator, terminal, outlet or owner has limits or a quota of its own. */
  readonly limitsPlaces: boolean
  /** Whether sales may earn points, which restricted places give out of a stock. */
  readonly hasPoints: boolean
  readonly byVerb: ReadonlyMap<LimitedVerb, ReadonlyArray<Counted>>
}

/** What each verb counts as, where it moves value that limits count. */
export const limitedAs: Readonly<Record<string, LimitedVerb>> = {
  Quote: "Redeem",
  Issue: "Load",
  Activate: "Load",
  Load: "Load",
  Redeem: "Redeem",
  Advice: "Redeem",
  Hold: "Redeem",
  IncrementHold: "Redeem",
  Capture: "Redeem",
  Reinstate: "Redeem",
  BurnPoints: "Redeem",
  CashOut: "CashOut",
  Transfer: "Transfer",
  Merge: "Transfer",
  UnlinkedRefund: "UnlinkedRefund",
  Refund: "Refund",
  Adjust: "Adjust",
  /** Points that are given by hand draw on the quota of the place, as loads do. */
  Earn: "Load"
}

/** As what a limit per operation bounds what is done with a right. What has happened is not stopped by it. */
export const boundedAs = (right: string): LimitedVerb | undefined =>
  right === "Advice" ? undefined : limitedAs[right]

/** Whether a verb goes on with a hold, of which it says only what is new. */
export const goesOn = (type: string): boolean => type === "IncrementHold" || type === "Capture"

/** Whether what a verb does counts, for who does it, with what was done of the same hold before. */
export const isInParts = (type: string): boolean => goesOn(type) || type === "Reinstate"

/** What brings value in without a sale: all of it draws on the quota of a restricted place, or there would be ways around it. */
export const drawsQuota: ReadonlySet<LimitedVerb> = new Set(["Load", "UnlinkedRefund", "Adjust"])

/** What acts, with what bounds it. */
export interface Actor {
  readonly id: string
  readonly limits?: ReadonlyArray<OwnLimit>
  readonly restricted?: Restriction
}

/** Whether something that acts has limits or a quota of its own. */
export const isBounded = (actor: Actor | undefined): actor is Actor =>
  actor?.limits !== undefined || (actor?.restricted ?? false) !== false

const countedIn = ({ id, limits }: Program): ReadonlyArray<readonly [LimitedVerb, Counted]> =>
  (limits ?? []).flatMap((limit) =>
    "verb" in limit && !isOfHolder(limit.scope) ? [[limit.verb, { scope: limit.scope, program: id }]] : []
  )

/** What the limits of a configuration are counted by. */
export const countingOf = ({ operators, outlets, owners, programs, terminals }: Configuration): Counting => {
  const actors: ReadonlyArray<Actor> = [...(operators ?? []), ...outlets, ...owners, ...(terminals ?? [])]
  const byVerb = Map.groupBy(programs.flatMap(countedIn), ([verb]) => verb)
  return {
    limitsPlaces: actors.some(isBounded),
    hasPoints: programs.some(({ points }) => points !== undefined),
    byVerb: new Map([...byVerb].map(([verb, all]) => [verb, all.map(([, counted]) => counted)]))
  }
}
