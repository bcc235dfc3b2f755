/**
 * The chart: redemptions a second of everybody on PostgreSQL, by the number of callers, for any browser.
 *
 * @module
 */
import type { Line, Section } from "./Section.ts"

const [width, height, left, bottom, top] = [860, 420, 64, 56, 72]

const colours = ["#1b6ca8", "#e08e45", "#8a8d91", "#7b5ea7", "#4f9d69", "#c0504d"]

interface Bar {
  readonly group: string
  readonly who: string
  readonly perSecond: number
}

/** One bar for each way; of several pools the best. */
const barsOf = (lines: ReadonlyArray<Line>): ReadonlyArray<Bar> => {
  const best = new Map<string, Bar>()
  for (const { run, setting, who } of lines) {
    const [what, group = ""] = setting.split(", ")
    if (what !== "redeem" || who.startsWith("best batch")) continue
    const way = who.split(",")[0] ?? who
    const name = `${group} ${way}`
    if ((best.get(name)?.perSecond ?? 0) < run.perSecond)
      best.set(name, { group, who: way, perSecond: run.perSecond })
  }
  return [...best.values()]
}

const unique = (texts: ReadonlyArray<string>): ReadonlyArray<string> => [...new Set(texts)]

/** The scale doubles its steps: one caller and five hundred are both to be seen. */
const scale = (bars: ReadonlyArray<Bar>) => {
  const values = bars.map(({ perSecond }) => perSecond)
  const low = 10 ** Math.floor(Math.log10(Math.min(...values)))
  const high = 10 ** Math.ceil(Math.log10(Math.max(...values)))
  const room = height - bottom - top
  const y = (value: number): number => height - bottom - (room * Math.log(value / low)) / Math.log(high / low)
  const ticks: Array<number> = []
  for (let value = low; value <= high; value *= 10) ticks.push(value)
  return { y, ticks }
}

const text = (x: number, y: number, said: string, more = ""): string =>
  `<text x="${x.toFixed(1)}" y="${y.toFixed(1)}" ${more}>${said}</text>`

const shown = (n: number): string => Math.round(n).toLocaleString("en-US")

const drawing = (bars: ReadonlyArray<Bar>): string => {
  const groups = unique(bars.map(({ group }) => group))
  const ways = unique(bars.map(({ who }) => who))
  const { ticks, y } = scale(bars)
  const room = (width - left - 16) / groups.length
  const wide = Math.min(30, (room - 24) / ways.length)
  const drawn = bars.map(({ group, perSecond, who }) => {
    const among = ways.filter((way) => bars.some((bar) => bar.group === group && bar.who === way))
    const x = left + room * (groups.indexOf(group) + 0.5) + wide * (among.indexOf(who) - among.length / 2)
    const up = y(perSecond)
    return (
      `<rect x="${x.toFixed(1)}" y="${up.toFixed(1)}" width="${(wide - 2).toFixed(1)}" height="${(height - bottom - up).toFixed(1)}" fill="${colours[ways.indexOf(who) % colours.length]}"/>` +
      text(x + wide / 2, up - 4, shown(perSecond), 'font-size="8" text-anchor="middle"')
    )
  })
  const grid = ticks.map(
    (value) =>
      `<line x1="${left}" x2="${width - 16}" y1="${y(value).toFixed(1)}" y2="${y(value).toFixed(1)}" stroke="#ddd"/>` +
      text(left - 6, y(value) + 4, shown(value), 'text-anchor="end"')
  )
  const names = groups.map((group, n) =>
    text(
      left + room * (n + 0.5),
      height - bottom + 18,
      `${group} ${group === "1" ? "caller" : "callers"}`,
      'text-anchor="middle"'
    )
  )
  const legend = ways.map((who, n) => {
    const [x, line] = [left + (n % 3) * 260, 36 + Math.floor(n / 3) * 16]
    return (
      `<rect x="${x}" y="${line - 9}" width="10" height="10" fill="${colours[n % colours.length]}"/>` +
      text(x + 16, line, who)
    )
  })
  return [...grid, ...drawn, ...names, ...legend].join("\n")
}

/** Draws what the section on PostgreSQL found. */
export const chart = (
  lines: ReadonlyArray<Line>
): string => `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" font-family="sans-serif" font-size="11">
<rect width="${width}" height="${height}" fill="white"/>
${text(left, 18, "Redemptions a second on PostgreSQL, 10,000 cards, every commit on disk (each line ten times the one below)", 'font-size="13"')}
${drawing(barsOf(lines))}
</svg>
`

/** The section that is drawn. */
export const isDrawn = ({ name }: Pick<Section, "name">): boolean => name === "postgres"
