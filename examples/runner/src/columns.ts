/**
 * Columns: rows of text set under each other, the last column to the right.
 *
 * @module
 */

/** The rows as lines: every column as wide as its widest cell, amounts (the columns named) aligned to the right. */
export const columns = (
  rows: ReadonlyArray<ReadonlyArray<string>>,
  right: ReadonlyArray<number>
): ReadonlyArray<string> => {
  const count = Math.max(0, ...rows.map((row) => row.length))
  const widths = Array.from({ length: count }, (_, n) =>
    Math.max(...rows.map((row) => (row[n] ?? "").length))
  )
  return rows.map((row) =>
    widths
      .map((width, n) => (right.includes(n) ? (row[n] ?? "").padStart(width) : (row[n] ?? "").padEnd(width)))
      .join("  ")
      .trimEnd()
  )
}
