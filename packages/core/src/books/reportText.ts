/**
 * A report as a table for a terminal or a printed page, with its totals below.
 *
 * @module
 */
import { iso } from "../values/Instant.ts"
import { cellOf, type Report, type Row, unitsIn } from "./Report.ts"
import { widthOf } from "./widthOf.ts"

const padded = (text: string, width: number, isNumber: boolean): string => {
  const space = " ".repeat(Math.max(0, width - widthOf(text)))
  return isNumber ? space + text : text + space
}

/** The report as text: title, what was asked, the table, the totals. */
export const reportText = <R extends Row>(report: Report<R>): string => {
  const { asOf, parameters, rows, title, totals } = report
  const columns = report.columns.filter(({ isWide }) => isWide !== true)
  const units = unitsIn(report.assets)
  const body = rows.map((row) =>
    columns.map((column) => cellOf(row, column, units) || (column.whenEmpty ?? ""))
  )
  const sums = totals.map(({ amounts, asset }) =>
    columns.map((column, place) => {
      const amount = amounts[column.name]
      if (amount !== undefined) return units(amount, asset)
      if (column.name === "asset") return asset
      return place === 0 ? `Total ${asset}` : ""
    })
  )
  const heads = columns.map(({ title }) => title)
  const widths = heads.map((head, place) =>
    [...body, ...sums].reduce((width, line) => Math.max(width, widthOf(line[place] ?? "")), widthOf(head))
  )
  const lineOf = (cells: ReadonlyArray<string>): string =>
    cells
      .map((cell, place) => {
        const kind = columns[place]?.kind
        return padded(cell, widths[place] ?? 0, kind === "amount" || kind === "count")
      })
      .join("  ")
      .trimEnd()
  const rule = widths.map((width) => "-".repeat(width)).join("  ")
  const asked = Object.entries(parameters).map(([name, value]) => `${name}: ${value}`)
  return [
    title,
    [`as of ${iso(asOf)}`, ...asked].join(", "),
    "",
    lineOf(heads),
    rule,
    ...body.map(lineOf),
    ...(sums.length > 0 ? [rule, ...sums.map(lineOf)] : []),
    ""
  ].join("\n")
}
