/**
 * Shifts as they are and as they were: what is in which drawer, what was done in it, what is on its way to head office.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import { cashAccount, shiftAccount } from "./account/Shift.ts"
import { assetsOf } from "./books/assetsOf.ts"
import { type AsOf, asOfFields, counts } from "./books/AsOf.ts"
import { addToDay, type DayReport, dayReport, type DayRow, type DayRows } from "./books/dayReport.ts"
import { handOver, type HandOverOptions, type ShiftException, type ShiftFound } from "./books/handOver.ts"
import {
  addOffline,
  nothingOffline,
  type OfflineReport,
  offlineReport,
  type OfflineRow
} from "./books/offlineReport.ts"
import { type Remittance, remittancesIn } from "./books/remittancesIn.ts"
import type { Report } from "./books/Report.ts"
import { shiftLines } from "./books/shiftLines.ts"
import { type ShiftStatus, shiftTotals, type ShiftTotals } from "./books/shiftTotals.ts"
import { type Desk, groundOf, networkAt } from "./bookGround.ts"
import { outstanding } from "./account/Hold.ts"
import type { Wallet } from "./account/Wallet.ts"
import type { View } from "./decide/View.ts"
import { walletsIn } from "./decide/View.ts"
import { foldJournal } from "./foldJournal.ts"
import type { Operation } from "./journal/Operation.ts"
import { type Network, zoneAt } from "./network/Network.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { StoredValue } from "./StoredValue.ts"
import {
  type AccountId,
  holdOf,
  type OperationId,
  OperatorId,
  OutletId,
  ShiftId,
  type WalletId
} from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"
import { accountAfter, chainAsOf } from "./walletAsOf.ts"
import { DateText } from "./values/Zone.ts"

const { asOf } = asOfFields

/** Which shifts are looked for. */
export const ShiftsAsked = Schema.Struct({
  /** As they were at this instant of ledger time, told again from their operations. Absent: as they are. */
  asOf,
  outlet: Schema.optionalKey(OutletId),
  operator: Schema.optionalKey(OperatorId),
  /** `closed`: with cash that is still to be sent. Absent: any. */
  status: Schema.optionalKey(Schema.Literals(["open", "closed", "remitted"])),
  /** The first and the last trading day on which they were opened. Absent: any. */
  from: Schema.optionalKey(DateText),
  to: Schema.optionalKey(DateText)
})
export type ShiftsAsked = typeof ShiftsAsked.Type

/** Which remittances are looked for. */
export const RemittancesAsked = Schema.Struct({
  /** As they were at this instant of ledger time. Absent: as they are. */
  asOf,
  outlet: Schema.optionalKey(OutletId),
  shift: Schema.optionalKey(ShiftId),
  /** `underWay`: those that have not arrived. Absent: all. */
  status: Schema.optionalKey(Schema.Literals(["underWay", "received"]))
})
export type RemittancesAsked = typeof RemittancesAsked.Type

/** How a hand-over is printed: the rest is known. */
export type Printed = Omit<HandOverOptions, "zone" | "assets">

/** As of when: absent, now. */
interface AsOfThen {
  readonly asOf?: Instant
}

interface Shape {
  /** A shift with its totals, what was done in it and what is still open, now or at an instant. Nothing: there is none of that name. */
  readonly shift: (shift: ShiftId, asOf?: Instant) => Effect.Effect<ShiftFound | undefined, StoreUnavailable>
  /** Shifts with their totals, by outlet in the order in which they were opened. */
  readonly shifts: (asked: ShiftsAsked) => Effect.Effect<ReadonlyArray<ShiftTotals>, StoreUnavailable>
  /** Cash that was sent to head office, by outlet in the order in which it was sent. */
  readonly remittances: (
    asked: RemittancesAsked
  ) => Effect.Effect<ReadonlyArray<Remittance>, StoreUnavailable>
  /** The page that both sign. */
  readonly handOver: (
    shift: ShiftId,
    printed?: Printed & AsOfThen
  ) => Effect.Effect<string | undefined, StoreUnavailable>
  /** What was taken, given and sold by outlet, terminal and operator. */
  readonly day: (asked: DayReport) => Effect.Effect<Report<DayRow>, StoreUnavailable>
  /** What happened offline and wants to be looked at, and what of it is still owed. */
  readonly offline: (asked: OfflineReport) => Effect.Effect<Report<OfflineRow>, StoreUnavailable>
}

interface Ledger extends Desk {
  readonly network: () => Network
}

const nothing = { cards: [], accounts: [], operations: [], keys: [] }

/** How many shifts are read at once. */
const page = 200

/** What a counting account and its wallets are, or were at an instant; the first wallet with what has happened to it. */
const countedAs = Effect.fnUntraced(function* ({ store }: Ledger, id: AccountId, asOf: Instant | undefined) {
  const view = yield* store.read({ ...nothing, accounts: [id] })
  const now = view.accounts.get(id)
  if (now === undefined) return undefined
  const [opened, ...others] = walletsIn(view, now)
  if (opened === undefined) return undefined
  const first = yield* chainAsOf(store, opened, asOf)
  if (asOf === undefined) return { account: now, wallets: [opened, ...others], first }
  const rest = yield* Effect.forEach(others, (wallet) => chainAsOf(store, wallet, asOf))
  const account = accountAfter(
    id,
    [first, ...rest].flatMap(({ operations }) => operations)
  )
  const wallets = [first, ...rest]
    .map(({ wallet }) => wallet)
    .filter(({ id: named }) => account?.wallets.some(({ wallet }) => wallet === named))
  return account && { account, wallets, first }
})

/** What is still open of what was done: each hold and each load where its wallet still has it. */
const exceptionsIn = (
  wallets: ReadonlyMap<WalletId, Wallet>,
  operations: ReadonlyArray<Operation>
): ReadonlyArray<ShiftException> =>
  operations.flatMap(({ id, links }) => {
    const wallet = links[0] && wallets.get(links[0].wallet)
    const hold = wallet?.holds.find((one) => one.id === holdOf(id))
    const load = wallet?.pendingLoads?.find((one) => one.load === id)
    if (wallet === undefined) return []
    const of = { operation: id, currency: wallet.asset }
    return [
      ...(hold === undefined ? [] : [{ ...of, kind: "hold" as const, amount: outstanding(hold) }]),
      ...(load === undefined ? [] : [{ ...of, kind: "pendingLoad" as const, amount: load.terms.amount }])
    ]
  })

/** The wallets of operations, as they are or were. */
const walletsAs = Effect.fnUntraced(function* (
  { store }: Ledger,
  { wallets }: View,
  operations: ReadonlyArray<Operation>,
  asOf: Instant | undefined
) {
  if (asOf === undefined) return wallets
  const meant = new Set(operations.flatMap(({ links }) => links[0]?.wallet ?? []))
  const then = yield* Effect.forEach(
    [...wallets.values()].filter(({ id }) => meant.has(id)),
    (wallet) => chainAsOf(store, wallet, asOf)
  )
  return new Map(then.map(({ wallet }) => [wallet.id, wallet]))
})

const shiftOf = (ledger: Ledger): Shape["shift"] =>
  Effect.fnUntraced(function* (id, asOf) {
    const counted = yield* countedAs(ledger, shiftAccount(id), asOf)
    const shift = counted?.account.shift
    if (counted === undefined || shift === undefined) return undefined
    const { operations, wallet: first } = counted.first
    const waiting = operations
      .filter(({ verb }) => verb === "Hold" || verb === "Load" || verb === "Reinstate")
      .map(({ id: waits }) => waits)
    const exceptions: Array<ShiftException> = []
    for (let from = 0; from < waiting.length; from += page) {
      const some: ReadonlyArray<OperationId> = waiting.slice(from, from + page)
      const now = yield* ledger.store.read({ ...nothing, operations: some })
      const found = some.flatMap((one) => now.operations.get(one) ?? [])
      exceptions.push(...exceptionsIn(yield* walletsAs(ledger, now, found, asOf), found))
    }
    return {
      ...shiftTotals(shift, counted.wallets),
      lines: shiftLines(operations, shift.currency),
      exceptions,
      head: first.head
    }
  })

/** What had happened to the cash of an outlet by then, oldest first. */
const cashHistory: (
  ledger: Ledger,
  outlet: OutletId,
  asOf: Instant | undefined
) => Effect.Effect<ReadonlyArray<Operation>, StoreUnavailable> = Effect.fnUntraced(function* (
  { store },
  outlet,
  asOf
) {
  const view = yield* store.read({ ...nothing, accounts: [cashAccount(outlet)] })
  const account = view.accounts.get(cashAccount(outlet))
  const first = account && walletsIn(view, account)[0]
  return first === undefined ? [] : (yield* chainAsOf(store, first, asOf)).operations
})

const outletsOf = ({ network }: Ledger, outlet: OutletId | undefined): ReadonlyArray<OutletId> =>
  outlet === undefined ? [...network().outlets.keys()].toSorted() : [outlet]

const isAsked = ({ from, operator, status, to }: ShiftsAsked, found: ShiftTotals): boolean =>
  (operator === undefined || found.shift.operator === operator) &&
  (status === undefined || found.status === (status satisfies ShiftStatus)) &&
  (from === undefined || found.shift.businessDate >= from) &&
  (to === undefined || found.shift.businessDate <= to)

/** The totals of shifts as they are, read together, or as they were, one by one. */
const totalsOf = Effect.fnUntraced(function* (
  ledger: Ledger,
  accounts: ReadonlyArray<AccountId>,
  asOf: Instant | undefined
) {
  if (asOf === undefined) {
    const view = yield* ledger.store.read({ ...nothing, accounts })
    return accounts.flatMap((id) => {
      const account = view.accounts.get(id)
      return account?.shift === undefined ? [] : [shiftTotals(account.shift, walletsIn(view, account))]
    })
  }
  const all = yield* Effect.forEach(accounts, (id) => countedAs(ledger, id, asOf))
  return all.flatMap((one) =>
    one?.account.shift === undefined ? [] : [shiftTotals(one.account.shift, one.wallets)]
  )
})

const shiftsOf = (ledger: Ledger): Shape["shifts"] =>
  Effect.fnUntraced(function* (asked) {
    const all: Array<ShiftTotals> = []
    for (const outlet of outletsOf(ledger, asked.outlet)) {
      const opened = (yield* cashHistory(ledger, outlet, asked.asOf)).flatMap(({ account, verb }) =>
        verb === "OpenShift" && account !== undefined ? [account] : []
      )
      for (let from = 0; from < opened.length; from += page)
        all.push(...(yield* totalsOf(ledger, opened.slice(from, from + page), asked.asOf)))
    }
    return all.filter((found) => isAsked(asked, found))
  })

const remittancesOf = (ledger: Ledger): Shape["remittances"] =>
  Effect.fnUntraced(function* ({ asOf: then, outlet: asked, shift, status }) {
    const all: Array<Remittance> = []
    for (const outlet of outletsOf(ledger, asked))
      all.push(...remittancesIn(yield* cashHistory(ledger, outlet, then)))
    return all.filter(
      (one) =>
        (shift === undefined || one.shift === shift) &&
        (status === undefined || (one.received === undefined) === (status === "underWay"))
    )
  })

/** Gives every operation that counts, and answers as of when that is, with the assets that there were. */
const folded = Effect.fnUntraced(function* (
  ledger: Ledger,
  asked: AsOf,
  visit: (operation: Operation) => void
) {
  const { assets, extent } = yield* groundOf(ledger, asked.asOf)
  let last = 0
  yield* foldJournal(ledger.store, extent, ({ operation }) => {
    last = Math.max(last, operation.recordedAt)
    if (counts(asked, operation)) visit(operation)
  })
  return { asOf: asked.asOf ?? Math.max(last, yield* Clock.currentTimeMillis), assets }
})

const dayOf = (ledger: Ledger): Shape["day"] =>
  Effect.fnUntraced(function* (asked) {
    const rows: DayRows = new Map()
    const ground = yield* folded(ledger, asked, (operation) => addToDay(rows, asked, operation))
    return dayReport(rows, { ...ground, asked })
  })

const offlineOf = (ledger: Ledger): Shape["offline"] =>
  Effect.fnUntraced(function* (asked) {
    const found = nothingOffline()
    const ground = yield* folded(ledger, asked, (operation) => addOffline(found, asked, operation))
    return offlineReport(found, { ...ground, asked })
  })

const printed = (ledger: Ledger): Shape["handOver"] => {
  const shiftAs = shiftOf(ledger)
  return Effect.fnUntraced(function* (shift, { asOf: then, ...options } = {}) {
    const found = yield* shiftAs(shift, then)
    if (found === undefined) return undefined
    const network = then === undefined ? ledger.network() : yield* networkAt(ledger, then)
    const zone = zoneAt(network, network.outlets.get(found.shift.outlet))
    return handOver(found, { ...options, zone, assets: assetsOf(network) })
  })
}

/** What is answered from a ledger. */
export const shiftsOn = (ledger: Ledger): Shape => ({
  shift: shiftOf(ledger),
  shifts: shiftsOf(ledger),
  remittances: remittancesOf(ledger),
  handOver: printed(ledger),
  day: dayOf(ledger),
  offline: offlineOf(ledger)
})

/** The shifts of one tenant's ledger. */
export class Shifts extends Context.Service<Shifts, Shape>()("@tessera/core/Shifts") {
  static readonly layer = Layer.effect(
    this,
    Effect.gen(function* () {
      const service = yield* StoredValue
      return Shifts.of(
        shiftsOn({
          store: yield* Store,
          networkAsOf: service.networkAsOf,
          networkOfVersion: service.networkOfVersion,
          network: () => service.network
        })
      )
    })
  )
}
