/**
 * The benchmark: what was chosen is run, shown, and written beside the sources.
 *
 * @module
 */
import { existsSync, readFileSync, writeFileSync } from "node:fs"
import { cpus } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { chart, isDrawn } from "./chart.ts"
import { type Figure, inOrder } from "./figures.ts"
import { probeDisk } from "./machine.ts"
import { figuresText, reportPage, sectionText, type Shown } from "./report.ts"
import type { Choice, Section } from "./Section.ts"
import { audit } from "./sections/audit.ts"
import { batches } from "./sections/batches.ts"
import { cards } from "./sections/cards.ts"
import { clearing } from "./sections/clearing.ts"
import { day } from "./sections/day.ts"
import { memory, sqlite } from "./sections/embedded.ts"
import { http } from "./sections/http.ts"
import { hot } from "./sections/hot.ts"
import { own } from "./sections/own.ts"
import { postgres } from "./sections/postgres.ts"

const usual: ReadonlyArray<Section> = [memory, sqlite, postgres, hot, batches, cards]
const sections: ReadonlyArray<Section> = [...usual, audit, clearing, http, day, own]

const number = (name: string, text: string): number => {
  const value = Number(text.replaceAll("_", ""))
  if (!(value > 0)) throw new Error(`--${name} is no number: ${text}`)
  return value
}

const options = {
  seconds: { type: "string", default: "2" },
  rounds: { type: "string", default: "3" },
  callers: { type: "string", default: "1,8,64,512" },
  operations: { type: "string", default: "500000" },
  cards: { type: "string", default: "1000000" },
  release: { type: "string", default: "18" }
} as const

const chosen = (
  words: ReadonlyArray<string>
): { readonly all: ReadonlyArray<Section>; readonly choice: Choice } => {
  const { positionals, values } = parseArgs({ args: [...words], options, allowPositionals: true })
  const unknown = positionals.filter((name) => !sections.some((section) => section.name === name))
  if (unknown.length > 0)
    throw new Error(
      `no such section: ${unknown.join(", ")}; there are ${sections.map(({ name }) => name).join(", ")}`
    )
  return {
    all: positionals.length === 0 ? usual : sections.filter(({ name }) => positionals.includes(name)),
    choice: {
      seconds: number("seconds", values.seconds),
      rounds: number("rounds", values.rounds),
      callers: values.callers.split(",").map((text) => number("callers", text)),
      operations: number("operations", values.operations),
      cards: number("cards", values.cards),
      release: values.release === "15" ? "15" : "18"
    }
  }
}

const machineText = (release: Choice["release"]): string =>
  `${cpus().length} × ${cpus()[0]?.model.trim() ?? "?"}, Node ${process.version}, PostgreSQL ${release}`

const run = async (section: Section, choice: Choice): Promise<Shown> => {
  const begun = performance.now()
  const before = probeDisk()
  const found = await section.run(choice)
  const after = probeDisk()
  // The slower of the two: what the disk can be relied on for.
  const probe = after.p50 > before.p50 ? after : before
  return { section, found, weather: { probe, seconds: (performance.now() - begun) / 1000 } }
}

const folder = join(import.meta.dirname, "..")

/** The page and the chart are of a whole run: of a part they would not say everything. */
const publish = (machine: string, figures: ReadonlyArray<Figure>, shown: ReadonlyArray<Shown>): void => {
  const drawn = shown.filter(({ section }) => isDrawn(section)).flatMap(({ found }) => found.lines)
  writeFileSync(join(folder, "results.md"), reportPage(machine, figures, shown))
  writeFileSync(join(folder, "chart.svg"), chart(drawn))
}

const latest = join(folder, "latest.json")

/** What was measured now, and what earlier runs measured of the sections that were not chosen. */
const withEarlier = (figures: ReadonlyArray<Figure>): ReadonlyArray<Figure> => {
  const earlier: ReadonlyArray<Figure> = existsSync(latest) ? JSON.parse(readFileSync(latest, "utf8")) : []
  const isNew = ({ figure }: Figure): boolean => figures.some((one) => one.figure === figure)
  return inOrder([...figures, ...earlier.filter((figure) => !isNew(figure))])
}

/** Runs the benchmark; the exit code says whether every figure holds. */
export const bench = async (words: ReadonlyArray<string>): Promise<number> => {
  const { all, choice } = chosen(words)
  const machine = machineText(choice.release)
  console.log(machine)
  const shown: Array<Shown> = []
  for (const section of all) {
    const done = await run(section, choice)
    console.log(sectionText(done))
    shown.push(done)
  }
  const figures = inOrder(shown.flatMap(({ found }) => found.figures))
  if (figures.length > 0) console.log(figuresText(figures))
  if (all === usual) publish(machine, figures, shown)
  writeFileSync(latest, `${JSON.stringify(withEarlier(figures), null, 2)}\n`)
  return figures.every(({ holds }) => holds) ? 0 : 1
}
