/**
 * Statements: what an owner is due, by outlet, terminal or operator, column by column; the columns add up to what is due.
 *
 * @module
 */
import { type Column, type Report, reportOf } from "../books/Report.ts"
import type { Asset } from "../values/Asset.ts"
import type { OwnerId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { ClearingKind, ClearingLine } from "./ClearingLine.ts"

/** How finely a statement tells places apart. */
export const placeKinds = ["owner", "outlet", "terminal", "operator"] as const
export type PlaceKind = (typeof placeKinds)[number]

/** What an owner is due for what was done at one place, in minor units; with a minus it owes. */
export interface StatementRow {
  readonly owner: string
  /**
   * The outlet, terminal or operator. Empty: it is of no place of the owner's, as what others accepted of its loads, and what
   * is worked out once for all.
   */
  readonly place: string
  readonly asset: string
  /** Tender that was taken for value, with a minus, and given back. */
  readonly loads: bigint
  /** Value that was paid out, and tender that was handed over. */
  readonly payouts: bigint
  /** Accepted of value that the owner's outlets had loaded. */
  readonly ownAccepted: bigint
  /** Accepted of value that others had loaded. */
  readonly othersAccepted: bigint
  /** What it keeps for value that it loaded, and with a minus gives for what was spent of it. */
  readonly funds: bigint
  readonly breakage: bigint
  readonly commission: bigint
  readonly promotion: bigint
  /** Points that it bears, with a minus, and those that were taken back. */
  readonly points: bigint
  readonly corrections: bigint
  readonly due: bigint
  /** How much of what is due came too late for the period of its date. */
  readonly late: bigint
  /** Movements that it is the sum of. */
  readonly count: number
}

type Part = Exclude<keyof StatementRow, "owner" | "place" | "asset" | "due" | "late" | "count">

const partOf: Readonly<Record<Exclude<ClearingKind, "acceptance">, Part>> = {
  load: "loads",
  payout: "payouts",
  funds: "funds",
  breakage: "breakage",
  commission: "commission",
  promotion: "promotion",
  points: "points",
  correction: "corrections"
}

const columnOf = ({ kind, other, owner }: ClearingLine): Part =>
  kind === "acceptance" ? (other === owner ? "ownAccepted" : "othersAccepted") : partOf[kind]

const nothing = {
  loads: 0n,
  payouts: 0n,
  ownAccepted: 0n,
  othersAccepted: 0n,
  funds: 0n,
  breakage: 0n,
  commission: 0n,
  promotion: 0n,
  points: 0n,
  corrections: 0n,
  due: 0n,
  late: 0n,
  count: 0
}

/** Lines that were gathered at one place. */
export interface PlacedLines {
  readonly place: string
  /** Whether they came too late for the period of their date. */
  readonly isLate: boolean
  readonly lines: ReadonlyArray<ClearingLine>
}

/**
 * One row for each owner, place and asset. What an owner is due, its issuer owes, in the same column and at no place of the
 * issuer's: all columns of one asset come to zero.
 */
export const statementRows = (placed: ReadonlyArray<PlacedLines>): ReadonlyArray<StatementRow> => {
  const rows = new Map<string, { -readonly [Field in keyof StatementRow]: StatementRow[Field] }>()
  const add = (owner: OwnerId, place: string, line: ClearingLine, isLate: boolean): void => {
    const { asset, count, due } = line
    const name = `${owner}\n${asset}\n${place}`
    const row = rows.get(name) ?? { owner, place, asset, ...nothing }
    row[columnOf(line)] += due
    row.due += due
    row.late += isLate ? due : 0n
    row.count += count
    rows.set(name, row)
  }
  for (const { isLate, lines, place } of placed)
    for (const line of lines) {
      const { count, due, issuer, owner } = line
      add(owner, place, line, isLate)
      // What an issuer owes itself was counted where it was done.
      add(issuer, "", { ...line, due: -due, count: issuer === owner ? 0 : count }, isLate)
    }
  return [...rows].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row)
}

const amount = (name: Part | "due" | "late", title: string): Column<StatementRow> => ({
  name,
  title,
  kind: "amount",
  isSummed: true
})

const titles: Readonly<Record<PlaceKind, string>> = {
  owner: "Owner",
  outlet: "Outlet",
  terminal: "Terminal",
  operator: "Operator"
}

const amounts: ReadonlyArray<Column<StatementRow>> = [
  amount("loads", "Loads"),
  amount("payouts", "Paid out"),
  amount("ownAccepted", "Own accepted"),
  amount("othersAccepted", "Accepted"),
  amount("funds", "Funds"),
  amount("breakage", "Breakage"),
  amount("commission", "Commission"),
  amount("promotion", "Promotion"),
  amount("points", "Points given"),
  amount("corrections", "Corrections"),
  amount("due", "Due"),
  amount("late", "Late")
]

/** What a statement is of. */
export interface StatementOf {
  readonly asOf: Instant
  readonly by: PlaceKind
  readonly owner: OwnerId | undefined
  readonly assets: ReadonlyArray<Asset>
  /** The period, as people read it. */
  readonly parameters: Readonly<Record<string, string>>
  /** The date that a chart shows it at. */
  readonly date: string
}

/** A statement of rows; columns in which there is nothing are left out of the print, not out of the rows. */
export const statementReport = (
  rows: ReadonlyArray<StatementRow>,
  { asOf, assets, by, date, owner, parameters }: StatementOf
): Report<StatementRow> =>
  reportOf<StatementRow>({
    title: owner === undefined ? "Statement of all owners" : `Statement of ${owner}`,
    asOf,
    parameters,
    columns: [
      ...(owner === undefined || by === "owner"
        ? [{ name: "owner", title: "Owner", kind: "text" } as const]
        : []),
      ...(by === "owner"
        ? []
        : [{ name: "place", title: titles[by], kind: "text", whenEmpty: `not by ${by}` } as const]),
      { name: "asset", title: "Asset", kind: "text" },
      ...amounts.filter(({ name }) => name === "due" || rows.some((row) => row[name] !== 0n)),
      { name: "count", title: "Moves", kind: "count" }
    ],
    rows,
    series: rows.map(({ asset, due, owner, place }) => ({
      time: date,
      category: place === "" ? owner : `${owner} ${place}`,
      value: due,
      asset
    })),
    assets
  })
