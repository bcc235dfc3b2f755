/**
 * Reports: what a table of figures says, as of which instant, as plain data that can be printed, charted or sent as CSV.
 *
 * @module
 */
import { type Asset, inUnits } from "../values/Asset.ts"
import { type Instant, iso } from "../values/Instant.ts"

/** One row: amounts are minor units of `asset`; what a row does not know, it leaves out. */
export interface Row {
  readonly asset?: string
}

/** What a column can hold: amounts are `bigint`, counts and instants numbers, all else text. */
type KindOf<Value> = Value extends bigint ? "amount" : Value extends number ? "count" | "instant" : "text"

interface ColumnOf<Name, Value> {
  /** The field of the row, and the heading in CSV. */
  readonly name: Name
  /** The heading as people read it. */
  readonly title: string
  readonly kind: KindOf<Value>
  /** Of amounts: whether their sum per asset says anything. Absent: no. */
  readonly isSummed?: boolean
  /** Whether a table of text has no room for it: then it is in the rows and in CSV alone. Absent: no. */
  readonly isWide?: boolean
  /** What a table of text says where a row says nothing; the rows and CSV stay empty there. Absent: nothing. */
  readonly whenEmpty?: string
}

/** A column of rows: one of their fields. */
export type Column<R> = {
  readonly [Name in keyof R & string]-?: ColumnOf<Name, Exclude<R[Name], undefined>>
}[keyof R & string]

/** One point of a chart. */
export interface Point {
  /** A business date, a month as `YYYY-MM`, or an instant as RFC 3339: a chart knows all three. */
  readonly time: string
  readonly category: string
  /** In minor units of the asset. */
  readonly value: bigint
  readonly asset: string
}

/** A series of such points: those of one time, category and asset added up, in the order in which each was first seen. */
export const seriesOf = (points: ReadonlyArray<Point>): ReadonlyArray<Point> => {
  const sums = new Map<string, Point>()
  for (const point of points) {
    const key = JSON.stringify([point.time, point.category, point.asset])
    sums.set(key, { ...point, value: (sums.get(key)?.value ?? 0n) + point.value })
  }
  return [...sums.values()]
}

/** What the summed columns come to in one asset. */
export interface Total {
  readonly asset: string
  readonly amounts: Readonly<Record<string, bigint>>
}

/** A report. The same question about the same past instant has the same answer for ever. */
export interface Report<R extends Row = Row> {
  readonly title: string
  /** Up to when, of ledger time, the journal was read. */
  readonly asOf: Instant
  /** What else was asked for, as people read it: an owner, a period, the last effective instant. */
  readonly parameters: Readonly<Record<string, string>>
  readonly columns: ReadonlyArray<Column<R>>
  readonly rows: ReadonlyArray<R>
  readonly totals: ReadonlyArray<Total>
  readonly series: ReadonlyArray<Point>
  /** Every asset that the rows name, with its exponent. */
  readonly assets: ReadonlyArray<Asset>
}

const fieldOf = (row: object, name: string): unknown => Reflect.get(row, name)

const totalsOf = <R extends Row>(
  columns: ReadonlyArray<Column<R>>,
  rows: ReadonlyArray<R>
): ReadonlyArray<Total> => {
  const summed = columns.filter(({ isSummed }) => isSummed === true)
  if (summed.length === 0) return []
  const totals = new Map<string, Record<string, bigint>>()
  for (const row of rows) {
    if (row.asset === undefined) continue
    const amounts = totals.get(row.asset) ?? Object.fromEntries(summed.map(({ name }) => [name, 0n]))
    for (const { name } of summed) {
      const amount = fieldOf(row, name)
      if (typeof amount === "bigint") amounts[name] = (amounts[name] ?? 0n) + amount
    }
    totals.set(row.asset, amounts)
  }
  return [...totals].toSorted(([a], [b]) => (a < b ? -1 : 1)).map(([asset, amounts]) => ({ asset, amounts }))
}

/** A report of rows, with the totals that its columns ask for. Absent parameters: none. */
export const reportOf = <R extends Row>({
  parameters = {},
  ...rest
}: Omit<Report<R>, "totals" | "parameters"> & Partial<Pick<Report<R>, "parameters">>): Report<R> => ({
  ...rest,
  parameters,
  totals: totalsOf(rest.columns, rest.rows)
})

/** Amounts as people read them, by their assets. One that is missing among the assets is a defect. */
export const unitsIn = (assets: ReadonlyArray<Asset>): ((amount: bigint, asset: string) => string) => {
  const exponents = new Map(assets.map(({ code, exponent }) => [code, exponent]))
  return (amount, asset) => {
    const exponent = exponents.get(asset)
    if (exponent === undefined) throw new TypeError(`assets: Expected the exponent of ${asset}`)
    return inUnits(amount, exponent)
  }
}

/** What a row says in a column: a text as it is, a number or instant as it is printed; empty where it says nothing. */
export const cellOf = (
  row: Row,
  { kind, name }: { readonly name: string; readonly kind: string },
  units: (amount: bigint, asset: string) => string
): string => {
  const value = fieldOf(row, name)
  if (typeof value === "bigint") return units(value, row.asset ?? "")
  if (typeof value === "number") return kind === "instant" ? iso(value) : value.toString()
  return typeof value === "string" ? value : ""
}
