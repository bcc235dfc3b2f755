/**
 * The stores without a server: in memory, and in a SQLite file with synchronous FULL.
 *
 * @module
 */
import { mkdtempSync, rmSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { SqliteStore } from "@tessera/adapters-sql/sqlite"
import { MemoryStore } from "@tessera/core/memory"
import { sqliteByHand } from "../contestants/sqliteByHand.ts"
import { type Tessera, tessera, type TesseraOptions } from "../contestants/tessera.ts"
import { figureOf } from "../figures.ts"
import { entrant, issueCards } from "../ground.ts"
import { inRounds } from "../rounds.ts"
import type { Choice, Found, Section } from "../Section.ts"
import { configuration } from "../shop.ts"
import { LedgerTime } from "../workload.ts"
import { linesOf, shownRatio } from "./lines.ts"

const cards = 10_000
const machine = { server: () => undefined }

const ready = async (options: TesseraOptions, time: LedgerTime): Promise<Tessera> => {
  const service = await tessera(options)
  await issueCards(service, cards, time)
  return service
}

export const memory: Section = {
  name: "memory",
  title: "In memory, 10,000 cards",
  run: async (choice): Promise<Found> => {
    const time = new LedgerTime(Date.now())
    const us = await ready({ name: "Tessera", store: MemoryStore.layer }, time)
    const rounds = await inRounds(
      choice.callers.map((callers) => entrant({ machine, time }, us, callers, { mix: "mixed", cards })),
      // Everything stays in memory, so one short round says enough.
      { rounds: 1, seconds: Math.min(1, choice.seconds) }
    )
    await us.close()
    return { lines: linesOf(rounds, "mixed"), figures: [], foreign: rounds.foreign, remarks: [] }
  }
}

/** Cards are issued by a service that groups, whoever comes after it. */
const fileWithCards = async (folder: string, name: string, time: LedgerTime): Promise<string> => {
  const file = join(folder, `${name}.db`)
  await (await ready({ name, store: SqliteStore.layer({ file, configuration }) }, time)).close()
  return file
}

const onFiles = async (folder: string, choice: Choice): Promise<Found> => {
  const time = new LedgerTime(Date.now())
  const on = async (name: string, batch?: number) =>
    tessera({
      name,
      store: SqliteStore.layer({ file: await fileWithCards(folder, `${batch ?? 0}`, time), configuration }),
      ...(batch !== undefined && { batch })
    })
  const grouped = await on("Tessera")
  const single = await on("one transaction per command", 1)
  const byHand = sqliteByHand(await fileWithCards(folder, "by-hand", time))
  const ground = { machine, time }
  const rounds = await inRounds(
    [
      ...choice.callers.map((callers) => entrant(ground, grouped, callers, { mix: "redeem", cards })),
      entrant(ground, single, 512, { mix: "redeem", cards }),
      entrant(ground, byHand, 1, { mix: "redeem", cards })
    ],
    choice
  )
  for (const contestant of [grouped, single, byHand]) await contestant.close()
  const [ours, theirs] = ["512\nTessera", "512\none transaction per command"]
  const figures = choice.callers.includes(512)
    ? [figureOf("sqlite", rounds.ratio(ours, theirs), shownRatio(rounds, ours, theirs))]
    : []
  return { lines: linesOf(rounds, "redeem"), figures, foreign: rounds.foreign, remarks: [] }
}

export const sqlite: Section = {
  name: "sqlite",
  title: "SQLite, synchronous FULL, 10,000 cards",
  run: async (choice) => {
    const folder = mkdtempSync(join(tmpdir(), "tessera-bench-"))
    try {
      return await onFiles(folder, choice)
    } finally {
      rmSync(folder, { recursive: true, force: true })
    }
  }
}
