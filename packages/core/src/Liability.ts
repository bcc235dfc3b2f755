/**
 * The liability: what is owed to holders and why, what of it will never be used, what the state will ask for, and its tax.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { assetsOf } from "./books/assetsOf.ts"
import { breakageOf, type BreakageRule, type CohortBreakage, type Months } from "./books/breakage.ts"
import { breakageLines, breakageReport } from "./books/breakageReport.ts"
import { monthsIn } from "./books/cohort.ts"
import { type DepositDue, depositsIn, depositsReport } from "./books/deposits.ts"
import { closingDate, oneBeginning, type Period, periodFields } from "./books/Period.ts"
import type { Report } from "./books/Report.ts"
import { rollForward } from "./books/rollForward.ts"
import {
  type Closing,
  promotionsReport,
  type PromotionsRow,
  rollForwardReport,
  type RollForwardRow
} from "./books/rollForwardReport.ts"
import { type Due, type Unclaimed, unclaimedBy } from "./books/unclaimed.ts"
import { unclaimedReport } from "./books/unclaimedReport.ts"
import { usageIn } from "./books/usage.ts"
import { type Taxed, vatIn } from "./books/vat.ts"
import { vatReport } from "./books/vatReport.ts"
import { type Desk, networkAt } from "./bookGround.ts"
import { foldJournal } from "./foldJournal.ts"
import type { Operation } from "./journal/Operation.ts"
import type { AccountSum } from "./journal/trialBalance.ts"
import type { Network } from "./network/Network.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { type EscheatTerms, isBound, silentUntil } from "./program/Escheat.ts"
import { escheatTermsOf } from "./program/Law.ts"
import type { FundingClass } from "./program/SubWalletRule.ts"
import { StoredValue } from "./StoredValue.ts"
import { termsOver } from "./termsOver.ts"
import type { ProgramId } from "./values/Ids.ts"
import { type Instant, InstantText } from "./values/Instant.ts"
import { dateOf, dateText, DateText, localDate, localInstant, plusDays, plusMonths } from "./values/Zone.ts"

/** Months of age, rising. */
const ages = Schema.Array(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1200 }))).check(
  Schema.makeFilter((all: ReadonlyArray<number>) => all.every((age, n) => age > (all[n - 1] ?? 0)), {
    expected: "months that rise"
  })
)

/** RollForward: opening, what came and went, and closing, by age. */
export const RollForward = Schema.Struct({
  ...periodFields,
  /** Absent: `age`, in buckets; `cohort`: by the month in which it was funded. */
  by: Schema.optionalKey(Schema.Literals(["age", "cohort"])),
  /** In months: where buckets begin. Absent: 3, 6, 12, 24, 36 and 60. */
  ages: Schema.optionalKey(ages)
}).check(oneBeginning)
export type RollForward = typeof RollForward.Type

/** A report of a period: Promotions, Breakage, Vat. */
export const OfPeriod = Schema.Struct(periodFields).check(oneBeginning)
export type OfPeriod = typeof OfPeriod.Type

/** Unclaimed: whose value is due to the state by an instant. */
export const UnclaimedBy = Schema.Struct({
  /** Absent: now, or the instant up to which the journal is read. */
  by: Schema.optionalKey(InstantText),
  /** What was recorded up to this instant of ledger time, which is included. Absent: everything. */
  asOf: Schema.optionalKey(InstantText)
})
export type UnclaimedBy = typeof UnclaimedBy.Type

/** Deposits: what of unused value is to be deposited at the base dates of a law. */
export const DepositsDue = Schema.Struct({
  /** Base dates from this one on. Absent: those of the year that `to` ends. */
  from: Schema.optionalKey(DateText),
  /** And to this one, which is included. Absent, or later: today, or the day of `asOf`. */
  to: Schema.optionalKey(DateText),
  /** What was recorded up to this instant of ledger time, which is included. Absent: everything. */
  asOf: Schema.optionalKey(InstantText)
})
export type DepositsDue = typeof DepositsDue.Type

/** Breakage, and the lines by which the retailer's own books take it over. */
export interface Breakage {
  readonly report: Report<CohortBreakage>
  readonly lines: ReadonlyArray<AccountSum>
}

type Answered<A> = Effect.Effect<A, StoreUnavailable>

interface Shape {
  /** Per program, asset, sub-wallet, funding class and age: opening, every column, and closing as the books have it. */
  readonly rollForward: (asked: RollForward) => Answered<Report<RollForwardRow>>
  /** What promotions cost, by program: it is no liability that was paid for. */
  readonly promotions: (asked: OfPeriod) => Answered<Report<PromotionsRow>>
  /** What of unused value is income, by the method of its program. */
  readonly breakage: (asked: OfPeriod) => Answered<Breakage>
  /** What is taxed at issue and at redemption. */
  readonly vat: (asked: OfPeriod) => Answered<Report<Taxed>>
  /** The work-list of unclaimed property; sweep before, so that what has ended is not in it. */
  readonly unclaimed: (asked: UnclaimedBy) => Answered<Report<Unclaimed>>
  /** What of unused value is to be deposited, by the laws of the programs' presets, base date by base date. */
  readonly deposits: (asked: DepositsDue) => Answered<Report<DepositDue>>
}

/** What a report was read from. */
interface Ground {
  readonly network: Network
  readonly closing: Closing
}

/** Reads the journal of a period into a fold, and says what it was read from. */
const reading = Effect.fnUntraced(function* (
  desk: Desk,
  period: Period,
  network: Network,
  add: (operation: Operation) => void
) {
  let last = 0
  const extent = period.asOf === undefined ? {} : { until: period.asOf }
  yield* foldJournal(desk.store, extent, ({ operation }) => {
    last = Math.max(last, operation.recordedAt)
    if (operation.approved) add(operation)
  })
  const asOf = period.asOf ?? Math.max(last, yield* Clock.currentTimeMillis)
  const date = closingDate(period, network.zone, asOf)
  return { network, closing: { asOf, date, assets: assetsOf(network) } } satisfies Ground
})

const rolled = Effect.fnUntraced(function* (desk: Desk, period: Period) {
  const network = yield* networkAt(desk, period.asOf)
  const fold = rollForward(period, monthsIn(network.zone))
  const { closing } = yield* reading(desk, period, network, fold.add)
  return { fold, closing }
})

/** The month in which a period opens: that of the day before it. Absent beginnings open before everything. */
const openingMonth = ({ after, from }: Period, { zone }: Network): string => {
  const first = from === undefined ? undefined : dateOf(from)
  if (first !== undefined) return dateText(plusDays(first, -1)).slice(0, 7)
  return after === undefined ? "0000-01" : dateText(localDate(zone, after)).slice(0, 7)
}

const boundBy = (network: Network, at: Instant) => {
  const terms = new Map<ProgramId, EscheatTerms | undefined>()
  return (program: ProgramId): EscheatTerms | undefined => {
    const found = network.programs.get(program)
    if (!terms.has(program)) terms.set(program, found && escheatTermsOf(found, network.zone, at))
    return terms.get(program)
  }
}

const breakage = Effect.fnUntraced(function* (desk: Desk, period: OfPeriod) {
  const network = yield* networkAt(desk, period.asOf)
  const fold = usageIn(period, monthsIn(network.zone))
  const { closing } = yield* reading(desk, period, network, fold.add)
  const escheat = boundBy(network, closing.asOf)
  const ruleOf = (program: ProgramId, funding: FundingClass): BreakageRule | undefined => {
    const terms = network.programs.get(program)?.breakage
    const state = escheat(program)
    const isState = state !== undefined && isBound(state, funding)
    return terms && { terms, keepsPercent: isState ? 100 - (state.sharePercent ?? 100) : 100 }
  }
  const usages = fold.cohorts()
  const months: Months = { opening: openingMonth(period, network), closing: closing.date.slice(0, 7) }
  const rows = breakageOf(usages, ruleOf, months)
  return { report: breakageReport(rows, usages, period, closing), lines: breakageLines(rows) }
})

const vat = Effect.fnUntraced(function* (desk: Desk, period: OfPeriod) {
  const network = yield* networkAt(desk, period.asOf)
  const programAt = yield* termsOver(desk)
  const { zone } = network
  const endOf = (date: string): Instant => {
    const day = dateOf(date)
    return day === undefined ? Number.POSITIVE_INFINITY : localInstant(zone, plusDays(day, 1)) - 1
  }
  const fold = vatIn(period, (program, at) => programAt(program, at)?.vat, endOf)
  const { closing } = yield* reading(desk, period, network, fold.add)
  return vatReport(fold.taxed(), period, closing)
})

/** The journal up to the last instant of silence first: accounts that came later are too young. */
const unclaimed = Effect.fnUntraced(function* (desk: Desk, { asOf, by: asked }: UnclaimedBy) {
  const network = yield* networkAt(desk, asOf)
  const now = asOf ?? (yield* Clock.currentTimeMillis)
  const by = asked ?? now
  const { programs, zone } = network
  const termsOf = boundBy(network, now)
  const underWhich: Due["termsOf"] = (program) => {
    const [terms, found] = [termsOf(program), programs.get(program)]
    return terms && found && { terms, asset: found.asset.code }
  }
  const silent = [...programs.keys()].flatMap((program) => termsOf(program) ?? [])
  const date = dateText(localDate(zone, by))
  const closing = { asOf: now, date, assets: assetsOf(network) }
  if (silent.length === 0) return unclaimedReport([], { by, zone }, closing)
  const until = Math.min(now, Math.max(0, ...silent.map((terms) => silentUntil(terms, zone, by))))
  const fold = unclaimedBy({ termsOf: underWhich, zone, by })
  const cut = yield* foldJournal(desk.store, { until }, ({ operation }) => fold.add(operation))
  fold.wake()
  const later = { after: cut, ...(asOf !== undefined && { until: asOf }) }
  yield* foldJournal(desk.store, later, ({ operation }) => fold.add(operation))
  return unclaimedReport(fold.due(), { by, zone }, closing)
})

/** Base dates have come: of those that will, nothing is known. */
const deposits = Effect.fnUntraced(function* (desk: Desk, { asOf, from, to: asked }: DepositsDue) {
  const network = yield* networkAt(desk, asOf)
  const now = asOf ?? (yield* Clock.currentTimeMillis)
  const today = dateText(localDate(network.zone, now))
  const to = asked === undefined || asked > today ? today : asked
  const last = dateOf(to)
  const period = {
    from: from ?? (last === undefined ? to : dateText(plusDays(plusMonths(last, -12), 1))),
    to
  }
  const fold = depositsIn(network, period)
  const closing = { asOf: now, date: to, assets: assetsOf(network) }
  if (fold.isAsked) yield* reading(desk, { to, ...(asOf !== undefined && { asOf }) }, network, fold.add)
  return depositsReport(fold.due(), period, closing)
})

/** What is answered from a ledger. */
export const liabilityOn = (desk: Desk): Shape => ({
  rollForward: (asked) =>
    Effect.map(rolled(desk, asked), ({ closing, fold }) => rollForwardReport(fold.cohorts(), asked, closing)),
  promotions: (asked) =>
    Effect.map(rolled(desk, asked), ({ closing, fold }) => promotionsReport(fold.costs(), asked, closing)),
  breakage: (asked) => breakage(desk, asked),
  vat: (asked) => vat(desk, asked),
  unclaimed: (asked) => unclaimed(desk, asked),
  deposits: (asked) => deposits(desk, asked)
})

/** The liability of one tenant's ledger. */
export class Liability extends Context.Service<Liability, Shape>()("@tessera/core/Liability") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const { networkAsOf, networkOfVersion } = yield* StoredValue
      return Liability.of(liabilityOn({ store: yield* Store, networkAsOf, networkOfVersion }))
    })
  )
}
