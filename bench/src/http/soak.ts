/**
 * A soak: calm and overload in turns for minutes, and what memory, latency and the ledger are like after each of them.
 *
 * `npm run soak:http -- --minutes=10`
 *
 * @module
 */
import { fork } from "node:child_process"
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseArgs } from "node:util"
import { cardNumber } from "../shop.ts"
import { type Answered, load, type Writing } from "./load.ts"
import { apiKey, cards } from "./servers.ts"
import type { Standing } from "./soakServer.ts"

const { values } = parseArgs({
  options: { minutes: { type: "string", default: "10" }, seconds: { type: "string", default: "15" } }
})
const [minutes, seconds] = [Number(values.minutes), Number(values.seconds)]

/** How many connections ask: fewer than fill a commit, and six times as many as may wait. */
const phases = [
  { name: "calm", connections: 16 },
  { name: "overload", connections: 1_500 }
] as const

const folder = mkdtempSync(join(tmpdir(), "tessera-soak-"))
const server = fork(join(import.meta.dirname, "soakServer.ts"), [folder], {
  execArgv: [...process.execArgv, "--expose-gc"]
})
const heard = <A>(): Promise<A> =>
  new Promise((resolve, reject) => {
    const ended = (code: number | null) => reject(new Error(`the server ended with ${code}`))
    server.once("exit", ended)
    server.once("message", (told) => {
      server.off("exit", ended)
      resolve(told as A)
    })
  })
const standing = (): Promise<Standing> => {
  const told = heard<Standing>()
  server.send({})
  return told
}

const sale: Writing = (n) => {
  const body = JSON.stringify({ card: cardNumber(n % cards), outlet: "S00", amount: 1, currency: "CNY" })
  return `POST /v1/redemptions HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: application/json\r\nidempotency-key: k${n}\r\ncontent-length: ${body.length}\r\n\r\n${body}`
}

/** The latency below which a part of the answers came, in milliseconds. */
const within = (part: number, { times }: Answered): string => {
  const inOrder = Float64Array.from(times).toSorted()
  return (inOrder[Math.min(inOrder.length - 1, Math.floor(inOrder.length * part))] ?? 0).toFixed(1)
}

const mega = (bytes: number): string => (bytes / 1_048_576).toFixed(0)

const { port } = await heard<{ readonly port: number }>()
console.log(
  "phase     seconds   answers  approved   refused   p50 ms   p99 ms   max ms  heap MiB   rss MiB  cpu s"
)
const heaps: Array<number> = []
const wrong: Array<string> = []
let [first, sold, cpu] = [0, 0, 0]
for (const until = performance.now() + minutes * 60_000; performance.now() < until;)
  for (const { connections, name } of phases) {
    const answered = await load(port, { connections, first, seconds }, sale)
    first += answered.times.length + connections
    const count = (status: number) => answered.statuses.get(status) ?? 0
    sold += count(201)
    const now = await standing()
    if (name === "calm") heaps.push(now.heapBytes)
    const others = [...answered.statuses.keys()].filter((status) => status !== 201 && status !== 429)
    if (others.length > 0) wrong.push(`answered with ${others.join(", ")}`)
    if (now.approved !== sold) wrong.push(`${now.approved} approved, and ${sold} callers were told so`)
    if (name === "calm" && count(429) > 0) wrong.push(`${count(429)} refused where there was room`)
    const figures = [
      answered.times.length,
      count(201),
      count(429),
      ...[0.5, 0.99, 1].map((part) => within(part, answered)),
      mega(now.heapBytes),
      mega(now.residentBytes),
      (now.cpu - cpu).toFixed(1)
    ]
    cpu = now.cpu
    console.log(
      `${name.padEnd(9)}${answered.seconds.toFixed(1).padStart(8)}${figures.map((one) => String(one).padStart(10)).join("")}`
    )
  }

// The first rounds fill what is kept for good: prepared statements, compiled code, what clients are known by.
const [settled = 0, last = 0] = [heaps[Math.min(1, heaps.length - 1)], heaps.at(-1)]
if (last > settled * 1.25 + 16 * 1_048_576)
  wrong.push(`the heap has grown from ${mega(settled)} to ${mega(last)} MiB`)
server.disconnect()
rmSync(folder, { recursive: true })
for (const one of new Set(wrong)) console.log(one)
console.log(`${wrong.length} that must not be`)
if (wrong.length > 0) process.exitCode = 1
