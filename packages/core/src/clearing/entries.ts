/**
 * Clearing entries: the single obligations between an owner and the issuer that operations caused, and how far each is settled.
 *
 * @module
 */
import type { ClearingPeriod } from "../account/ClearingPeriod.ts"
import { type Column, type Report, reportOf, seriesOf } from "../books/Report.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Asset } from "../values/Asset.ts"
import { approvalCodeOf, type OperationId, type OwnerId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { ClearingTopic } from "./ClearingLine.ts"
import type { PartLine } from "./gather.ts"
import { belongs, type Place } from "./membership.ts"

/**
 * `unsettled`: its business date is not over. `inCycle`: it is, and waits for the cut-off. `netted`: its period is cut off, or
 * could not be paid, and waits for approval. `approved`: two people approved it. `settled`: it is paid.
 */
export const entryStatuses = ["unsettled", "inCycle", "netted", "approved", "settled"] as const
export type EntryStatus = (typeof entryStatuses)[number]

/** What became of a dispute: it waits, was rejected, or was answered by a counter-entry. */
export type DisputeStatus = "disputed" | "rejected" | "corrected"

export interface EntryRow {
  readonly owner: string
  /** With whom it is settled. */
  readonly issuer: string
  /** Absent: it is a commission or a promotion, worked out once of many. */
  readonly operation?: string
  /** The six characters on its receipt. */
  readonly approvalCode?: string
  /** Of what is worked out once: the date of the last operation of it. */
  readonly businessDate: string
  /** The last date of the period that it came too late for: it is in a later one. */
  readonly lateFor?: string
  readonly verb?: string
  /** Absent: it is of no program, as what is handed over. */
  readonly program?: string
  readonly outlet?: string
  readonly terminal?: string
  readonly operator?: string
  readonly kind: string
  readonly other?: string
  readonly funding?: string
  readonly tender?: string
  /** The agreement or the collection by which it is. */
  readonly agreement?: string
  readonly asset: string
  /** What it was worked out of. */
  readonly base: bigint
  /** How much of it, where it is worked out once, in hundredths of a percent; negative: owed. */
  readonly rate?: number
  readonly due: bigint
  readonly status: EntryStatus
  /** The last date of its period. Absent: it is not cut off. */
  readonly through?: string
  readonly dispute?: DisputeStatus
}

const statusOf: Readonly<Record<ClearingPeriod["status"], EntryStatus>> = {
  cutOff: "netted",
  failed: "netted",
  approved: "approved",
  paid: "settled"
}

/** How far an operation is settled with an owner, in which period, and for which it came too late. */
export interface Settled extends Pick<EntryRow, "status" | "through" | "lateFor"> {
  /** In which the owner is settled with. */
  readonly cycle: string
  /** The version of the network under whose terms its period was worked out. Absent: it is not cut off. */
  readonly network?: number
  /** Owners who are paid before the others. Absent: nobody is. */
  readonly paid?: ReadonlyArray<OwnerId>
}

/** The same as an owner's row says it. */
const settledWith = ({ cycle: _, network: __, paid, ...settled }: Settled, owner: OwnerId) =>
  paid?.includes(owner) === true ? { ...settled, status: "settled" as const } : settled

/** How far an operation is settled with an owner, by the periods of the owner's cycle, oldest first. */
export const settledIn = (
  periods: ReadonlyArray<ClearingPeriod>,
  operation: Place,
  /** Whether its business date is over where it was done. */
  isOver = false
): Omit<Settled, "cycle"> => {
  const period = periods.find((one) => belongs(one, one.previous, operation))
  const ofItsDate = periods.find(({ through }) => operation.businessDate <= through)
  return {
    ...(period === undefined
      ? { status: isOver ? ("inCycle" as const) : ("unsettled" as const) }
      : {
          status: statusOf[period.status],
          through: period.through,
          network: period.network,
          ...(period.paid !== undefined && { paid: period.paid })
        }),
    ...(ofItsDate !== undefined && ofItsDate !== period && { lateFor: ofItsDate.through })
  }
}

/** What a topic says in a row. */
const topicOf = ({ asset, funding, issuer, kind, other, owner, program, tender, terms }: ClearingTopic) => ({
  owner,
  issuer,
  ...(program !== undefined && { program }),
  kind,
  ...(other !== undefined && { other }),
  ...(funding !== undefined && { funding }),
  ...(tender !== undefined && { tender }),
  ...(terms !== undefined && { agreement: terms }),
  asset
})

/** The row of one obligation of an operation. */
export const entryRow = (
  operation: Operation,
  topic: ClearingTopic,
  { base, due }: { readonly base: bigint; readonly due: bigint },
  settled: Settled
): EntryRow => ({
  ...topicOf(topic),
  verb: operation.verb,
  operation: operation.id,
  approvalCode: approvalCodeOf(operation.id),
  businessDate: operation.businessDate,
  ...(operation.outlet !== undefined && { outlet: operation.outlet }),
  ...(operation.terminal !== undefined && { terminal: operation.terminal }),
  ...(operation.operator !== undefined && { operator: operation.operator }),
  base,
  due,
  ...settledWith(settled, topic.owner)
})

/** What is worked out once for a period. */
export interface PartOfPeriod {
  readonly line: PartLine
  readonly settled: Settled
  /** The business date of the last operation that it was worked out of. */
  readonly last: string
}

/** The row of what is worked out once for a period. */
export const partRow = ({ last, line, settled }: PartOfPeriod): EntryRow => ({
  ...topicOf(line),
  businessDate: last,
  base: line.base,
  rate: line.rate,
  due: line.due,
  ...settledWith(settled, line.owner)
})

/** A row as whoever is asked for has it: what another owner is due from it, it owes. */
export const seenBy = (asked: OwnerId | undefined, row: EntryRow): ReadonlyArray<EntryRow> => {
  if (asked === undefined || row.owner === asked) return [row]
  return row.issuer === asked ? [{ ...row, owner: asked, other: row.owner, due: -row.due }] : []
}

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

  of(operation: string | undefined): DisputeStatus | undefined {
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
  { name: "issuer", title: "Issuer", kind: "text", isWide: true },
  { name: "program", title: "Program", kind: "text", isWide: true },
  { name: "funding", title: "Funding", kind: "text", isWide: true },
  { name: "tender", title: "Tender", kind: "text", isWide: true },
  { name: "agreement", title: "Agreement", kind: "text", isWide: true },
  { name: "asset", title: "Asset", kind: "text" },
  { name: "base", title: "Amount", kind: "amount" },
  { name: "rate", title: "Rate", kind: "count", isWide: true },
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
