/**
 * Clearing reports: what owners are due for which days or which period, in all or operation by operation, and how far it is.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { ClearingPeriod } from "./account/ClearingPeriod.ts"
import type { Report } from "./books/Report.ts"
import { assetsOf } from "./books/assetsOf.ts"
import { clearingUnder } from "./clearing/clear.ts"
import {
  type ClearingEntries,
  type ClearingPeriods,
  type ClearingStatement,
  type OfDays
} from "./clearing/asked.ts"
import {
  Disputes,
  entriesReport,
  type EntryRow,
  entryRow,
  partRow,
  seenBy,
  type Settled,
  settledIn
} from "./clearing/entries.ts"
import { gather, type Gathered, linesOf } from "./clearing/gather.ts"
import type { ClearingTopic } from "./clearing/ClearingLine.ts"
import { belongs } from "./clearing/membership.ts"
import { PartsOfPeriods } from "./clearing/PartsOfPeriods.ts"
import { type PeriodRow, periodsAfter, periodsReport, statusOf } from "./clearing/periods.ts"
import {
  type PlacedLines,
  type PlaceKind,
  statementReport,
  type StatementRow,
  statementRows
} from "./clearing/statement.ts"
import { type Desk, networkAt } from "./bookGround.ts"
import { type Extent, foldJournal } from "./foldJournal.ts"
import type { Operation } from "./journal/Operation.ts"
import { cycleOf, cyclesOf } from "./network/ClearingTerms.ts"
import { cycleWallet } from "./network/Counter.ts"
import { businessDayAt, type Network } from "./network/Network.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { ends } from "./readOn.ts"
import { historyOfWallet } from "./statement.ts"
import { StoredValue } from "./StoredValue.ts"
import type { OwnerId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

interface Shape {
  /** The periods of a cycle with what each owner is due in them. */
  readonly periods: (asked: ClearingPeriods) => Effect.Effect<Report<PeriodRow>, StoreUnavailable>
  /** What an owner, or every owner, is due: of a period that was cut off, or of business dates. */
  readonly statement: (asked: ClearingStatement) => Effect.Effect<Report<StatementRow>, StoreUnavailable>
  /**
   * The same operation by operation, with how far each is settled, and what is worked out once for each period. Of an owner they
   * come to its statement. Without one every obligation stands once, as what is due to the owner that is not the issuer.
   */
  readonly entries: (asked: ClearingEntries) => Effect.Effect<Report<EntryRow>, StoreUnavailable>
}

/** What a report is about: which operations, which owners, under which terms. */
interface Scope {
  readonly extent: Extent & Required<Pick<Extent, "cut">>
  readonly network: Network
  readonly asOf: Instant
  readonly takes: (operation: Operation) => boolean
  /** Whose share of them. */
  readonly clears: (owner: OwnerId) => boolean
  readonly parameters: Readonly<Record<string, string>>
  readonly date: string
}

/** The periods of a cycle up to an instant of ledger time, oldest first. */
const periodsOf = (
  { store }: Desk,
  cycle: string,
  asOf: Instant = Number.POSITIVE_INFINITY
): Effect.Effect<ReadonlyArray<ClearingPeriod>, StoreUnavailable> =>
  Effect.map(historyOfWallet(store, cycleWallet(cycle)), (operations) =>
    periodsAfter(operations.filter(({ recordedAt }) => recordedAt <= asOf))
  )

/** The operations of business dates, as far as they are recorded. */
const ofDays: (desk: Desk, asked: OfDays) => Effect.Effect<Scope, StoreUnavailable> = Effect.fnUntraced(
  function* (desk, { asOf, from, to }) {
    const cut = yield* ends(desk.store)
    const network = yield* networkAt(desk, asOf)
    const at = asOf ?? (yield* Clock.currentTimeMillis)
    return {
      extent: { cut, ...(asOf !== undefined && { until: asOf }) },
      network,
      asOf: at,
      takes: ({ businessDate }) =>
        (from === undefined || businessDate >= from) && (to === undefined || businessDate <= to),
      clears: () => true,
      parameters: { ...(from !== undefined && { from }), ...(to !== undefined && { to }) },
      date: to ?? businessDayAt(network, undefined, at).text
    }
  }
)

/** The operations of a period that was cut off, under the terms that it was cut off under; the same for ever. */
const ofPeriod = Effect.fnUntraced(function* (
  desk: Desk,
  { asOf, cycle, owner, through }: OfDays & { readonly cycle: string; readonly through: string }
) {
  const period = (yield* periodsOf(desk, cycle, asOf)).find((one) => one.through === through)
  if (period === undefined) return undefined
  const network = yield* desk.networkOfVersion(period.network)
  const scope: Scope = {
    extent: { after: period.open, cut: period.cut },
    network,
    asOf: asOf ?? (yield* Clock.currentTimeMillis),
    takes: (operation) => belongs(period, period.previous, operation),
    clears: (one) => cycleOf(network.configuration.clearing, one)?.id === cycle,
    parameters: {
      cycle,
      ...(period.previous && { after: period.previous.through }),
      through,
      status: owner === undefined ? period.status : statusOf(period, owner)
    },
    date: through
  }
  return scope
})

/** Nothing, of a period that was never cut off. */
const ofNothing = (network: Network, asOf: Instant, through: string): Scope => ({
  extent: { cut: [] },
  network,
  asOf,
  takes: () => false,
  clears: () => false,
  parameters: { through, status: "open" },
  date: through
})

const scopeOf: (desk: Desk, asked: OfDays) => Effect.Effect<Scope, StoreUnavailable> = Effect.fnUntraced(
  function* (desk, asked) {
    const { cycle, through } = asked
    if (cycle === undefined || through === undefined) return yield* ofDays(desk, asked)
    const scope = yield* ofPeriod(desk, { ...asked, cycle, through })
    if (scope !== undefined) return scope
    const network = yield* networkAt(desk, asked.asOf)
    return ofNothing(network, asked.asOf ?? (yield* Clock.currentTimeMillis), through)
  }
)

/** Where something was done, if it was at the owner's own; empty for what others did with its loads. */
const placeOf = (by: PlaceKind, operation: Operation, owner: OwnerId): string =>
  by === "owner" || operation.owner !== owner ? "" : (operation[by] ?? "")

/** The periods of every cycle that is asked about. */
const allPeriods = (desk: Desk, { configuration }: Network, { asOf, cycle }: OfDays) =>
  Effect.map(
    Effect.forEach(
      cyclesOf(configuration.clearing).filter(({ id }) => cycle === undefined || cycle === id),
      ({ id }) => Effect.map(periodsOf(desk, id, asOf), (periods) => [id, periods] as const)
    ),
    (found): ReadonlyMap<string, ReadonlyArray<ClearingPeriod>> => new Map(found)
  )

/** Takes what an operation comes to, piece by piece, with how far it is settled. */
type AddSettled = (topic: ClearingTopic, amounts: { base: bigint; due: bigint }, settled: Settled) => void

/** The networks under whose terms periods were worked out, by version. */
const networksOf = (desk: Desk, periods: Iterable<ReadonlyArray<ClearingPeriod>>) =>
  Effect.map(
    Effect.forEach(new Set([...periods].flat().map(({ network }) => network)), (version) =>
      Effect.map(desk.networkOfVersion(version), (network) => [version, network] as const)
    ),
    (found): ReadonlyMap<number | undefined, Network> => new Map(found)
  )

/** Works operations out: what was cut off under the terms that it was cut off under, and the rest under those of the report. */
const clearingIn = Effect.fnUntraced(function* (
  desk: Desk,
  { asOf, network }: Pick<Scope, "asOf" | "network">,
  asked: OfDays,
  options: { readonly withOwn?: boolean } = {}
) {
  const terms = network.configuration.clearing
  const periods = yield* allPeriods(desk, network, asked)
  const networks = yield* networksOf(desk, periods.values())
  const networkOf = ({ network: version }: Pick<Settled, "network">) => networks.get(version) ?? network
  const clears = new Map([network, ...networks.values()].map((one) => [one, clearingUnder(one, options)]))
  const days = new Map<Operation["outlet"], string>()
  const dayAt = (at: Operation["outlet"]): string => {
    const day = days.get(at) ?? businessDayAt(network, at && network.outlets.get(at), asOf).text
    days.set(at, day)
    return day
  }
  const each = (operation: Operation, add: AddSettled): void => {
    const isOver = operation.businessDate < dayAt(operation.outlet)
    const settled = new Map<string, Settled>()
    for (const [cycle, all] of periods) settled.set(cycle, { ...settledIn(all, operation, isOver), cycle })
    for (const under of new Set([...settled.values()].map(networkOf)))
      clears.get(under)?.(operation, (topic, base, due) => {
        const one = settled.get(cycleOf(terms, topic.owner)?.id ?? "")
        if (one !== undefined && networkOf(one) === under) add(topic, { base, due }, one)
      })
  }
  return { each, termsOf: (settled: Settled) => networkOf(settled).configuration.clearing }
})

/** Lines as they are gathered, place by place, what came late apart. */
class Places {
  private readonly found = new Map<string, { place: string; isLate: boolean; gathered: Gathered }>()

  /** The sums of a place. */
  at(place: string, isLate: boolean): Gathered {
    const name = `${isLate}\n${place}`
    const one = this.found.get(name) ?? { place, isLate, gathered: new Map() }
    this.found.set(name, one)
    return one.gathered
  }

  lines(): ReadonlyArray<PlacedLines> {
    return [...this.found.values()].map(({ gathered, isLate, place }) => ({
      place,
      isLate,
      lines: linesOf(gathered)
    }))
  }
}

const statement =
  (desk: Desk): Shape["statement"] =>
  (asked) =>
    Effect.gen(function* () {
      const scope = yield* scopeOf(desk, asked)
      const { asOf, clears, date, extent, network, parameters, takes } = scope
      const { each, termsOf } = yield* clearingIn(desk, scope, asked, { withOwn: true })
      const by = asked.by ?? "outlet"
      const parts = new PartsOfPeriods()
      const places = new Places()
      yield* foldJournal(desk.store, extent, ({ operation }) => {
        if (takes(operation))
          each(operation, (topic, { base, due }, settled) => {
            const { issuer, owner } = topic
            if (!clears(owner)) return
            if (owner !== issuer) parts.take(settled, operation.businessDate, topic, { base, due })
            if (asked.owner === undefined || asked.owner === owner || asked.owner === issuer)
              gather(
                places.at(placeOf(by, operation, owner), settled.lateFor !== undefined),
                topic,
                base,
                due
              )
          })
      })
      const once = parts.under(termsOf).map(({ line }) => line)
      const rows = statementRows([...places.lines(), { place: "", isLate: false, lines: once }])
      return statementReport(
        rows.filter(({ owner }) => asked.owner === undefined || asked.owner === owner),
        { asOf, by, owner: asked.owner, assets: assetsOf(network), parameters, date }
      )
    })

const entries =
  (desk: Desk): Shape["entries"] =>
  (asked) =>
    Effect.gen(function* () {
      const scope = yield* scopeOf(desk, asked)
      const { asOf, clears, extent, network, parameters, takes } = scope
      const { each, termsOf } = yield* clearingIn(desk, scope, asked)
      const disputes = new Disputes()
      const parts = new PartsOfPeriods()
      const rows: Array<EntryRow> = []
      const tell = (row: EntryRow): void => {
        if (asked.status === undefined || asked.status === row.status) rows.push(...seenBy(asked.owner, row))
      }
      // What is disputed is said after what it is about, and perhaps after the period was cut off.
      const all: Extent = {
        ...(extent.after !== undefined && { after: extent.after }),
        ...(asked.asOf !== undefined && { until: asked.asOf })
      }
      yield* foldJournal(desk.store, all, ({ operation }) => {
        disputes.take(operation)
        if (operation.sequence <= (extent.cut[operation.shard] ?? 0) && takes(operation))
          each(operation, (topic, amounts, settled) => {
            if (!clears(topic.owner)) return
            parts.take(settled, operation.businessDate, topic, amounts)
            tell(entryRow(operation, topic, amounts, settled))
          })
      })
      for (const part of parts.under(termsOf)) if (part.line.due !== 0n) tell(partRow(part))
      const told = rows
        .map((row) => ({ row, dispute: disputes.of(row.operation) }))
        .filter(({ dispute }) => asked.disputed !== true || dispute === "disputed")
        .map(({ dispute, row }) => (dispute === undefined ? row : { ...row, dispute }))
      return entriesReport(told, { asOf, assets: assetsOf(network), parameters })
    })

const periods =
  (desk: Desk): Shape["periods"] =>
  ({ asOf, cycle, status }) =>
    Effect.gen(function* () {
      const all = yield* periodsOf(desk, cycle, asOf)
      const network = yield* networkAt(desk, asOf)
      const at = asOf ?? (yield* Clock.currentTimeMillis)
      return periodsReport(cycle, all, { asOf: at, assets: assetsOf(network), status })
    })

/** What is answered from a ledger. */
export const clearingOn = (desk: Desk): Shape => ({
  periods: periods(desk),
  statement: statement(desk),
  entries: entries(desk)
})

/** The clearing reports of one tenant's ledger. */
export class Clearing extends Context.Service<Clearing, Shape>()("@tessera/core/Clearing") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const { networkAsOf, networkOfVersion } = yield* StoredValue
      return Clearing.of(clearingOn({ store: yield* Store, networkAsOf, networkOfVersion }))
    })
  )
}
