/**
 * Over HTTP: redemptions through a real socket, from another process, beside servers that do less.
 *
 * @module
 */
import { type ChildProcess, fork } from "node:child_process"
import { join } from "node:path"
import { temporaryPostgres } from "@tessera/adapters-sql/testing"
import { figureOf } from "../figures.ts"
import { load, type Writing } from "../http/load.ts"
import { apiKey, cards } from "../http/servers.ts"
import { type Machine, startWatch } from "../machine.ts"
import type { Run } from "../measure.ts"
import { inRounds, type Entrant } from "../rounds.ts"
import type { Choice, Section } from "../Section.ts"
import { cardNumber } from "../shop.ts"
import { linesOf, shownRatio, tailOf } from "./lines.ts"

const connections = 64
const batch = 500
const file = join(import.meta.dirname, "..", "http", "server.ts")

/** A server in a process of its own. */
interface Standing {
  readonly port: number
  readonly process: ChildProcess
  /** Seconds of processor that it has used so far. */
  readonly used: () => Promise<number>
}

interface Told {
  readonly port?: number
  readonly cpu?: number
}

const standing = (kind: string, url?: string): Promise<Standing> =>
  new Promise((resolve, reject) => {
    const process = fork(file, url === undefined ? [kind] : [kind, url])
    process.once("exit", (code) => reject(new Error(`${kind} ended with ${code}`)))
    const used = () =>
      new Promise<number>((told) => {
        process.once("message", ({ cpu = 0 }: Told) => told(cpu))
        process.send({})
      })
    process.once("message", ({ port = 0 }: Told) => resolve({ port, process, used }))
  })

const requestOf = (path: string, body: string, more = ""): string =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\nauthorization: Bearer ${apiKey}\r\ncontent-type: application/json\r\n${more}content-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`

const saleOf = (n: number) => ({
  card: cardNumber((n * 7) % cards),
  outlet: "S00",
  amount: 100,
  currency: "CNY"
})

const redeem: Writing = (n) =>
  requestOf("/v1/redemptions", JSON.stringify(saleOf(n)), `idempotency-key: k${n}\r\n`)

const redeemMany: Writing = (n) => {
  const commands = Array.from({ length: batch }, (_, m) => ({
    type: "Redeem",
    key: `b${n}-${m}`,
    ...saleOf(n * batch + m)
  }))
  return requestOf("/v1/commands:batch", JSON.stringify({ commands }))
}

let sent = 0

const quantile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0

/** One run: how many were done, how long each took, and what it cost the server and the database. */
const runOf = async (
  server: Standing,
  machine: Machine,
  {
    each,
    seconds,
    writing,
    connections
  }: {
    readonly each: number
    readonly seconds: number
    readonly writing: Writing
    readonly connections: number
  }
): Promise<Run> => {
  const before = await server.used()
  const stop = startWatch(machine)
  const answered = await load(server.port, { connections, first: sent, seconds }, writing)
  const watched = stop()
  const cpu = (await server.used()) - before
  sent += answered.times.length
  const wrong = [...answered.statuses].filter(([status]) => status >= 300)
  if (wrong.length > 0) throw new Error(`answered ${wrong.map(([status]) => status).join(", ")}`)
  const sorted = Float64Array.from(answered.times).sort()
  const count = sorted.length * each
  return {
    perSecond: count / answered.seconds,
    p50: quantile(sorted, 0.5),
    p99: quantile(sorted, 0.99),
    clientCpu: (cpu * 1e6) / count,
    serverCpu: (watched.server * 1e6) / count,
    declined: 0,
    foreign: watched.foreign
  }
}

const names = {
  bare: "in memory\nbare node:http, checks and keeps nothing",
  fastify: "in memory\nFastify, the same submit",
  tessera: "in memory\nTessera",
  batch: `in memory, batches of ${batch}, 4 connections\nTessera`,
  postgres: "PostgreSQL\nTessera"
} as const

/** Compiled code is as fast as it becomes after some seconds, and so it is for all. */
const warmUp = 4

const measured = async (choice: Choice, start: (kind: string, url?: string) => Promise<Standing>) => {
  const database = await temporaryPostgres({ release: choice.release, settings: { shared_buffers: "512MB" } })
  try {
    const machine: Machine = { server: database.pid }
    const [bare, fastify, tessera, many, postgres] = await Promise.all([
      start("bare"),
      start("fastify"),
      start("tessera"),
      start("tessera"),
      start("tessera", database.url())
    ])
    const entrant = (name: string, server: Standing, writing = redeem, each = 1): Entrant => ({
      name,
      run: (seconds) =>
        runOf(server, machine, { each, seconds, writing, connections: each === 1 ? connections : 4 })
    })
    const entrants = [
      entrant(names.bare, bare),
      entrant(names.fastify, fastify),
      entrant(names.tessera, tessera),
      entrant(names.batch, many, redeemMany, batch),
      entrant(names.postgres, postgres)
    ]
    for (const { run } of entrants) await run(warmUp)
    return await inRounds(entrants, choice)
  } finally {
    await database.remove()
  }
}

export const http: Section = {
  name: "http",
  title: `Over HTTP, ${connections} connections, redemptions; the load from another process`,
  run: async (choice) => {
    const started: Array<Standing> = []
    const start = async (kind: string, url?: string): Promise<Standing> => {
      const server = await standing(kind, url)
      server.process.removeAllListeners("exit")
      started.push(server)
      return server
    }
    try {
      const rounds = await measured(choice, start)
      const { batch: many, bare, fastify, postgres, tessera } = names
      return {
        lines: linesOf(rounds, "redeem"),
        figures: [
          figureOf("httpBare", rounds.ratio(bare, tessera, "clientCpu"), shownRatio(rounds, tessera, bare)),
          figureOf(
            "httpFastify",
            rounds.ratio(fastify, tessera, "clientCpu"),
            shownRatio(rounds, tessera, fastify)
          ),
          figureOf(
            "httpBatch",
            rounds.typical(many).perSecond / 20_000,
            `${Math.round(rounds.typical(many).perSecond)}`
          ),
          figureOf("httpPostgres", rounds.ratio(postgres, tessera), shownRatio(rounds, postgres, tessera)),
          tailOf("httpTail", rounds.tail(tessera))
        ],
        foreign: rounds.foreign,
        remarks: [
          "The first two ratios are of processor time for each request: the steadier figure where others work too."
        ]
      }
    } finally {
      for (const { process } of started) process.disconnect()
    }
  }
}
