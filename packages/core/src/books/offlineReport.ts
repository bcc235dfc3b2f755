/**
 * The offline report: sales that were reported after they had happened and that somebody should look at, and what of them is
 * still owed.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { advancedIn, advancesOf, lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { least } from "../values/Amount.ts"
import type { AccountId, OperationId, WalletId } from "../values/Ids.ts"
import type { Asset } from "../values/Asset.ts"
import type { Instant } from "../values/Instant.ts"
import { asOfFields } from "./AsOf.ts"
import { type Report, reportOf, seriesOf } from "./Report.ts"
import { isWithin, tradedAt, tradingFields } from "./Trading.ts"

/** OfflineReport: advices with exceptions, by the trading day that they are of. */
export const OfflineReport = Schema.Struct({
  ...asOfFields,
  ...tradingFields,
  /** One code, such as `overdrawn_offline`. Absent: any. */
  exception: Schema.optionalKey(Schema.String)
})
export type OfflineReport = typeof OfflineReport.Type

/** One sale. Amounts are in minor units. */
export interface OfflineRow {
  readonly day: string
  /** When it counts. */
  readonly at: Instant
  readonly operation: OperationId
  readonly owner?: string
  readonly outlet?: string
  readonly terminal?: string
  readonly operator?: string
  readonly account?: AccountId
  /** The codes of what to look at, in the order of the alphabet, with a space between them. */
  readonly exceptions: string
  /** How old the till's list of blocked cards was, in seconds. Absent: it did not matter, or was not said. */
  readonly listAge?: number
  readonly asset: string
  readonly amount: bigint
  /** What value did not pay. */
  readonly owed: bigint
  /** What of it was neither given back nor paid since; what was paid has paid the oldest debt of the account. */
  readonly open: bigint
}

/** What was added to a debt, or taken off, by an operation that refers to another one. */
interface Change {
  readonly original: OperationId
  readonly amount: bigint
}

/** What a wallet came to owe by an operation: by a sale, or by what was taken back of it that had been spent. */
interface Owed {
  readonly operation: OperationId
  readonly wallet: WalletId
  readonly at: Instant
  readonly amount: bigint
}

/** The sales that were found, what was done about debts since, and what every wallet owes, in whatever order they are read. */
export interface OfflineFound {
  readonly rows: Map<OperationId, OfflineRow>
  readonly changes: Map<OperationId, Change>
  /** Also by what is not asked for: what was paid has paid the oldest of all. */
  readonly owed: Array<Owed>
  /** What took back and was reversed. */
  readonly undone: Set<OperationId>
  readonly debts: Map<WalletId, bigint>
}

export const nothingOffline = (): OfflineFound => ({
  rows: new Map(),
  changes: new Map(),
  owed: [],
  undone: new Set(),
  debts: new Map()
})

/** What the answer to an advice says, as far as the report tells it. */
const Answer = Schema.Struct({
  currency: Schema.String,
  approved: Schema.Int,
  receivable: Schema.optionalKey(Schema.Int),
  exceptions: Schema.optionalKey(Schema.Array(Schema.String)),
  listAge: Schema.optionalKey(Schema.Int)
})
const readAnswer = Schema.decodeUnknownSync(Answer)

/** What an operation adds to debts that stand for sales paid in advance; what of one was paid comes back as value. */
const addedBy = ({ entry }: Operation): bigint =>
  lotsMoved(entry).reduce(
    (sum, { remaining, why }) => (why === "repaid" ? sum - remaining : sum),
    advancedIn(entry)
  )

const rowOf = (operation: Operation, answer: typeof Answer.Type): OfflineRow => {
  const { account, effectiveAt: at, id } = operation
  const { approved, currency: asset, exceptions = [], listAge, receivable = 0 } = answer
  return {
    ...tradedAt(operation),
    at,
    operation: id,
    ...(account !== undefined && { account }),
    exceptions: exceptions.toSorted().join(" "),
    ...(listAge !== undefined && { listAge }),
    asset,
    amount: BigInt(approved),
    owed: BigInt(receivable),
    open: BigInt(receivable)
  }
}

/** What an advice, as it is asked for, shows. */
const addAdvice = ({ owed, rows }: OfflineFound, asked: OfflineReport, operation: Operation): void => {
  const { effectiveAt: at, entry, id } = operation
  const [advance] = advancesOf(entry)
  if (advance !== undefined)
    owed.push({ operation: id, wallet: advance.wallet, at, amount: advancedIn(entry) })
  const answer = readAnswer(JSON.parse(operation.outcome))
  const { exceptions = [] } = answer
  const isLookedAt =
    asked.exception === undefined ? exceptions.length > 0 : exceptions.includes(asked.exception)
  if (isLookedAt && isWithin(asked, operation)) rows.set(id, rowOf(operation, answer))
}

/** What is owed for other reasons than sales, and the same reversed. */
const addTaken = (
  { owed, undone }: OfflineFound,
  { effectiveAt: at, entry, id, original }: Operation
): void => {
  for (const movement of entry.movements) {
    if (movement.kind !== "receivable" || movement.advancedBy !== undefined) continue
    const { amount, wallet } = movement
    if (entry.undoes === undefined) {
      if (amount > 0n) owed.push({ operation: id, wallet, at, amount })
    } else if (original !== undefined) undone.add(original)
  }
}

/** Takes an operation into the report, where it is one of those that are asked for or changes what a wallet owes. */
export const addOffline = (found: OfflineFound, asked: OfflineReport, operation: Operation): void => {
  if (!operation.approved) return
  const { changes, debts } = found
  const { entry, id, original, verb } = operation
  for (const movement of entry.movements)
    if (movement.kind === "receivable")
      debts.set(movement.wallet, (debts.get(movement.wallet) ?? 0n) + movement.amount)
  addTaken(found, operation)
  if (verb === "Advice") addAdvice(found, asked, operation)
  else if (original !== undefined) {
    const amount = addedBy(operation)
    if (amount !== 0n) changes.set(id, { original, amount })
  }
}

/** What came to be owed and was not given back: a refund of a sale, or a reversal of that refund, is found by what it refers to. */
const withChanges = ({ changes, owed, undone }: OfflineFound): ReadonlyArray<Owed> => {
  const added = new Map<OperationId, bigint>()
  for (const { amount, original } of changes.values()) {
    let sale = original
    for (let next = changes.get(sale); next !== undefined; next = changes.get(sale)) sale = next.original
    added.set(sale, (added.get(sale) ?? 0n) + amount)
  }
  return owed
    .filter(({ operation }) => !undone.has(operation))
    .map((one) => ({ ...one, amount: one.amount + (added.get(one.operation) ?? 0n) }))
}

const inOrder = (a: { readonly at: Instant; readonly operation: OperationId }, b: typeof a): number =>
  a.at - b.at || (a.operation < b.operation ? -1 : 1)

/** What each sale still owes: all together what its wallet does, so that what was paid has paid the oldest. */
const stillOwed = (found: OfflineFound): ReadonlyArray<OfflineRow> => {
  const debts = new Map(found.debts)
  const open = new Map<OperationId, bigint>()
  for (const { amount, operation, wallet } of withChanges(found).toSorted(inOrder).toReversed()) {
    const debt = debts.get(wallet) ?? 0n
    const left = least(amount, debt)
    debts.set(wallet, debt - left)
    open.set(operation, left)
  }
  return [...found.rows.values()]
    .map((row) => ({ ...row, open: open.get(row.operation) ?? 0n }))
    .toSorted(inOrder)
}

/** The report of what was found, in the order in which the sales count. The chart has a sale under each of its codes. */
export const offlineReport = (
  found: OfflineFound,
  {
    asOf,
    asked,
    assets
  }: { readonly asOf: Instant; readonly asked: OfflineReport; readonly assets: ReadonlyArray<Asset> }
): Report<OfflineRow> => {
  const rows = stillOwed(found)
  const { asOf: _, effectiveUntil: __, ...parameters } = asked
  return reportOf<OfflineRow>({
    title: "Offline sales to look at",
    asOf,
    parameters,
    columns: [
      { name: "day", title: "Day", kind: "text" },
      { name: "at", title: "At", kind: "instant", isWide: true },
      { name: "operation", title: "Operation", kind: "text", isWide: true },
      { name: "owner", title: "Owner", kind: "text", isWide: true },
      { name: "outlet", title: "Outlet", kind: "text" },
      { name: "terminal", title: "Terminal", kind: "text" },
      { name: "operator", title: "Operator", kind: "text" },
      { name: "account", title: "Account", kind: "text", isWide: true },
      { name: "exceptions", title: "To look at", kind: "text" },
      { name: "listAge", title: "List age", kind: "count", isWide: true },
      { name: "asset", title: "Asset", kind: "text" },
      { name: "amount", title: "Amount", kind: "amount", isSummed: true },
      { name: "owed", title: "Owed", kind: "amount", isSummed: true },
      { name: "open", title: "Still owed", kind: "amount", isSummed: true }
    ],
    rows,
    series: seriesOf(
      rows.flatMap(({ amount, asset, day, exceptions }) =>
        exceptions.split(" ").map((category) => ({ time: day, category, value: amount, asset }))
      )
    ),
    assets
  })
}
