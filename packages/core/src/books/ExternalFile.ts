/**
 * A file of another system, such as a POS's totals or a bank's lines: which of its columns say what, and what it says.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { Fault } from "../network/Fault.ts"
import { type Asset, AssetCode, fromUnits } from "../values/Asset.ts"
import { dateOf } from "../values/Zone.ts"
import { type CsvRecord, readCsv, unguarded } from "./Csv.ts"

const Heading = Schema.String.check(Schema.isMinLength(1), Schema.isMaxLength(200))

/** How a CSV file of another system is read. */
export const FileTerms = Schema.Struct({
  /** The headings of the columns, as they stand in the first line. */
  columns: Schema.Struct({
    amount: Heading,
    /** Absent: every amount is in `currency`. */
    currency: Schema.optionalKey(Heading),
    /** Not asked for where the totals of outlets and days are compared. */
    reference: Schema.optionalKey(Heading),
    outlet: Schema.optionalKey(Heading),
    /** Dates are written `YYYY-MM-DD`. */
    date: Schema.optionalKey(Heading)
  }),
  /** The currency of all amounts, if no column says it. */
  currency: Schema.optionalKey(AssetCode),
  /** Absent: a comma. */
  separator: Schema.optionalKey(Schema.Literals([",", ";", "\t"])),
  /** What stands before the minor units. Absent: a point. */
  decimal: Schema.optionalKey(Schema.Literals([".", ","]))
})
export type FileTerms = typeof FileTerms.Type

/** One line of the file that was understood. */
export interface FileLine {
  /** Counted from 1; the headings are the first. */
  readonly line: number
  readonly amount: bigint
  readonly asset: string
  readonly reference?: string
  readonly outlet?: string
  readonly date?: string
}

type Columns = FileTerms["columns"]
type ColumnName = keyof Columns

/** A text by which lines and operations find each other, however it was padded or guarded. */
export const comparable = (text: string): string => unguarded(text.trim())

interface Reading {
  readonly places: ReadonlyMap<ColumnName, number>
  readonly width: number
  readonly terms: FileTerms
  readonly exponents: ReadonlyMap<string, number>
}

const fault = (line: number, column: string, message: string): Fault => ({
  path: ["file", `line ${line}`, ...(column === "" ? [] : [column])],
  message
})

const placesOf = (
  { columns }: FileTerms,
  headings: ReadonlyArray<string>,
  needed: ReadonlyArray<ColumnName>
): Result.Result<ReadonlyMap<ColumnName, number>, ReadonlyArray<Fault>> => {
  const named = Object.entries(columns) as ReadonlyArray<readonly [ColumnName, string]>
  const faults = named
    .filter(([, heading]) => headings.filter((one) => one === heading).length !== 1)
    .map(([name]): Fault => ({
      path: ["columns", name],
      message: `Expected the heading of one column, of: ${headings.join(", ")}`
    }))
  const missing = needed
    .filter((name) => columns[name] === undefined)
    .map((name): Fault => ({ path: ["columns", name], message: "Expected the heading of a column" }))
  return faults.length + missing.length > 0
    ? Result.fail([...faults, ...missing])
    : Result.succeed(new Map(named.map(([name, heading]) => [name, headings.indexOf(heading)])))
}

const understood = (
  { exponents, places, terms: { columns, currency, decimal }, width }: Reading,
  { cells, line }: CsvRecord
): FileLine | ReadonlyArray<Fault> => {
  if (cells.length !== width)
    return [fault(line, "", `Expected ${width} cells, as the headings are, and found ${cells.length}`)]
  const said = (name: ColumnName) => comparable(cells[places.get(name) ?? -1] ?? "")
  const faults: Array<Fault> = []
  const asset = places.has("currency") ? said("currency") : (currency ?? "")
  const exponent = exponents.get(asset)
  if (exponent === undefined)
    faults.push(fault(line, columns.currency ?? "", `Expected one of ${[...exponents.keys()].join(", ")}`))
  const written =
    decimal === ","
      ? said("amount").replaceAll(/[.,]/g, (mark) => (mark === "," ? "." : ","))
      : said("amount")
  const amount = fromUnits(written, exponent ?? 6)
  if (amount === undefined)
    faults.push(
      fault(
        line,
        columns.amount,
        exponent === undefined
          ? "Expected an amount in digits"
          : `Expected an amount in digits, at most ${exponent} of them after "${decimal ?? "."}"`
      )
    )
  const date = said("date")
  if (places.has("date") && dateOf(date) === undefined)
    faults.push(fault(line, columns.date ?? "", "Expected a date such as 2026-11-21"))
  return amount === undefined || faults.length > 0
    ? faults
    : {
        line,
        amount,
        asset,
        ...(said("reference") !== "" && { reference: said("reference") }),
        ...(said("outlet") !== "" && { outlet: said("outlet") }),
        ...(date !== "" && { date })
      }
}

const isLine = (read: FileLine | ReadonlyArray<Fault>): read is FileLine => "line" in read

/** Reads a file; every line that cannot be understood is named, with its column. */
export const readFile = (
  file: string,
  terms: FileTerms,
  assets: ReadonlyArray<Asset>,
  needed: ReadonlyArray<ColumnName>
): Result.Result<ReadonlyArray<FileLine>, ReadonlyArray<Fault>> => {
  const read = readCsv(file, terms.separator)
  if (Result.isFailure(read)) return Result.fail([fault(read.failure.line, "", read.failure.message)])
  const [head, ...records] = read.success
  if (head === undefined) return Result.fail([fault(1, "", "Expected the headings of the columns")])
  if (terms.columns.currency === undefined && terms.currency === undefined)
    return Result.fail([{ path: ["currency"], message: "Expected a currency, or the column that says it" }])
  const headings = head.cells.map((cell) => cell.trim())
  return Result.flatMap(placesOf(terms, headings, needed), (places) => {
    const exponents = new Map(assets.map(({ code, exponent }) => [code, exponent]))
    const reading = { places, width: headings.length, terms, exponents }
    const all = records.map((record) => understood(reading, record))
    const faults = all.flatMap((one) => (isLine(one) ? [] : one))
    return faults.length > 0 ? Result.fail(faults) : Result.succeed(all.filter(isLine))
  })
}
