/**
 * A report as CSV: one heading line with the names of its columns, then one line per row, amounts in units of their asset.
 *
 * @module
 */
import { byteOrderMark, csvLine } from "./Csv.ts"
import { cellOf, type Report, type Row, unitsIn } from "./Report.ts"

/** How CSV is written. */
export interface CsvOptions {
  /** Whether it begins with the mark by which Excel knows UTF-8. Absent: no. */
  readonly byteOrderMark?: boolean
}

/** The report as CSV. Totals are left to the reader of the file. */
export const reportCsv = <R extends Row>(report: Report<R>, options: CsvOptions = {}): string => {
  const units = unitsIn(report.assets)
  const lines = report.rows.map((row) => csvLine(report.columns.map((column) => cellOf(row, column, units))))
  const head = csvLine(report.columns.map(({ name }) => name))
  return [options.byteOrderMark === true ? byteOrderMark : "", head, ...lines].join("")
}
