/**
 * The day report: what every terminal and everybody at it took, gave, sold and took back on a trading day, as the books have it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { isOfClearing } from "../account/ClearingPeriod.ts"
import { isOfShifts } from "../account/Shift.ts"
import type { BookAccount, LedgerAccount } from "../journal/ChartOfAccounts.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Asset } from "../values/Asset.ts"
import type { Instant } from "../values/Instant.ts"
import { asOfFields } from "./AsOf.ts"
import { type Report, reportOf, seriesOf } from "./Report.ts"
import { isWithin, tradedAt, tradingFields } from "./Trading.ts"

/** DayReport: what was taken, given and sold, by outlet, terminal and operator. */
export const DayReport = Schema.Struct({
  ...asOfFields,
  ...tradingFields,
  /** `member`: a row for each account as well, for a summary of members. Absent: by place and person alone. */
  by: Schema.optionalKey(Schema.Literals(["member"]))
})
export type DayReport = typeof DayReport.Type

/**
 * What was done, as a shop calls it. What owners settle with each other is no trade: a `settlement` moves tender and sales out
 * of the books of owners, or corrects them, and a `bonusShare` is what owners bear of bonuses.
 */
export type Doing =
  | "load"
  | "bonus"
  | "redemption"
  | "refund"
  | "cashOut"
  | "cancellation"
  | "remittance"
  | "variance"
  | "settlement"
  | "bonusShare"

/** One row: an amount of one kind, in minor units. */
export interface DayRow {
  readonly day: string
  readonly owner?: string
  readonly outlet?: string
  readonly terminal?: string
  readonly operator?: string
  readonly member?: string
  readonly what: Doing
  /** Of what was taken in or paid out. */
  readonly tender?: string
  readonly operations: number
  readonly asset: string
  /** Taken in with a plus and paid out with a minus; given to holders with a plus; sold with a plus and given back with a minus. */
  readonly amount: bigint
}

/** The ledger accounts that the rows add up to. What is owed to owners is credited, and shown with a plus. */
const shown: Partial<Record<BookAccount["kind"], 1n | -1n>> = {
  cashClearing: 1n,
  promotionExpense: 1n,
  merchantPayable: -1n
}

const doings: Readonly<Record<string, Doing>> = {
  CashOut: "cashOut",
  Remit: "remittance",
  ReceiveRemittance: "remittance",
  OpenShift: "variance",
  CloseShift: "variance",
  Refund: "refund",
  UnlinkedRefund: "refund",
  Reverse: "cancellation",
  Clawback: "cancellation",
  Chargeback: "cancellation",
  CutOff: "settlement",
  CorrectClearing: "settlement"
}

const doingOf = ({ kind }: LedgerAccount, verb: string): Doing => {
  if (kind === "promotionExpense") return isOfClearing(verb) ? "bonusShare" : "bonus"
  return doings[verb] ?? (kind === "cashClearing" ? "load" : "redemption")
}

/** The rows so far, by all that tells them apart. */
export type DayRows = Map<string, DayRow>

/** Adds what an operation posted to the rows of its day, place and operator. */
export const addToDay = (rows: DayRows, asked: DayReport, operation: Operation): void => {
  if (!operation.approved || !isWithin(asked, operation)) return
  const { account, entry, verb } = operation
  const isOfMember = asked.by === "member" && account !== undefined && !isOfShifts(verb)
  const place = { ...tradedAt(operation), ...(isOfMember && { member: account }) }
  const counted = new Set<string>()
  for (const { account: ledger, amount, asset } of entry.postings) {
    const sign = shown[ledger.kind]
    if (sign === undefined) continue
    const what = doingOf(ledger, verb)
    const tender = ledger.kind === "cashClearing" ? { tender: ledger.tender } : {}
    const { day, member, operator, outlet, owner, terminal } = place
    const name = JSON.stringify([day, outlet, terminal, operator, member, asset, what, tender.tender, owner])
    const before = rows.get(name)
    const operations = (before?.operations ?? 0) + (counted.has(name) ? 0 : 1)
    counted.add(name)
    rows.set(name, {
      ...place,
      what,
      ...tender,
      operations,
      asset,
      amount: (before?.amount ?? 0n) + sign * amount
    })
  }
}

/** The report of the rows, in the order of days, places and people. */
export const dayReport = (
  rows: DayRows,
  {
    asOf,
    asked,
    assets
  }: { readonly asOf: Instant; readonly asked: DayReport; readonly assets: ReadonlyArray<Asset> }
): Report<DayRow> => {
  const sorted = [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
  const { by: _, asOf: __, effectiveUntil: ___, ...parameters } = asked
  return reportOf<DayRow>({
    title: "Day report",
    asOf,
    parameters,
    columns: [
      { name: "day", title: "Day", kind: "text" },
      { name: "owner", title: "Owner", kind: "text" },
      { name: "outlet", title: "Outlet", kind: "text" },
      { name: "terminal", title: "Terminal", kind: "text" },
      { name: "operator", title: "Operator", kind: "text" },
      ...(asked.by === "member" ? [{ name: "member", title: "Member", kind: "text" } as const] : []),
      { name: "what", title: "What", kind: "text" },
      { name: "tender", title: "Tender", kind: "text" },
      { name: "operations", title: "Operations", kind: "count" },
      { name: "asset", title: "Asset", kind: "text" },
      { name: "amount", title: "Amount", kind: "amount" }
    ],
    rows: sorted,
    series: seriesOf(
      sorted.map(({ amount, asset, day, tender, what }) => ({
        time: day,
        category: tender === undefined ? what : `${what} ${tender}`,
        value: amount,
        asset
      }))
    ),
    assets
  })
}
