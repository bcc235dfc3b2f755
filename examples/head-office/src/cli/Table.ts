/**
 * Tables for people: rows under their titles, as wide as the terminal is and no wider.
 *
 * @module
 */
import { styleText } from "node:util"
import { displayWidth } from "effect/cli/CliOutput"

/** A column: its title, and what stands in it. */
export interface Column<Row> {
  readonly title: string
  readonly of: (row: Row) => string
  /** Set to the right, as amounts are. Absent: to the left. */
  readonly isRight?: boolean
  /** Never cut: an id that is cut names nothing. Absent: where there is no room, it is. */
  readonly isWhole?: boolean
}

const gap = "  "
const narrowest = 8

/** As much of a text as fits, with a mark where it was cut. */
const cut = (text: string, width: number): string => {
  if (displayWidth(text) <= width) return text
  let kept = ""
  for (const letter of text) {
    if (displayWidth(kept + letter) > width - 1) break
    kept += letter
  }
  return `${kept}…`
}

/** The widths of columns in a line of `most`: the widest of those that may be cut gives way first. */
const fitted = (
  widths: ReadonlyArray<number>,
  mayBeCut: ReadonlyArray<boolean>,
  most: number
): ReadonlyArray<number> => {
  const fit = [...widths]
  const room = most - gap.length * (widths.length - 1)
  while (fit.reduce((sum, one) => sum + one, 0) > room) {
    const widest = Math.max(...fit.filter((_, n) => mayBeCut[n]))
    if (widest <= narrowest) return fit
    const n = fit.findIndex((width, at) => width === widest && mayBeCut[at])
    fit[n] = widest - 1
  }
  return fit
}

const set = (text: string, width: number, isRight: boolean): string => {
  const shown = cut(text, width)
  const blank = " ".repeat(width - displayWidth(shown))
  return isRight ? blank + shown : shown + blank
}

const titled = (line: string): string => styleText("bold", line, { stream: process.stdout })

/** How wide a line may be: that of the terminal, and anything where nobody looks at one. */
const lineWidth = (): number => (process.stdout.isTTY ? process.stdout.columns : Number.MAX_SAFE_INTEGER)

/** The rows as lines, as wide as the terminal; `none` where there are none. */
export const table = <Row>(
  rows: ReadonlyArray<Row>,
  columns: ReadonlyArray<Column<Row>>,
  none: string,
  most: number = lineWidth()
): string => {
  if (rows.length === 0) return none
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map(({ of }) => of(row)))]
  const widths = columns.map((_, n) => Math.max(...cells.map((line) => displayWidth(line[n] ?? ""))))
  const mayBeCut = columns.map(({ isWhole }) => isWhole !== true)
  const fit = fitted(widths, mayBeCut, most)
  const [titles = "", ...lines] = cells.map((line) =>
    line
      .map((text, n) => set(text, fit[n] ?? 0, columns[n]?.isRight === true))
      .join(gap)
      .trimEnd()
  )
  return [titled(titles), ...lines].join("\n")
}

/** Names and what they say, one a line; what is absent has no line. */
export const sheet = (lines: ReadonlyArray<readonly [name: string, value: string | undefined]>): string => {
  const said = lines.filter((line): line is readonly [string, string] => line[1] !== undefined)
  const width = Math.max(0, ...said.map(([name]) => displayWidth(name)))
  return said.map(([name, value]) => `${set(name, width, false)}${gap}${value}`).join("\n")
}
