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
import { configuration, type Day, daysOf } from "../clearing/chain.ts"
import { type Closed, ledgerOn } from "../clearing/ledger.ts"
import { figureOf } from "../figures.ts"
import { startWatch } from "../machine.ts"
import type { Choice, Found, Line, Section } from "../Section.ts"

/** A day that was closed, and what it held. */
interface Measured extends Closed {
  readonly day: Day
  readonly entries: number
}

const closeDay = join(import.meta.dirname, "..", "clearing", "closeDay.ts")

/** Days that a process closes which does nothing else. */
const closedBy = (...words: ReadonlyArray<string>): ReadonlyArray<Closed & { readonly entries?: number }> =>
  JSON.parse(
    execFileSync(process.execPath, [...process.execArgv, closeDay, ...words], {
      encoding: "utf8",
      stdio: ["ignore", "pipe", "inherit"]
    })
  )

const inMemory = (operations: number): ReadonlyArray<Measured> => {
  const days = daysOf(operations)
  return closedBy(String(operations)).flatMap((closed, n) => {
    const day = days[n]
    return day === undefined ? [] : [{ entries: 0, ...closed, day }]
  })
}

const onSqlite = async (operations: number): Promise<ReadonlyArray<Measured>> => {
  const days = daysOf(operations)
  const folder = mkdtempSync(join(tmpdir(), "tessera-clearing-"))
  const file = join(folder, "ledger.db")
  const open = () => ledgerOn(SqliteStore.layer({ file, configuration }))
  try {
    const all: Array<Omit<Measured, "entries">> = []
    for (const day of days) {
      const telling = await open()
      await telling.tell(day)
      await telling.end()
      all.push(...closedBy(file, day.date).map((closed) => ({ ...closed, day })))
    }
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
    foreign: undefined
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

/** A shorter one is over before the process is warm: its figures would say nothing. */
const wholeDay = 500_000

const run = async ({ operations }: Choice): Promise<Found> => {
  const load = loadavg()[0]?.toFixed(1) ?? "?"
  const stop = startWatch({ server: () => undefined })
  const sqlite = await onSqlite(operations)
  const memory = inMemory(operations)
  const { foreign } = stop()
  return {
    lines: [
      ...memory.map((one) => ({ ...lineOf(one), who: "in memory" })),
      ...sqlite.map((one) => ({ ...lineOf(one), who: "SQLite" }))
    ],
    figures: operations < wholeDay ? [] : figuresOf(memory, sqlite),
    foreign,
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
