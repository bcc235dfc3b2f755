/**
 * Clearing periods: cut off once, approved by two people, paid or not.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { ClearingCycle, ClearingPeriod, NetPosition } from "../account/ClearingPeriod.ts"
import type { ApprovePeriod } from "../command/ApprovePeriod.ts"
import type { CutOff } from "../command/CutOff.ts"
import type { Decline } from "../command/Decline.ts"
import type { PayPeriod } from "../command/PayPeriod.ts"
import type { Posting } from "../journal/Entry.ts"
import { type Cycle, cycleOf, cyclesOf } from "../network/ClearingTerms.ts"
import { counters, cycleAccount, cycleWallet, noCurrency } from "../network/Counter.ts"
import { businessDayAt } from "../network/Network.ts"
import { periodEnd } from "../network/periodEnd.ts"
import { canonicalText } from "../values/canonical.ts"
import type { OwnerId } from "../values/Ids.ts"
import type { Accepted, Decision, Situation } from "./Situation.ts"

/** How many people have to approve a period before it is paid. */
const approvalsNeeded = 2

const untouched: ClearingCycle = { open: [], periods: [] }

const cycleNamed = ({ network }: Situation, id: string): Cycle | undefined =>
  cyclesOf(network.configuration.clearing).find((cycle) => cycle.id === id)

const accountOf = ({ at, view }: Situation, id: string): Account =>
  view.accounts.get(cycleAccount(id)) ?? {
    id: cycleAccount(id),
    program: counters,
    status: "open",
    openedAt: at,
    wallets: [{ asset: noCurrency, wallet: cycleWallet(id) }],
    cards: []
  }

/** The cycle in its next state, with what became of one of its periods. */
const moved = (
  situation: Situation,
  id: string,
  {
    cycle,
    period,
    postings
  }: { cycle: ClearingCycle; period: ClearingPeriod; postings: ReadonlyArray<Posting> }
): Accepted => {
  const before = situation.view.accounts.get(cycleAccount(id))
  const after = { ...accountOf(situation, id), cycle }
  const { approvedBy, digest, positions, status, through } = period
  return {
    _tag: "Accepted",
    entry: { movements: [{ kind: "account", ...(before && { before }), after }], postings },
    answers: { period: { cycle: id, through, status, approvedBy, positions, digest } },
    account: after.id,
    wallet: undefined,
    original: undefined
  }
}

/** Whether every outlet that is settled with in the cycle has closed the day. */
const isOver = ({ at, network }: Situation, cycle: Cycle, through: string): boolean =>
  network.configuration.outlets.every(
    (outlet) =>
      cycleOf(network.configuration.clearing, outlet.owner)?.id !== cycle.id ||
      businessDayAt(network, outlet, at).text > through
  ) && businessDayAt(network, undefined, at).text > through

const endsOn = { day: "a day", week: "a Sunday", month: "the last day of a month" } as const

const uncuttable = (
  situation: Situation,
  cycle: Cycle,
  { last }: ClearingCycle,
  through: string
): Decline | undefined => {
  if (last !== undefined && through <= last.through) return { _tag: "PeriodSettled", through: last.through }
  if (periodEnd(cycle.every, through) !== through)
    return {
      _tag: "ProgramRuleViolation",
      rule: "clearing",
      sentence: `A period of the cycle ${cycle.id} ends on ${endsOn[cycle.every]}.`
    }
  return isOver(situation, cycle, through) ? undefined : { _tag: "PeriodOpen", through }
}

/** What was worked out follows the cycle as it is; another process may have cut it off meanwhile. */
const fits = ({ last }: ClearingCycle, previous: ClearingCycle["last"]): boolean =>
  canonicalText(last) === canonicalText(previous)

export const cutOff = (situation: Situation, { cycle: id, through }: CutOff): Decision => {
  const cycle = cycleNamed(situation, id)
  if (cycle === undefined) return { _tag: "CycleUnknown", id }
  const { netted } = situation.request
  const account = accountOf(situation, id)
  const before = account.cycle ?? untouched
  const refused = uncuttable(situation, cycle, before, through)
  if (refused !== undefined) return refused
  if (netted === undefined || !fits(before, netted.period.previous))
    return { _tag: "StaleVersion", version: situation.view.wallets.get(cycleWallet(id))?.version ?? 0 }
  const period: ClearingPeriod = { ...netted.period, status: "cutOff", approvedBy: [] }
  return moved(situation, id, {
    cycle: {
      last: { through, cut: period.cut },
      open: netted.open,
      periods: [...before.periods, period]
    },
    period,
    postings: netted.postings
  })
}

/** The period that is meant, with its cycle: it is cut off and not paid. */
const found = (
  situation: Situation,
  { cycle: id, through }: Pick<CutOff, "cycle" | "through">
): { readonly cycle: ClearingCycle; readonly period: ClearingPeriod } | Decline => {
  const cycle = accountOf(situation, id).cycle
  if (cycle === undefined && cycleNamed(situation, id) === undefined) return { _tag: "CycleUnknown", id }
  const period = cycle?.periods.find((one) => one.through === through)
  if (cycle !== undefined && period !== undefined) return { cycle, period }
  return cycle?.last !== undefined && through <= cycle.last.through
    ? { _tag: "PeriodSettled", through }
    : { _tag: "PeriodOpen", through }
}

const withPeriod = (cycle: ClearingCycle, period: ClearingPeriod): ClearingCycle => ({
  ...cycle,
  periods: cycle.periods.map((one) => (one.through === period.through ? period : one))
})

export const approvePeriod = (situation: Situation, command: ApprovePeriod): Decision => {
  const named = found(situation, command)
  if (!("period" in named)) return named
  const { cycle, period } = named
  const { operator } = command
  if (operator === undefined || period.approvedBy.includes(operator))
    return { _tag: "NotPermitted", right: "approve twice" }
  if (period.status === "approved") return { _tag: "PeriodSettled", through: period.through }
  const approvedBy = [...period.approvedBy, operator]
  const status = approvedBy.length < approvalsNeeded ? period.status : "approved"
  const next: ClearingPeriod = { ...period, approvedBy, status }
  return moved(situation, command.cycle, { cycle: withPeriod(cycle, next), period: next, postings: [] })
}

/** What each owner is due leaves the bank, or comes to it. */
const payments = (positions: ReadonlyArray<NetPosition>): ReadonlyArray<Posting> =>
  positions.flatMap(({ asset, due, owner }): ReadonlyArray<Posting> => [
    { account: { kind: "ownerSettlement", owner }, asset, amount: due },
    { account: { kind: "bank" }, asset, amount: -due }
  ])

/** The positions that are meant: of those that are not paid yet all, or one owner's. */
const meant = ({ paid, positions, through }: ClearingPeriod, owner: OwnerId | undefined) => {
  if (owner === undefined) return positions.filter((one) => !isPaid(paid, one))
  const own = positions.filter((one) => one.owner === owner)
  if (own.length === 0) return { _tag: "OwnerUnknown", id: owner } as const
  return paid?.includes(owner) === true ? ({ _tag: "PeriodSettled", through } as const) : own
}

const isPaid = (paid: ClearingPeriod["paid"], { owner }: NetPosition): boolean =>
  paid?.includes(owner) === true

/** The period once these were paid: when nobody is left, it is. */
const paidFor = (period: ClearingPeriod, now: ReadonlyArray<NetPosition>): ClearingPeriod => {
  const paid = [...new Set([...(period.paid ?? []), ...now.map(({ owner }) => owner)])]
  return period.positions.every((one) => isPaid(paid, one))
    ? { ...period, status: "paid" }
    : { ...period, paid }
}

export const payPeriod = (situation: Situation, command: PayPeriod): Decision => {
  const named = found(situation, command)
  if (!("period" in named)) return named
  const { cycle, period } = named
  if (period.status !== "approved")
    return { _tag: "PeriodNotApproved", approvals: period.approvedBy.length, needed: approvalsNeeded }
  const positions = meant(period, command.owner)
  if ("_tag" in positions) return positions
  const failed = command.result === "failed"
  const next: ClearingPeriod = failed
    ? { ...period, status: "failed", approvedBy: [] }
    : paidFor(period, positions)
  const after =
    next.status === "paid"
      ? { ...cycle, periods: cycle.periods.filter(({ through }) => through !== period.through) }
      : withPeriod(cycle, next)
  return moved(situation, command.cycle, {
    cycle: after,
    period: { ...next, positions },
    postings: failed ? [] : payments(positions)
  })
}
