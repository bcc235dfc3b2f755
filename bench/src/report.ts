/**
 * The report: tables on the terminal and in a page, and the figures as data.
 *
 * @module
 */
import { type Figure, isLess, reachesGoal } from "./figures.ts"
import type { Found, Line, Section } from "./Section.ts"

const whole = (n: number): string => (Number.isFinite(n) ? Math.round(n).toLocaleString("en-US") : "")
const small = (n: number): string => (Number.isFinite(n) ? n.toFixed(2) : "")

const head = ["", "", "a second", "p50 ms", "p99 ms", "our CPU µs", "server CPU µs"]

const cells = ({ run, setting, who }: Line): ReadonlyArray<string> => [
  setting,
  who,
  whole(run.perSecond),
  small(run.p50),
  small(run.p99),
  whole(run.clientCpu),
  whole(run.serverCpu)
]

const figureHead = ["", "ratio", "must reach", "goal", ""]

const verdict = (figure: Figure): string => (reachesGoal(figure) ? "goal" : figure.holds ? "holds" : "MISSED")

const bound = (figure: Figure, value: number): string => `${isLess(figure) ? "≤" : "≥"} ${value}`

const figureCells = (figure: Figure): ReadonlyArray<string> => [
  figure.figure,
  figure.ratio.toFixed(2),
  bound(figure, figure.floor),
  bound(figure, figure.goal),
  `${verdict(figure)} (${figure.detail})`
]

/** Names stand to the left, numbers to the right. */
const isNumber = (cell: string): boolean => /^[≤≥]? ?[\d,.]*$/.test(cell)

const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, n) =>
        isNumber(rows[1]?.[n] ?? "") ? cell.padStart(widths[n] ?? 0) : cell.padEnd(widths[n] ?? 0)
      )
      .join("  ")
      .trimEnd()
  )
}

const page = (rows: ReadonlyArray<ReadonlyArray<string>>): string => {
  const [first = [], ...rest] = rows
  const line = (row: ReadonlyArray<string>) => `| ${row.join(" | ")} |`
  return [line(first), line(first.map((_, n) => (n < 2 ? "---" : "--:"))), ...rest.map(line)].join("\n")
}

/** What the disk and the others did while a section ran. */
interface Weather {
  readonly probe: { readonly p50: number; readonly p99: number }
  readonly seconds: number
}

const share = (foreign: number | undefined): string =>
  foreign === undefined ? "unknown" : `${Math.round(foreign * 100)} %`

const weatherText = (found: Found, { probe, seconds }: Weather): string =>
  `a durable write of 8 kB ${small(probe.p50)} ms (p99 ${small(probe.p99)}); others took ${share(found.foreign)} of the processors; ${Math.round(seconds)} s`

/** A section that was run. */
export interface Shown {
  readonly section: Section
  readonly found: Found
  readonly weather: Weather
}

/** A section as it is shown on the terminal. */
export const sectionText = ({ found, section, weather }: Shown): string =>
  [
    `\n${section.title}`,
    ...aligned([head, ...found.lines.map(cells)]),
    ...found.remarks,
    weatherText(found, weather)
  ].join("\n")

/** All figures as they are shown on the terminal. */
export const figuresText = (figures: ReadonlyArray<Figure>): string =>
  `\n${aligned([figureHead, ...figures.map(figureCells)]).join("\n")}`

/** The page with everything. */
export const reportPage = (
  machine: string,
  figures: ReadonlyArray<Figure>,
  sections: ReadonlyArray<Shown>
): string =>
  [
    "# What was measured",
    `By \`npm run bench\` on ${machine}. Read the ratios: each is taken in one run, in turns.`,
    "![Commands a second](chart.svg)",
    page([figureHead, ...figures.map(figureCells)]),
    ...sections.flatMap(({ found, section, weather }) => [
      `## ${section.title}`,
      page([head, ...found.lines.map(cells)]),
      ...found.remarks,
      `${weatherText(found, weather)}.`
    ])
  ].join("\n\n") + "\n"
