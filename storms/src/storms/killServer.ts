/**
 * SIGKILL of the PostgreSQL server and all its children, under tills that live on and ask again.
 *
 * @module
 */
import { programsOf, temporaryPostgres } from "@tessera/adapters-sql/testing"
import { setTimeout as wait } from "node:timers/promises"
import { chanceAt, oneOf } from "../chance.ts"
import { throughOutages } from "../outage.ts"
import { answers } from "../patience.ts"
import type { Place } from "../Place.ts"
import { type Options, replayLine, type Storm } from "../Storm.ts"
import { Tally } from "../Tally.ts"

const perServer = 5

const onServer = async (release: "18" | "15", options: Options, tally: Tally): Promise<void> => {
  const { seed } = options
  const server = await temporaryPostgres({ release })
  const place: Place = { store: "postgres", url: server.url(), schema: "storm" }
  try {
    await throughOutages(place, options, tally, async (heard, round) => {
      await answers(heard, 20 + oneOf(200, seed, round))
      await wait(chanceAt(seed, round, 1) * 20)
      await server.kill()
      await server.start()
    })
  } finally {
    await server.remove()
  }
}

export const killServer: Storm = {
  name: "kill-server",
  does: "SIGKILL of the PostgreSQL server and its children, 18 and 15 in turn",
  rounds: { full: 20, short: 6, planted: 3 },
  run: async (options, tally) => {
    const releases = (["18", "15"] as const).filter((release) => programsOf(release) !== undefined)
    for (let done = 0, n = 0; done < options.rounds; done += perServer, n++) {
      const release = releases[n % releases.length] ?? "18"
      const rounds = Math.min(perServer, options.rounds - done)
      const part = { ...options, seed: options.seed + n, rounds }
      const own = new Tally(tally.storm)
      await onServer(release, part, own)
      tally.add(own, `${replayLine(tally.storm, part)} (PostgreSQL ${release})`)
    }
  }
}
