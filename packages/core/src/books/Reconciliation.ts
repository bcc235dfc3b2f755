/**
 * Reconciliation: what to compare a file with, by what, and the reports of what agrees and what does not.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { isOfClearing } from "../account/ClearingPeriod.ts"
import { bookAccount, type BookAccount } from "../journal/ChartOfAccounts.ts"
import type { Operation } from "../journal/Operation.ts"
import type { Asset } from "../values/Asset.ts"
import { type Instant, iso } from "../values/Instant.ts"
import { AccountPattern, fits } from "./AccountChart.ts"
import { asOfFields } from "./AsOf.ts"
import { referenceOf } from "./BookEntry.ts"
import { comparable, FileTerms } from "./ExternalFile.ts"
import type { JournalItem, Match, Pairing, ReferenceOf } from "./reconcile.ts"
import { type Report, reportOf } from "./Report.ts"
import { selectionFields } from "./Selection.ts"

/** Reconciliation: the lines of a file against the operations of the journal. */
export const Reconciliation = Schema.Struct({
  ...asOfFields,
  ...selectionFields,
  /** The file, as CSV. */
  file: Schema.String,
  ...FileTerms.fields,
  /**
   * What a line and an operation have in common: the command's `reference`, the operation's id, the command's key, or the
   * outlet and the business date, of which only the totals are compared.
   */
  by: Schema.Literals(["reference", "operation", "key", "outletAndDay"]),
  /** Whose movements are the journal's amounts: what merchants are owed for sales, what was taken by bank card… */
  account: AccountPattern,
  /** Which movements count positive. Absent: debits; of what merchants are owed, credits. */
  positive: Schema.optionalKey(Schema.Literals(["debits", "credits"])),
  /** Whether all lines of a reference are compared with all operations of it. Absent: one with one. */
  isSummed: Schema.optionalKey(Schema.Boolean),
  /** Whether what agrees is listed as well. Absent: no. */
  withMatched: Schema.optionalKey(Schema.Boolean)
})
export type Reconciliation = typeof Reconciliation.Type

/** The columns that a file must have for what is compared by. */
export const columnsFor = (by: Reconciliation["by"]) =>
  by === "outletAndDay" ? (["outlet", "date"] as const) : (["reference"] as const)

/** What lines and operations are found by. */
export const referenceFor =
  (by: Reconciliation["by"]): ReferenceOf =>
  ({ date = "", outlet, reference }) =>
    by === "outletAndDay" ? (outlet === undefined ? undefined : `${outlet} ${date}`) : reference

const referenceIn = ({ asked, id, key }: Operation, by: Reconciliation["by"]): string | undefined => {
  if (by === "operation") return id
  if (by === "key") return key
  const reference = by === "reference" ? referenceOf(asked) : undefined
  return reference === undefined ? undefined : comparable(reference)
}

/** What trade moves: a cut-off takes what it settles out of it, and a file about trade does not have that. */
const traded: ReadonlySet<BookAccount["kind"]> = new Set([
  "cashClearing",
  "merchantPayable",
  "promotionExpense",
  "breakageIncome",
  "feeIncome"
])

/** What an operation moved on the account in question, per asset; what owners settled counts where they settle. */
export const itemsOf = (
  operation: Operation,
  { account: pattern, by, positive }: Pick<Reconciliation, "account" | "by" | "positive">
): ReadonlyArray<JournalItem> => {
  const { businessDate, entry, id, outlet, verb } = operation
  if (isOfClearing(verb) && traded.has(pattern.kind)) return []
  const side = positive ?? (pattern.kind === "merchantPayable" ? "credits" : "debits")
  const amounts = new Map<string, bigint>()
  for (const { account, amount, asset } of entry.postings)
    if (fits(pattern, bookAccount(account)))
      amounts.set(asset, (amounts.get(asset) ?? 0n) + (side === "credits" ? -amount : amount))
  const reference = amounts.size === 0 ? undefined : referenceIn(operation, by)
  return [...amounts].flatMap(([asset, amount]) =>
    amount === 0n
      ? []
      : [
          {
            operation: id,
            asset,
            amount,
            date: businessDate,
            ...(outlet !== undefined && { outlet }),
            ...(reference !== undefined && { reference })
          }
        ]
  )
}

/** One line, one operation, or both; amounts in minor units. */
export interface ReconciliationRow {
  readonly match: Match
  readonly reference?: string
  readonly asset: string
  readonly file?: bigint
  readonly journal?: bigint
  /** What the file says more than the journal. */
  readonly difference: bigint
  /** The lines of the file, the headings being line 1. */
  readonly lines: string
  readonly operations: string
}

/** What there is of each kind: the columns add up to the file and to the journal. */
export interface MatchRow {
  readonly match: Match
  readonly asset: string
  readonly count: number
  readonly file: bigint
  readonly journal: bigint
  readonly difference: bigint
}

/** What became of a file. */
export interface Reconciled {
  readonly differences: Report<ReconciliationRow>
  readonly summary: Report<MatchRow>
}

const matches: ReadonlyArray<Match> = [
  "matched",
  "different",
  "missingInJournal",
  "missingInFile",
  "duplicateInFile",
  "duplicateInJournal"
]

const summaryOf = (pairings: ReadonlyArray<Pairing>): ReadonlyArray<MatchRow> => {
  const rows = new Map<string, MatchRow>()
  for (const { asset, file = 0n, journal = 0n, match } of pairings) {
    const key = `${matches.indexOf(match)} ${asset}`
    const row = rows.get(key)
    rows.set(key, {
      match,
      asset,
      count: (row?.count ?? 0) + 1,
      file: (row?.file ?? 0n) + file,
      journal: (row?.journal ?? 0n) + journal,
      difference: (row?.difference ?? 0n) + file - journal
    })
  }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

const sides = [
  { name: "file", title: "File", kind: "amount", isSummed: true },
  { name: "journal", title: "Journal", kind: "amount", isSummed: true },
  { name: "difference", title: "Difference", kind: "amount", isSummed: true }
] as const

/** The reports of what was compared. */
export const reconciled = (
  pairings: ReadonlyArray<Pairing>,
  {
    asOf,
    assets,
    withMatched
  }: { readonly asOf: Instant; readonly assets: ReadonlyArray<Asset>; readonly withMatched: boolean }
): Reconciled => {
  const summary = summaryOf(pairings)
  const series = summary.map(({ asset, difference, match }) => ({
    time: iso(asOf),
    category: match,
    value: difference,
    asset
  }))
  return {
    differences: reportOf<ReconciliationRow>({
      title: "Reconciliation",
      asOf,
      assets,
      columns: [
        { name: "match", title: "Found", kind: "text" },
        { name: "reference", title: "Reference", kind: "text" },
        { name: "asset", title: "Asset", kind: "text" },
        ...sides,
        { name: "lines", title: "Lines", kind: "text" },
        { name: "operations", title: "Operations", kind: "text" }
      ],
      rows: pairings
        .filter(({ match }) => withMatched || match !== "matched")
        .map(({ lines, operations, ...pairing }) => ({
          ...pairing,
          difference: (pairing.file ?? 0n) - (pairing.journal ?? 0n),
          lines: lines.join(" "),
          operations: operations.join(" ")
        })),
      series
    }),
    summary: reportOf<MatchRow>({
      title: "Reconciliation",
      asOf,
      assets,
      columns: [
        { name: "match", title: "Found", kind: "text" },
        { name: "count", title: "Count", kind: "count" },
        { name: "asset", title: "Asset", kind: "text" },
        ...sides
      ],
      rows: summary,
      series
    })
  }
}
