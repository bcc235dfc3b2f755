/**
 * Closing a day: 200 outlets of 20 owners are netted, in memory and from a SQLite file, and a fifth of the day before it.
 *
 * @module
 */
import { execFileSync } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { MemoryStore } from "@tessera/core/memory"
import { configuration } from "../clearing/chain.ts"
import { type Closed, type Day, ledgerOn } from "../clearing/ledger.ts"
import { figureOf } from "../figures.ts"
import { startWatch } from "../machine.ts"
import type { Choice, Found, Line, Section } from "../Section.ts"

/** Business days with what happens on them: the second is five times as long as the first. */
const daysOf = (operations: number): readonly [Day, Day] => {
  const [first, cards] = [Math.ceil(operations / 5), Math.ceil(operations / 25)]
  return [
    { date: "2026-11-20", from: 0, until: first, cards },
    { date: "2026-11-21", from: first, until: first + operations, cards }
  ]
}

/** A day that was closed, and what it held. */
interface Measured extends Closed {
  readonly day: Day
  readonly entries: number
  readonly foreign: number | undefined
}

const tellAll = async (ledger: Awaited<ReturnType<typeof ledgerOn>>, days: ReadonlyArray<Day>) => {
  for (const day of days) {
    const declined = await ledger.tell(day)
    if (declined * 20 > day.until - day.from) throw new Error(`${declined} operations were declined`)
  }
}

const watched = async (close: () => Closed | Promise<Closed>) => {
  const stop = startWatch({ server: () => undefined })
  const closed = await close()
  return { ...closed, foreign: stop().foreign }
}

const inMemory = async (days: ReadonlyArray<Day>): Promise<ReadonlyArray<Measured>> => {
  const ledger = await ledgerOn(MemoryStore.layer)
  await tellAll(ledger, days)
  const all: Array<Measured> = []
  for (const day of days) {
    const closed = await watched(() => ledger.close(day.date))
    all.push({ ...closed, day, entries: await ledger.entries(day.date) })
  }
  await ledger.end()
  return all
}

const closeDay = join(import.meta.dirname, "..", "clearing", "closeDay.ts")

/** Each day by a process that does nothing else. */
const closeOn = (file: string, date: string): Closed =>
  JSON.parse(
    execFileSync(process.execPath, ["--conditions=@tessera/source", closeDay, file, date], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"]
    })
  )

const onSqlite = async (days: ReadonlyArray<Day>): Promise<ReadonlyArray<Measured>> => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-clearing-"))
  const file = join(folder, "ledger.db")
  const open = () => ledgerOn(SqliteStore.layer({ file, configuration }))
  try {
    const telling = await open()
    await tellAll(telling, days)
    await telling.end()
    const all: Array<Omit<Measured, "entries">> = []
    for (const day of days) all.push({ ...(await watched(() => closeOn(file, day.date))), day })
    const counting = await open()
    const counted: Array<Measured> = []
    for (const one of all) counted.push({ ...one, entries: await counting.entries(one.day.date) })
    await counting.end()
    return counted
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const whole = (n: number): string => Math.round(n).toLocaleString("en-US")
const lengthOf = ({ from, until }: Day): number => until - from

const lineOf = (measured: Measured): Line => ({
  setting: `${whole(lengthOf(measured.day))} operations, ${whole(measured.entries)} entries`,
  who: "",
  run: {
    perSecond: measured.entries / measured.seconds,
    p50: Number.NaN,
    p99: Number.NaN,
    clientCpu: (measured.used * 1e6) / measured.entries,
    serverCpu: 0,
    declined: 0,
    foreign: measured.foreign
  }
})

const remarkOf = (
  where: string,
  { before, day, entries, peak, positions, seconds, used }: Measured
): string =>
  `${where}, ${whole(lengthOf(day))} operations: ${seconds.toFixed(1)} s, ${whole(lengthOf(day) / seconds)} operations and ${whole(entries / seconds)} entries a second, ${((used * 1e6) / lengthOf(day)).toFixed(1)} µs of processor for an operation (${whole(entries / used)} entries in a second of it); at most ${whole(peak)} MB, ${whole(before)} MB before; ${positions} owners`

const figuresOf = ([, memory]: ReadonlyArray<Measured>, [short, long]: ReadonlyArray<Measured>) => {
  if (memory === undefined || short === undefined || long === undefined) return []
  const rate = ({ entries, seconds }: Measured) => entries / seconds
  const detail = (one: Measured) =>
    `${whole(rate(one))} a second, ${((one.used * 1e6) / one.entries).toFixed(1)} µs of processor each, ${whole(lengthOf(one.day))} operations`
  return [
    figureOf("closingInMemory", rate(memory) / 100_000, detail(memory)),
    figureOf("closingOnSqlite", rate(long) / 50_000, detail(long)),
    figureOf("closingLonger", long.peak / short.peak, `${whole(long.peak)} : ${whole(short.peak)} MB`)
  ]
}

const run = async ({ operations }: Choice): Promise<Found> => {
  const days = daysOf(operations)
  const load = loadavg()[0]?.toFixed(1) ?? "?"
  const sqlite = await onSqlite(days)
  const memory = await inMemory(days)
  return {
    lines: [
      ...memory.map((one) => ({ ...lineOf(one), who: "in memory" })),
      ...sqlite.map((one) => ({ ...lineOf(one), who: "SQLite" }))
    ],
    figures: figuresOf(memory, sqlite),
    foreign: Math.max(...[...memory, ...sqlite].map(({ foreign = 0 }) => foreign)),
    remarks: [
      ...memory.map((one) => remarkOf("In memory", one)),
      ...sqlite.map((one) => remarkOf("SQLite", one)),
      `"A second" and the processor are of entries: what owners are due or owe, piece by piece. The load was ${load}.`
    ]
  }
}

export const clearing: Section = {
  name: "clearing",
  title: "A day of 200 outlets of 20 owners is closed",
  run
}
