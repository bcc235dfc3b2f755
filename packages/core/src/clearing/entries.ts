/**
 * Clearing entries: the single obligations between an owner and the issuer that operations caused, and how far each is settled.
 *
 * @module
 */
import type { ClearingPeriod } from "../account/ClearingPeriod.ts"
import { type Column, type Report, reportOf, seriesOf } from "../books/Report.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Asset } from "../values/Asset.ts"
import { approvalCodeOf, type OperationId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { ClearingTopic } from "./ClearingLine.ts"
import { belongs, isLate, type Place } from "./membership.ts"

/**
 * `unsettled`: its period is not cut off. `inCycle`: it is, and waits for approval. `netted`: the period is approved.
 * `settled`: it is paid.
 */
export const entryStatuses = ["unsettled", "inCycle", "netted", "settled"] as const
export type EntryStatus = (typeof entryStatuses)[number]

/** What became of a dispute: it waits, was rejected, or was answered by a counter-entry. */
export type DisputeStatus = "disputed" | "rejected" | "corrected"

export interface EntryRow {
  readonly owner: string
  readonly operation: string
  /** The six characters on its receipt. */
  readonly approvalCode: string
  readonly businessDate: string
  /** The period that it came too late for: it is in a later one. */
  readonly lateFor?: string
  readonly verb: string
  readonly outlet?: string
  readonly terminal?: string
  readonly operator?: string
  readonly kind: string
  readonly other?: string
  readonly asset: string
  readonly base: bigint
  readonly due: bigint
  readonly status: EntryStatus
  /** The last date of its period. Absent: it is not cut off. */
  readonly through?: string
  readonly dispute?: DisputeStatus
}

const statusOf: Readonly<Record<ClearingPeriod["status"], EntryStatus>> = {
  cutOff: "inCycle",
  failed: "inCycle",
  approved: "netted",
  paid: "settled"
}

/** How far an operation is settled with an owner, by the periods of the owner's cycle, oldest first. */
export const settledIn = (
  periods: ReadonlyArray<ClearingPeriod>,
  operation: Place
): Pick<EntryRow, "status" | "through" | "lateFor"> => {
  const period = periods.find((one) => belongs(one, one.previous, operation))
  if (period !== undefined)
    return {
      status: statusOf[period.status],
      through: period.through,
      ...(isLate(period.previous, operation) && { lateFor: operation.businessDate })
    }
  const last = periods.at(-1)
  return {
    status: "unsettled",
    ...(last !== undefined && isLate(last, operation) && { lateFor: operation.businessDate })
  }
}

/** The row of one obligation of an operation. */
export const entryRow = (
  operation: Operation,
  { asset, kind, other, owner }: ClearingTopic,
  { base, due }: { readonly base: bigint; readonly due: bigint },
  settled: ReturnType<typeof settledIn>
): EntryRow => ({
  owner,
  operation: operation.id,
  approvalCode: approvalCodeOf(operation.id),
  businessDate: operation.businessDate,
  verb: operation.verb,
  ...(operation.outlet !== undefined && { outlet: operation.outlet }),
  ...(operation.terminal !== undefined && { terminal: operation.terminal }),
  ...(operation.operator !== undefined && { operator: operation.operator }),
  kind,
  ...(other !== undefined && { other }),
  asset,
  base,
  due,
  ...settled
})

/** What disputes there were, kept as the journal is read: the operation that each is about, and what became of it. */
export class Disputes {
  private readonly about = new Map<OperationId, OperationId>()
  private readonly states = new Map<OperationId, DisputeStatus>()

  /** What was declined refers to nothing, and nothing but its answer refers to a dispute. */
  take({ id, original, verb }: Operation): void {
    if (original === undefined) return
    const disputed = this.about.get(original)
    if (verb === "Dispute") {
      this.about.set(id, original)
      this.states.set(original, "disputed")
    } else if (disputed !== undefined)
      this.states.set(disputed, verb === "RejectDispute" ? "rejected" : "corrected")
  }

  of(operation: string): DisputeStatus | undefined {
    return this.states.get(operation as OperationId)
  }
}

/** Those that no row has are left out. */
const columns: ReadonlyArray<Column<EntryRow>> = [
  { name: "owner", title: "Owner", kind: "text" },
  { name: "businessDate", title: "Date", kind: "text" },
  { name: "operation", title: "Operation", kind: "text", isWide: true },
  { name: "approvalCode", title: "Code", kind: "text" },
  { name: "verb", title: "Verb", kind: "text" },
  { name: "outlet", title: "Outlet", kind: "text" },
  { name: "terminal", title: "Terminal", kind: "text", isWide: true },
  { name: "operator", title: "Operator", kind: "text", isWide: true },
  { name: "kind", title: "For", kind: "text" },
  { name: "other", title: "With", kind: "text" },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "base", title: "Amount", kind: "amount" },
  { name: "due", title: "Due", kind: "amount", isSummed: true },
  { name: "status", title: "Status", kind: "text" },
  { name: "through", title: "Period to", kind: "text", isWide: true },
  { name: "lateFor", title: "Late for", kind: "text" },
  { name: "dispute", title: "Dispute", kind: "text" }
]

/** Entries as a report. */
export const entriesReport = (
  rows: ReadonlyArray<EntryRow>,
  {
    asOf,
    assets,
    parameters
  }: {
    readonly asOf: Instant
    readonly assets: ReadonlyArray<Asset>
    readonly parameters: Readonly<Record<string, string>>
  }
): Report<EntryRow> =>
  reportOf<EntryRow>({
    title: "Clearing entries",
    asOf,
    parameters,
    columns: columns.filter(({ name }) => rows.length === 0 || rows.some((row) => row[name] !== undefined)),
    rows,
    series: seriesOf(
      rows.map(({ asset, businessDate, due, owner }) => ({
        time: businessDate,
        category: owner,
        value: due,
        asset
      }))
    ),
    assets
  })
