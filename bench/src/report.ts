/**
 * The report: tables on the terminal and in a page, and the figures as data.
 *
 * @module
 */
import { type Figure, reachesGoal } from "./figures.ts"
import type { Found, Line } from "./Section.ts"

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

const figureCells = (figure: Figure): ReadonlyArray<string> => [
  figure.figure,
  figure.ratio.toFixed(2),
  String(figure.floor),
  String(figure.goal),
  `${verdict(figure)} (${figure.detail})`
]

const isText = (column: number, count: number): boolean => column < 2 && count > 5

const aligned = (rows: ReadonlyArray<ReadonlyArray<string>>): ReadonlyArray<string> => {
  const widths = (rows[0] ?? []).map((_, n) => Math.max(...rows.map((row) => row[n]?.length ?? 0)))
  return rows.map((row) =>
    row
      .map((cell, n) =>
        n === 0 || n === row.length - 1 || isText(n, row.length)
          ? cell.padEnd(widths[n] ?? 0)
          : cell.padStart(widths[n] ?? 0)
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
export interface Weather {
  readonly probe: { readonly p50: number; readonly p99: number }
  readonly seconds: number
}

const share = (foreign: number | undefined): string =>
  foreign === undefined ? "unknown" : `${Math.round(foreign * 100)} %`

const weatherText = (found: Found, { probe, seconds }: Weather): string =>
  `a durable write of 8 kB ${small(probe.p50)} ms (p99 ${small(probe.p99)}); others took ${share(found.foreign)} of the processors; ${Math.round(seconds)} s`

/** A section as it is shown on the terminal. */
export const sectionText = (title: string, found: Found, weather: Weather): string =>
  [
    `\n${title}`,
    ...aligned([head, ...found.lines.map(cells)]),
    ...found.remarks,
    weatherText(found, weather)
  ].join("\n")

/** All figures as they are shown on the terminal. */
export const figuresText = (figures: ReadonlyArray<Figure>): string =>
  `\n${aligned([figureHead, ...figures.map(figureCells)]).join("\n")}`

export interface Shown {
  readonly title: string
  readonly found: Found
  readonly weather: Weather
}

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
    ...sections.flatMap(({ found, title, weather }) => [
      `## ${title}`,
      page([head, ...found.lines.map(cells)]),
      ...found.remarks,
      `${weatherText(found, weather)}.`
    ])
  ].join("\n\n") + "\n"
