/**
 * A telephone rings: how long until name, photo reference, accounts and balances are there, among many holders.
 *
 *   HOLDERS=100000 CALLS=5000 STORES=sqlite,postgres node --conditions=@tessera/source packages/adapters-sql/bench/holders.ts
 */
import { mkdtempSync, rmSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import * as Redacted from "effect/Redacted"
import { open, type OpenOptions, type StoredValue } from "@tessera/core/promise"
import { PostgresStore } from "../src/postgres/index.ts"
import { SqliteStore } from "../src/sqlite/index.ts"
import { temporaryPostgres } from "../src/testing/index.ts"

const setting = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const holders = setting("HOLDERS", 100_000)
const calls = setting("CALLS", 5_000)

const configuration = {
  tenant: "bench",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "S1", owner: "hq" }],
  holders: { callingCode: "359" },
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "EUR", exponent: 2 },
      subWallets: [{ id: "main", funding: "paid" }]
    }
  ]
}
const secret = "a secret that every reader of the benchmark knows"

/** Numbers in no order. */
const phoneOf = (n: number): string => `+3598${String(10_000_000 + ((n * 7_919) % 89_999_999))}`
const idOf = (n: number): string => `member-${1_000_000 + n}`

const seed = async (pos: StoredValue): Promise<void> => {
  const at = Date.now()
  for (let from = 0; from < holders; from += 500) {
    const some = Array.from({ length: Math.min(500, holders - from) }, (_, n) => from + n)
    const puts = some.map((n) =>
      pos.holders.put({
        id: idOf(n),
        name: `Holder ${n}`,
        phones: [phoneOf(n)],
        email: `holder.${n}@example.com`,
        birthday: `${1950 + (n % 60)}-${String(1 + (n % 12)).padStart(2, "0")}-${String(1 + (n % 28)).padStart(2, "0")}`,
        photo: `photos/${idOf(n)}`
      })
    )
    const issues = some.map((n) => ({
      type: "Issue",
      key: `issue-${n}`,
      program: "member",
      card: `CARD${n}`,
      holder: idOf(n),
      outlet: "S1",
      currency: "EUR",
      amount: 5_000,
      tender: { kind: "cash" }
    }))
    for (const { outcome } of await Promise.all(puts)) if (outcome !== "kept") throw new Error(outcome)
    for (const { outcome } of await pos.submitMany(issues))
      if (outcome !== "approved") throw new Error(outcome)
  }
  console.log(`  ${holders} holders with an account each in ${Math.round((Date.now() - at) / 1000)} s`)
}

/** Who calls, and what is left on the first card, from the number alone. */
const answered = async (pos: StoredValue, n: number): Promise<void> => {
  const found = await pos.holders.byPhone(phoneOf(n))
  const caller = found.outcome === "found" ? found.holders[0] : undefined
  const account = caller?.accounts[0]
  if (caller?.holder.id !== idOf(n) || account === undefined) throw new Error(`not the caller: ${n}`)
  const { outcome } = await pos.balance({ account })
  if (outcome !== "answered") throw new Error(outcome)
}

const ring = async (name: string, pos: StoredValue): Promise<void> => {
  const times: Array<number> = []
  for (let call = 0; call < calls + 500; call += 1) {
    const at = performance.now()
    await answered(pos, (call * 48_271) % holders)
    if (call >= 500) times.push(performance.now() - at)
  }
  times.sort((a, b) => a - b)
  const at = (part: number): string => (times[Math.floor(times.length * part)] ?? 0).toFixed(2)
  console.log(`  ${name}: median ${at(0.5)} ms, p99 ${at(0.99)} ms, slowest ${at(0.999_999)} ms`)
}

const opened = (store: OpenOptions["store"]) => open({ configuration, store, secret })

const onSqlite = async (): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-bench-"))
  const file = join(folder, "ledger.db")
  try {
    // The cards come without waiting for the disk; the calls are answered under the settings of a shop.
    const quick = { file, synchronous: "off", forTests: true } as const
    {
      await using pos = await opened((read) => SqliteStore.layer({ ...quick, configuration: read }))
      await seed(pos)
    }
    await using pos = await opened((read) => SqliteStore.layer({ file, configuration: read }))
    await ring("SQLite", pos)
  } finally {
    rmSync(folder, { recursive: true })
  }
}

const onPostgres = async (): Promise<void> => {
  const server = await temporaryPostgres({ release: "18", settings: { shared_buffers: "512MB" } })
  try {
    const url = Redacted.make(server.url())
    await using pos = await opened((read) => PostgresStore.layer({ url, configuration: read }))
    await seed(pos)
    await ring("PostgreSQL", pos)
  } finally {
    await server.remove()
  }
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? "unknown"}, load ${loadavg()[0]?.toFixed(1) ?? "?"}, ${calls} calls`
)
const stores = (process.env["STORES"] ?? "sqlite,postgres").split(",")
if (stores.includes("sqlite")) await onSqlite()
if (stores.includes("postgres")) await onPostgres()
