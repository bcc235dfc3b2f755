/**
 * Auditing a ledger: every row of a SQLite file and of a PostgreSQL database is verified, alone and against a checkpoint.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { loadavg, tmpdir } from "node:os"
import { join } from "node:path"
import { PostgresStore } from "@tessera/adapters-sql/postgres"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { temporaryPostgres } from "@tessera/adapters-sql/testing"
import { open, type OpenOptions, type StoredValue } from "@tessera/core/promise"
import * as Redacted from "effect/Redacted"
import { figureOf } from "../figures.ts"
import { type Machine, startWatch, type Watched } from "../machine.ts"
import { median } from "../measure.ts"
import type { Choice, Found, Line, Section } from "../Section.ts"

const outlet = "S1"

const configuration = {
  tenant: "bench",
  zone: "Europe/Sofia",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: outlet, owner: "hq" }],
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
          rule: { outlets: [outlet] },
          validity: { months: 6 }
        },
        { id: "main", priority: 90, funding: "paid", validity: { years: 5 } }
      ],
      offers: [{ id: "500+50", pay: 50_000, bonus: { subWallet: "gift", amount: 5_000 } }]
    }
  ]
}

const place = { outlet, currency: "EUR" }
const tender = { kind: "cash" }
const cardOf = (n: number): string => `CARD${String(n).padStart(8, "0")}`
/** One card for eleven operations. */
const cardsOf = (operations: number): number => Math.ceil(operations / 11)

/** Cards first, then every fifth a load with its bonus, the others redemptions, on cards in no order. */
const sale = (n: number, cards: number): object => {
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

/** How many are told at once. */
const group = 5_000

const told = async (service: StoredValue, operations: number): Promise<void> => {
  const cards = cardsOf(operations)
  for (let from = 0; from < operations; from += group)
    await service.submitMany(
      Array.from({ length: Math.min(group, operations - from) }, (_, n) => sale(from + n, cards))
    )
}

/** One run of something over all operations. */
interface Taken extends Watched {
  readonly seconds: number
}

const taken = async (machine: Machine, run: () => Promise<unknown>): Promise<Taken> => {
  const stop = startWatch(machine)
  const begun = performance.now()
  await run()
  return { seconds: (performance.now() - begun) / 1000, ...stop() }
}

const lineOf = (setting: string, who: string, operations: number, rounds: ReadonlyArray<Taken>): Line => {
  const middle = (part: (one: Taken) => number): number => median(rounds.map(part))
  return {
    setting,
    who,
    run: {
      perSecond: operations / middle(({ seconds }) => seconds),
      p50: Number.NaN,
      p99: Number.NaN,
      clientCpu: (middle(({ client }) => client) * 1e6) / operations,
      serverCpu: (middle(({ server }) => server) * 1e6) / operations,
      declined: 0,
      foreign: undefined
    }
  }
}

/** Audits of one store: verified, a checkpoint taken, verified against it. */
const audited = async (
  who: string,
  machine: Machine,
  store: OpenOptions["store"],
  { operations, rounds }: Choice
): Promise<ReadonlyArray<Line>> => {
  const secret = "a secret that every reader of the benchmark knows"
  const service = await open({ configuration, store, secret })
  await told(service, operations)
  const [alone, checkpoints, against]: ReadonlyArray<Array<Taken>> = [[], [], []]
  for (let round = 0; round < rounds; round++) {
    const sound = async (options?: Parameters<StoredValue["audit"]["verify"]>[0]) => {
      const { bad, operations: verified } = await service.audit.verify(options)
      if (bad !== undefined || verified !== operations)
        throw new Error(`${who}: ${verified} of ${operations} are verified, ${bad?.row ?? "none"} is bad`)
    }
    const checkpoint = await service.audit.checkpoint()
    alone?.push(await taken(machine, () => sound()))
    checkpoints?.push(await taken(machine, () => service.audit.checkpoint()))
    against?.push(await taken(machine, () => sound({ checkpoint })))
  }
  await service.close()
  return [
    lineOf("verify", who, operations, alone ?? []),
    lineOf("verify against a checkpoint", who, operations, against ?? []),
    lineOf("checkpoint of everything", who, operations, checkpoints ?? [])
  ]
}

const onSqlite = async (choice: Choice): Promise<ReadonlyArray<Line>> => {
  const folder = mkdtempSync(join(tmpdir(), "tessera-audit-"))
  const store: OpenOptions["store"] = (read) =>
    SqliteStore.layer({ file: join(folder, "ledger.db"), configuration: read })
  try {
    return await audited("SQLite", { server: () => undefined }, store, choice)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}

const onPostgres = async (choice: Choice): Promise<ReadonlyArray<Line>> => {
  const server = await temporaryPostgres({ release: choice.release })
  const store: OpenOptions["store"] = (read) =>
    PostgresStore.layer({ url: Redacted.make(server.url()), configuration: read })
  try {
    return await audited(`PostgreSQL ${choice.release}`, { server: server.pid }, store, choice)
  } finally {
    await server.remove()
  }
}

const whole = (n: number): string => Math.round(n).toLocaleString("en-US")

const figureFrom = (name: "auditOnSqlite" | "auditOnPostgres", [verified]: ReadonlyArray<Line>) => {
  if (verified === undefined) return []
  const { clientCpu, perSecond, serverCpu } = verified.run
  const server = serverCpu > 0 ? ` and ${serverCpu.toFixed(1)} of the server` : ""
  const detail = `${whole(perSecond)} a second, ${clientCpu.toFixed(1)} µs of processor each${server}`
  return [figureOf(name, perSecond / 50_000, detail)]
}

/** A shorter journal is over before the process is warm: its figures would say nothing. */
const long = 200_000

const run = async (choice: Choice): Promise<Found> => {
  const load = loadavg()[0]?.toFixed(1) ?? "?"
  const stop = startWatch({ server: () => undefined })
  const sqlite = await onSqlite(choice)
  const { foreign } = stop()
  const postgres = await onPostgres(choice)
  const { operations } = choice
  return {
    lines: [...sqlite, ...postgres],
    figures:
      operations < long
        ? []
        : [...figureFrom("auditOnSqlite", sqlite), ...figureFrom("auditOnPostgres", postgres)],
    foreign,
    remarks: [
      `${whole(operations)} operations on ${whole(cardsOf(operations))} cards; "a second" and the processor are of entries of the journal. One thread verifies. The load was ${load} at the start.`
    ]
  }
}

export const audit: Section = {
  name: "audit",
  title: "A ledger is audited",
  run
}
