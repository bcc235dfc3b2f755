/**
 * The runner's benchmark: how many lines of a large file a second, durably on SQLite, beside what the disk can do.
 *
 * @module
 */
import { spawnSync } from "node:child_process"
import { closeSync, fsyncSync, mkdtempSync, openSync, rmSync, writeFileSync, writeSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"

const lines = Number(process.env["LINES"] ?? 200_000)
const cards = Math.min(10_000, Math.floor(lines / 20))
const folder = mkdtempSync(join(tmpdir(), "tessera-bench-"))
const main = join(import.meta.dirname, "../src/main.ts")

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
const cardOf = (n: number): string => `9860${String(n).padStart(8, "0")}`
const cash = { outlet: "S1", terminal: "T1", currency: "CNY", tender: { kind: "cash" } }

/** A card is issued and loaded, then nine redemptions come to one more load. */
const bodyOf = (n: number): object => {
  if (n < cards) return { type: "Issue", program: "member", card: cardOf(n), terminal: "T1" }
  if (n < 2 * cards) return { type: "Load", card: cardOf(n - cards), amount: 100_000, ...cash }
  const card = cardOf(chance(cards))
  if (chance(10) === 0) return { type: "Load", card, amount: 5_000, ...cash }
  return { type: "Redeem", card, amount: 1 + chance(2_000), outlet: "S1", terminal: "T1", currency: "CNY" }
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

const run = (): number => {
  const runner = [
    process.execPath,
    "--conditions=@tessera/source",
    main,
    "run",
    join(folder, "operations.ndjson")
  ]
  const command = [
    ...runner,
    "--config",
    join(folder, "PROGRAMS.json"),
    "--db",
    join(folder, "ledger.db"),
    "--json"
  ]
  const [program = "", ...rest] = isPinned ? ["taskset", "-c", "0", ...command] : command
  const begun = performance.now()
  const out = openSync(join(folder, "outcomes.ndjson"), "w")
  const { status } = spawnSync(program, rest, { stdio: ["ignore", out, "inherit"] })
  closeSync(out)
  if (status !== 0) throw new Error(`the runner ended with ${status}`)
  return (performance.now() - begun) / 1000
}

try {
  writeFileSync(join(folder, "PROGRAMS.json"), JSON.stringify(programs))
  writeLines(join(folder, "operations.ndjson"))
  const probe = fsyncProbe()
  const seconds = run()
  console.log(`\nThe runner on SQLite (WAL, synchronous FULL)${isPinned ? ", on one core" : ""}\n`)
  console.log(
    `${Math.round(lines / seconds)
      .toLocaleString("en-US")
      .padStart(
        12
      )} /s  ${lines.toLocaleString("en-US")} lines, ${cards.toLocaleString("en-US")} cards, start-up included`
  )
  console.log(`${probe.toFixed(2).padStart(12)} ms  one durable write of 8 kB on this disk (median)`)
} finally {
  rmSync(folder, { recursive: true, force: true })
}
