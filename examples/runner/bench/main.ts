/**
 * The runner's benchmark: how many lines of a large file a second, durably on SQLite, beside bare SQLite and the disk.
 *
 *   LINES=100000    a shorter file; the default is a million
 *
 * @module
 */
import { spawn, spawnSync } from "node:child_process"
import {
  closeSync,
  existsSync,
  fsyncSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync
} from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const lines = Number(process.env["LINES"] ?? 1_000_000)
const cards = Math.min(10_000, Math.floor(lines / 20))
const folder = mkdtempSync(join(tmpdir(), "tessera-bench-"))
const root = join(import.meta.dirname, "../../..")

/** Node.js's options and the program, as `npm start` starts it. */
const started = (): ReadonlyArray<string> => {
  const { scripts } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"))
  return String(scripts.go).split(" ").slice(1)
}

const programs = {
  tenant: "bench",
  zone: "Asia/Shanghai",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "S1", owner: "hq" }],
  terminals: [{ id: "T1", outlet: "S1" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        { id: "gift", funding: "promotional", rule: { outlets: ["S1"] }, validity: { months: 6 } },
        { id: "main", funding: "paid", validity: { years: 5 } }
      ]
    }
  ]
}

let seed = 1
const chance = (below: number): number => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}

const start = Date.parse("2026-01-01T02:00:00Z")
const cardOf = (n: number): string => `9902${String(n).padStart(8, "0")}`
const cash = { outlet: "S1", terminal: "T1", currency: "CNY", tender: { kind: "cash" } }

/** What is on each card, so that the file is as rich at its end as at its beginning. */
const left = new Int32Array(cards)

const load = (n: number, amount: number): object => {
  left[n] = (left[n] ?? 0) + amount
  return { type: "Load", card: cardOf(n), amount, ...cash }
}

/** Every card is issued and loaded; then cards pay at random, and one that has too little for what it shall pay is loaded. */
const bodyOf = (n: number): object => {
  if (n < cards) return { type: "Issue", program: "member", card: cardOf(n), terminal: "T1" }
  if (n < 2 * cards) return load(n - cards, 1 + chance(20_000))
  const [card, amount] = [chance(cards), 1 + chance(2_000)]
  if ((left[card] ?? 0) < amount) return load(card, 10_000)
  left[card] = (left[card] ?? 0) - amount
  return { type: "Redeem", card: cardOf(card), amount, outlet: "S1", terminal: "T1", currency: "CNY" }
}

const lineOf = (n: number): string =>
  JSON.stringify({
    key: `T1-${String(n).padStart(9, "0")}`,
    at: new Date(start + n * 10).toISOString(),
    ...bodyOf(n)
  })

const writeLines = (file: string): void => {
  const out = openSync(file, "w")
  for (let n = 0; n < lines; n += 1000)
    writeSync(
      out,
      `${Array.from({ length: Math.min(1000, lines - n) }, (_, m) => lineOf(n + m)).join("\n")}\n`
    )
  closeSync(out)
}

/** Milliseconds of one durable write of 8 kB, the median of a hundred. */
const fsyncProbe = (): number => {
  const file = openSync(join(folder, "probe"), "w")
  const page = Buffer.alloc(8192, 1)
  const times = Array.from({ length: 100 }, () => {
    const begun = performance.now()
    writeSync(file, page)
    fsyncSync(file)
    return performance.now() - begun
  }).toSorted((a, b) => a - b)
  closeSync(file)
  return times[50] ?? 0
}

const isPinned = spawnSync("taskset", ["-c", "0", "true"]).status === 0
const [ledger, outcomes] = [join(folder, "ledger.db"), join(folder, "outcomes.ndjson")]

/** A Node.js process on one core. */
const node = (...given: ReadonlyArray<string>): [program: string, given: Array<string>] =>
  isPinned ? ["taskset", ["-c", "0", process.execPath, ...given]] : [process.execPath, [...given]]

/** Megabytes that a process has in memory, where the system says it. */
const memoryOf = (pid: number | undefined): number | undefined => {
  const status = `/proc/${pid}/status`
  const found = existsSync(status) ? /VmRSS:\s+(\d+)/.exec(readFileSync(status, "utf8")) : null
  return found === null ? undefined : Math.round(Number(found[1]) / 1024)
}

/** How full the output is, as a share of what it was at the end. */
interface Sample {
  readonly bytes: number
  readonly megabytes: number
}

const run = async (): Promise<{ readonly seconds: number; readonly samples: ReadonlyArray<Sample> }> => {
  const samples: Array<Sample> = []
  const begun = performance.now()
  const out = openSync(outcomes, "w")
  const [program, given] = node(
    ...started(),
    "run",
    join(folder, "operations.ndjson"),
    "--config",
    join(folder, "PROGRAMS.json"),
    "--db",
    ledger,
    "--json"
  )
  const runner = spawn(program, given, { cwd: root, stdio: ["ignore", out, "inherit"] })
  const sampling = setInterval(() => {
    const megabytes = memoryOf(runner.pid)
    if (megabytes !== undefined) samples.push({ bytes: statSync(outcomes).size, megabytes })
  }, 250)
  const status = await new Promise((resolve) => {
    runner.on("close", resolve)
  })
  clearInterval(sampling)
  closeSync(out)
  if (status !== 0) throw new Error(`the runner ended with ${String(status)}`)
  return { seconds: (performance.now() - begun) / 1000, samples }
}

/** The most that was in memory while a part of the file was performed. */
const mostIn = (samples: ReadonlyArray<Sample>, from: number, until: number): number => {
  const size = statSync(outcomes).size
  const within = samples.filter(({ bytes }) => bytes >= from * size && bytes < until * size)
  return Math.max(0, ...within.map(({ megabytes }) => megabytes))
}

const bare = (): number => {
  const [program, given] = node(
    "--conditions=@tessera/source",
    join(import.meta.dirname, "bare.ts"),
    ledger,
    join(folder, "bare.db")
  )
  const { status, stderr, stdout } = spawnSync(program, given, { encoding: "utf8" })
  if (status !== 0) throw new Error(stderr)
  return Number(stdout)
}

try {
  writeFileSync(join(folder, "PROGRAMS.json"), JSON.stringify(programs))
  writeLines(join(folder, "operations.ndjson"))
  const probe = fsyncProbe()
  const { samples, seconds } = await run()
  const [perSecond, yardstick] = [lines / seconds, bare()]
  const shown = (n: number): string => Math.round(n).toLocaleString("en-US").padStart(12)
  const ratio = (n: number): string => `${(n / yardstick).toFixed(2).padStart(6)} × bare SQLite`
  console.log(`\nThe runner on SQLite (WAL, synchronous FULL)${isPinned ? ", on one core" : ""}\n`)
  console.log(
    `${shown(perSecond)} /s  ${ratio(perSecond)}  ${lines.toLocaleString("en-US")} lines, ${cards.toLocaleString("en-US")} cards, start-up included`
  )
  console.log(`${shown(yardstick)} /s  ${ratio(yardstick)}  the same rows, nothing read or decided`)
  console.log(`${probe.toFixed(2).padStart(12)} ms  one durable write of 8 kB on this disk (median)`)
  console.log(
    `${shown(mostIn(samples, 0.1, 0.3))} MB in memory at most from a tenth to three tenths of the file, ` +
      `${mostIn(samples, 0.8, 1)} MB in its last fifth`
  )
} finally {
  rmSync(folder, { recursive: true, force: true })
}
