/**
 * The benchmark of the SQLite store: the whole money path from JSON line to durable commit, and where its time goes.
 *
 *   CARDS=20000 OPERATIONS=200000 KEPT=20000 FILE=/somewhere/bench.db
 */
import { mkdtempSync, rmSync, statSync } from "node:fs"
import { cpus, loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { Ids, readCommand, readConfiguration, StoredValue } from "@tessera/core"
import { NodeDigest, NodeKeyVault, NodeOperationIds } from "@tessera/core/node"
import { FaultPoint, type FaultPointName } from "@tessera/core/ports"
import { MemoryStore } from "@tessera/core/memory"
import { SqliteStore } from "../src/sqlite/index.ts"

const setting = (name: string, otherwise: number): number => Number(process.env[name] ?? otherwise)
const cards = setting("CARDS", 20_000)
const operations = setting("OPERATIONS", 200_000)
const kept = setting("KEPT", 20_000)
const folder = mkdtempSync(join(tmpdir(), "tessera-bench-"))
const file = process.env["FILE"] ?? join(folder, "bench.db")
const opensAt = 1_795_226_400_000

const configuration = Result.getOrThrow(
  readConfiguration({
    tenant: "bench",
    zone: "Asia/Shanghai",
    owners: [{ id: "hq", kind: "headOffice" }],
    outlets: [{ id: "S1", owner: "hq" }],
    programs: [
      {
        id: "member",
        version: 1,
        kind: "registered",
        asset: { code: "CNY", exponent: 2 },
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
  })
)

const cardOf = (n: number): string => `CARD${String(n % cards).padStart(8, "0")}`
const place = { outlet: "S1", currency: "CNY" }
const issue = (n: number): string =>
  JSON.stringify({
    type: "Issue",
    key: `i${n}`,
    program: "member",
    card: cardOf(n),
    ...place,
    amount: 100_000,
    tender: { kind: "cash" }
  })
/** Every fifth a load, the others redemptions, on cards in no order. */
const sale = (n: number): string => {
  const card = cardOf((n * 7_919) % cards)
  return n % 5 === 0
    ? JSON.stringify({
        type: "Load",
        key: `t${n % 40}-${n}`,
        card,
        ...place,
        amount: 50_000,
        offer: "500+50",
        tender: { kind: "cash" }
      })
    : JSON.stringify({ type: "Redeem", key: `t${n % 40}-${n}`, card, ...place, amount: 1_000 })
}

/** How long the store was in each of its steps. */
const watch = () => {
  const spent: Partial<Record<FaultPointName, number>> = {}
  let last = 0
  const reach = (point: FaultPointName): void => {
    const now = performance.now()
    if (point !== "store.begun" && point.startsWith("store.")) spent[point] = (spent[point] ?? 0) + now - last
    last = now
  }
  return { spent, reach }
}

const submitAll = Effect.fnUntraced(function* (count: number, first: number, line: (n: number) => string) {
  const service = yield* StoredValue
  const start = performance.now()
  const before = process.cpuUsage()
  const declined = { count: 0 }
  for (let done = 0; done < count; done += 512) {
    const pending = []
    for (let n = done; n < Math.min(done + 512, count); n++) {
      const command = Result.getOrThrow(readCommand(JSON.parse(line(first + n))))
      pending.push(yield* service.offer(Ids.ClientId.make("T1"), command, opensAt + first + n))
    }
    for (const answer of pending) if ((yield* answer).outcome !== "approved") declined.count += 1
  }
  const { system, user } = process.cpuUsage(before)
  return {
    perSecond: (count * 1000) / (performance.now() - start),
    perCore: (count * 1e6) / (user + system),
    declined: declined.count
  }
})

const shown = (n: number): string => Math.round(n).toLocaleString("en-US").padStart(10)

const day = (name: string, spent: Partial<Record<FaultPointName, number>>) =>
  Effect.gen(function* () {
    const issued = yield* submitAll(cards, 0, issue)
    console.log(`\n${name}\n${shown(issued.perSecond)} /s  issuing ${cards.toLocaleString("en-US")} cards`)
    yield* submitAll(20_000, 1, sale)
    for (const step in spent) delete spent[step as FaultPointName]
    let best = 0
    const chunks = 4
    for (let chunk = 0; chunk < chunks; chunk++) {
      const { declined, perCore, perSecond } = yield* submitAll(
        operations / chunks,
        20_001 + (chunk * operations) / chunks,
        sale
      )
      console.log(
        `${shown(perSecond)} /s  loads and redemptions (${declined} declined), ${shown(perCore).trim()} in a second of processor`
      )
      best = Math.max(best, perSecond)
    }
    const each = (step: FaultPointName) => `${(((spent[step] ?? 0) * 1000) / operations).toFixed(1)} µs`
    console.log(
      `   of each: read ${each("store.read")}, decide ${each("store.decided")}, write ${each("store.written")}, commit ${each("store.committed")}`
    )
    return best
  })

const run = (name: string, store: typeof MemoryStore.layer | ReturnType<typeof SqliteStore.layer>) => {
  const { reach, spent } = watch()
  const below = Layer.mergeAll(
    NodeDigest.layer,
    NodeOperationIds.layer,
    NodeKeyVault.layer(Redacted.make("benchmark ".repeat(4)))
  )
  const service = StoredValue.layer(configuration).pipe(Layer.provide(store), Layer.provide(below))
  return Effect.runPromise(
    day(name, spent).pipe(Effect.provide(Layer.fresh(service)), Effect.provideService(FaultPoint, reach))
  )
}

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}`
)
const memory = process.env["ONLY"] === undefined ? await run("The store in memory", MemoryStore.layer) : 0
const sqlite = await run("The store in a SQLite file", SqliteStore.layer({ file, configuration, kept }))
if (memory > 0) console.log(`\nSQLite : memory = ${(sqlite / memory).toFixed(2)}`)
console.log(`${shown(statSync(file).size / (cards + 20_000 + operations))} bytes of file for each operation`)
rmSync(folder, { recursive: true })
