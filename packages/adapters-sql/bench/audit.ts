/**
 * How many operations of a ledger are verified in a second, and how long a checkpoint takes: SQLite and PostgreSQL 18.
 *
 *   OPERATIONS=220000 CARDS=20000 STORES=sqlite,postgres node --conditions=@tessera/source packages/adapters-sql/bench/audit.ts
 *
 * A second of wall time is of use on a machine that does nothing else; a second of processor says what it costs.
 */
import { mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import * as Redacted from "effect/Redacted"
import { open, type OpenOptions, type SignedCheckpoint, type StoredValue } from "@tessera/core/promise"
import { PostgresStore } from "../src/postgres/index.ts"
import { SqliteStore } from "../src/sqlite/index.ts"
import { temporaryPostgres } from "../src/testing/index.ts"

const setting = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const operations = setting("OPERATIONS", 220_000)
const cards = setting("CARDS", 20_000)
const rounds = setting("ROUNDS", 5)
const stores = (process.env["STORES"] ?? "sqlite,postgres").split(",")

const configuration = {
  tenant: "bench",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "S1", owner: "hq" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      subWallets: [
        {
          id: "gift",
          priority: 10,
          funding: "promotional",
          rule: { outlets: ["S1"] },
          validity: { months: 6 }
        },
        { id: "main", priority: 90, funding: "paid", validity: { years: 5 } }
      ],
      offers: [{ id: "500+50", pay: 50_000, bonus: { subWallet: "gift", amount: 5_000 } }]
    }
  ]
}
const place = { outlet: "S1", currency: "EUR" }
const tender = { kind: "cash" }
const cardOf = (n: number): string => `CARD${String(n).padStart(8, "0")}`

/** Cards first, then every fifth a load with its bonus, the others redemptions, on cards in no order. */
const sale = (n: number): object => {
  if (n < cards)
    return {
      type: "Issue",
      key: `i${n}`,
      program: "member",
      card: cardOf(n),
      ...place,
      amount: 100_000,
      tender
    }
  const card = cardOf((n * 7_919) % cards)
  return n % 5 === 0
    ? { type: "Load", key: `t${n}`, card, ...place, amount: 50_000, offer: "500+50", tender }
    : { type: "Redeem", key: `t${n}`, card, ...place, amount: 1_000 }
}

const seed = async (pos: StoredValue): Promise<void> => {
  for (let from = 0; from < operations; from += 5_000)
    await pos.submitMany(Array.from({ length: Math.min(5_000, operations - from) }, (_, n) => sale(from + n)))
}

const shown = (n: number): string => Math.round(n).toLocaleString("en-US").padStart(10)

const timed = async (name: string, count: number, run: () => Promise<unknown>): Promise<void> => {
  const [start, before] = [performance.now(), process.cpuUsage()]
  await run()
  const wall = performance.now() - start
  const { system, user } = process.cpuUsage(before)
  console.log(
    `${shown((count * 1_000) / wall)} /s  ${name.padEnd(38)} ${shown((count * 1e6) / (system + user))} in a second of processor, ${shown(process.memoryUsage().rss / 1e6).trim()} MB`
  )
}

const bench = async (name: string, store: OpenOptions["store"]): Promise<void> => {
  const pos = await open({
    configuration,
    store,
    secret: "a secret that every reader of the benchmark knows"
  })
  await seed(pos)
  console.log(
    `\n${name}, ${operations.toLocaleString("en-US")} operations on ${cards.toLocaleString("en-US")} cards`
  )
  let checkpoint: SignedCheckpoint | undefined
  for (let round = 0; round < rounds; round++) {
    await timed("verified", operations, async () => {
      const { bad } = await pos.audit.verify()
      if (bad !== undefined) throw new Error(`${bad.row}: ${bad.why}`)
    })
    await timed("checkpoint", operations, async () => {
      checkpoint = await pos.audit.checkpoint()
    })
    await timed("verified against the checkpoint", operations, () =>
      pos.audit.verify(checkpoint === undefined ? {} : { checkpoint })
    )
  }
  if (checkpoint !== undefined) {
    const since = checkpoint
    await timed("checkpoint since that one", operations, () => pos.audit.checkpoint({ since }))
  }
  await pos.close()
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}`
)
if (stores.includes("sqlite")) {
  const folder = mkdtempSync(join(tmpdir(), "tessera-audit-"))
  await bench("SQLite", (read) => SqliteStore.layer({ file: join(folder, "ledger.db"), configuration: read }))
  rmSync(folder, { recursive: true })
}
if (stores.includes("postgres")) {
  const server = await temporaryPostgres()
  await bench("PostgreSQL 18", (read) =>
    PostgresStore.layer({ url: Redacted.make(server.url()), configuration: read }))
  await server.remove()
}
