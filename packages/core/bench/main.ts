/**
 * The core's benchmarks: how fast a decision is, and whether its cost grows with what the ledger has seen.
 *
 * @module
 */
import { cpus, loadavg } from "node:os"
import { PerformanceObserver } from "node:perf_hooks"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { readCommand } from "../src/command/Command.ts"
import { decide } from "../src/decide/decide.ts"
import { decideBatch } from "../src/batch/decideBatch.ts"
import { placeOf, type Situation } from "../src/decide/Situation.ts"
import { emptyView } from "../src/decide/View.ts"
import { NodeDigest, NodeKeyVault, NodeOperationIds } from "../src/node/index.ts"
import { StoredValue } from "../src/StoredValue.ts"
import { MemoryStore } from "../src/memory/MemoryStore.ts"
import { ruledShops } from "./ruledShops.ts"
import { client, configuration, facts, issue, load, opensAt, redeem, requestOf } from "./shop.ts"

const perSecond = (count: number, milliseconds: number): number => Math.round((count * 1000) / milliseconds)
const shown = (n: number): string => n.toLocaleString("en-US").padStart(12)

const timed = (count: number, work: (n: number) => void): number => {
  const start = performance.now()
  for (let n = 0; n < count; n++) work(n)
  return perSecond(count, performance.now() - start)
}

/** What only the rules that a program uses may cost: each shop beside one that has none. */
const rules = () => {
  const shops = ruledShops()
  const speeds = rounds(
    Object.fromEntries(
      shops.map(({ name, redeemMany }) => [name, () => timed(200, () => redeemMany(128)) * 128])
    ),
    7
  )
  const plain = speeds[shops[0]?.name ?? ""] ?? 1
  console.log("\nA redemption prepared, decided and recorded in memory, in batches of 128\n")
  for (const [name, speed] of Object.entries(speeds))
    console.log(
      `${shown(speed)} /s  ${(plain / speed).toFixed(2).padStart(6)} × the cost of a plain one  ${name}`
    )
}

/** The best of several rounds, taken in turn with the others, so that a noisy moment hits all alike. */
const rounds = (variants: Record<string, () => number>, times: number): Record<string, number> => {
  const best: Record<string, number> = {}
  for (let round = 0; round < times; round++)
    for (const [name, run] of Object.entries(variants)) best[name] = Math.max(best[name] ?? 0, run())
  return best
}

const situationOf = (): Situation => {
  const view = emptyView()
  const setUp = [issue("CARD0001"), load("CARD0001", "1000+200", 100_000), load("CARD0001", "500+50", 50_000)]
  decideBatch(
    facts,
    view,
    setUp.map((sent) => ({ request: requestOf(sent, opensAt) }))
  )
  const request = requestOf(redeem("CARD0001", 30_000), opensAt)
  return {
    network: facts.network,
    view,
    request,
    place: placeOf(facts.network, request.command, opensAt),
    at: opensAt,
    effectiveAt: opensAt,
    operation: facts.nextOperation(opensAt),
    sha256: facts.sha256
  }
}

const decisions = () => {
  const situation = situationOf()
  const line = JSON.stringify(redeem("CARD0001", 30_000))
  const speeds = rounds(
    {
      "decide a redemption over two sub-wallets and four lots": () => timed(200_000, () => decide(situation)),
      "read the command (JSON and Schema)": () => timed(100_000, () => readCommand(JSON.parse(line))),
      "JSON.parse of the same line": () => timed(200_000, () => JSON.parse(line))
    },
    5
  )
  const yardstick = speeds["JSON.parse of the same line"] ?? 1
  console.log("One decision, on one core\n")
  for (const [name, speed] of Object.entries(speeds))
    console.log(`${shown(speed)} /s  ${(speed / yardstick).toFixed(2).padStart(6)} × JSON.parse  ${name}`)
}

const accounts = 10_000
const chunk = 100_000
const operations = Number(process.env["OPERATIONS"] ?? 1_000_000)

let seed = 1
const chance = (below: number): number => {
  seed = (seed * 48_271) % 2_147_483_647
  return seed % below
}

const dearest = 27_000

/** Milliseconds that the collector has stopped everything for: with the whole journal in memory it has more to look at. */
let paused = 0
const pauses = new PerformanceObserver((list) => {
  for (const { duration } of list.getEntries()) paused += duration
})
pauses.observe({ entryTypes: ["gc"] })

/** How many operations a second, with the collector's pauses and without them. */
interface Speed {
  readonly all: number
  readonly own: number
}

const growth = Effect.gen(function* () {
  const service = yield* StoredValue
  let [declined, now] = [0, opensAt]
  const submitAll = Effect.fnUntraced(function* (count: number, sent: (n: number) => object) {
    const [start, pausedBefore] = [performance.now(), paused]
    for (let done = 0; done < count; done += 500) {
      const all = Array.from({ length: Math.min(500, count - done) }, (_, n) => ({
        client,
        command: Result.getOrThrow(readCommand(sent(done + n))),
        receivedAt: (now += 1)
      }))
      for (const ended of yield* service.submitMany(all))
        if (Result.getOrThrow(ended).outcome !== "approved") declined += 1
    }
    const taken = performance.now() - start
    const speed: Speed = {
      all: perSecond(count, taken),
      own: perSecond(count, taken - (paused - pausedBefore))
    }
    return speed
  })
  const cardOf = (n: number): string => `CARD${String(n).padStart(8, "0")}`
  const left = Array.from({ length: accounts }, () => 0)
  /** Whoever has too little for the dearest purchase loads; so wallets stay as they are, however long it goes on. */
  const sale = (n: number) => {
    const [balance, price] = [left[n] ?? 0, 500 * (1 + chance(54))]
    left[n] = balance < dearest ? balance + 55_000 : balance - price
    return balance < dearest ? load(cardOf(n), "500+50", 50_000) : redeem(cardOf(n), price)
  }
  yield* submitAll(accounts, (n) => issue(cardOf(n)))
  console.log(
    `\nThe whole path on the store in memory, ${accounts.toLocaleString("en-US")} cards, loaded when they run low;\nthe second figure leaves out the pauses of the garbage collector\n`
  )
  const speeds: Array<Speed> = []
  for (let done = 0; done < operations; done += chunk) {
    const speed = yield* submitAll(chunk, () => sale(chance(accounts)))
    speeds.push(speed)
    const heap = Math.round(process.memoryUsage().heapUsed / 2 ** 20).toLocaleString("en-US")
    console.log(
      `${shown(speed.all)} /s${shown(speed.own)} /s  after ${(done + chunk).toLocaleString("en-US")} operations, ${heap} MB in memory`
    )
  }
  const half = Math.max(1, speeds.length >> 1)
  const costOf = (some: ReadonlyArray<Speed>, of: keyof Speed) =>
    some.reduce((sum, speed) => sum + 1 / speed[of], 0)
  const growthOf = (of: keyof Speed) =>
    (costOf(speeds.slice(-half), of) / costOf(speeds.slice(0, half), of)).toFixed(2)
  console.log(
    `\ncost per operation in the second half : in the first = ${growthOf("all")}, without the collector's pauses ${growthOf("own")}`
  )
  console.log(`declined: ${declined}`)
})

const layer = StoredValue.layer(configuration).pipe(
  Layer.provide([
    MemoryStore.layer,
    NodeDigest.layer,
    NodeKeyVault.layer(Redacted.make("benchmark ".repeat(4))),
    NodeOperationIds.layer
  ])
)

console.log(
  `${cpus().length} × ${cpus()[0]?.model ?? "?"}, Node ${process.version}, load ${loadavg()[0]?.toFixed(2)}\n`
)
decisions()
rules()
await Effect.runPromise(growth.pipe(Effect.provide(layer)))
