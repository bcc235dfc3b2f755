/**
 * SIGKILL of the PostgreSQL server and all its children, under tills that live on and ask again.
 *
 * @module
 */
import { programsOf, type TemporaryPostgres, temporaryPostgres } from "@tessera/adapters-sql/testing"
import { setTimeout as wait } from "node:timers/promises"
import { Acknowledgements } from "../acknowledgements.ts"
import { chanceAt, oneOf } from "../chance.ts"
import { startTill } from "../child.ts"
import { examine } from "../examine.ts"
import { terminalsOf } from "../history.ts"
import type { Place } from "../Place.ts"
import { type Options, replayLine, type Storm } from "../Storm.ts"
import { Tally } from "../Tally.ts"

const terminals = 24
const perServer = 5
/** A till that is not answered for so long hangs. */
const patience = 30_000

/** Waits until so many answers more have come. */
const answers = async (heard: Acknowledgements, more: number): Promise<boolean> => {
  const [goal, late] = [heard.heard + more, performance.now() + patience]
  while (heard.heard < goal) {
    if (performance.now() > late) return false
    await wait(2)
  }
  return true
}

/** Kills one server again and again. Its tills hear of nothing but that they are not answered for a while. */
const killing = async (
  server: TemporaryPostgres,
  { isPlanted, rounds, seed }: Options,
  tally: Tally
): Promise<void> => {
  const heard = new Acknowledgements(tally, seed, terminals)
  const place: Place = { store: "postgres", url: server.url(), schema: "storm" }
  const till = startTill()
  till.begin(heard.order({ place, insists: true, isPlanted }), (line) => heard.hear(line))
  for (let round = 0; round < rounds; round++) {
    if (!(await answers(heard, 20 + oneOf(200, seed, round)))) {
      heard.fault(`no till was answered for ${patience} ms after kill ${round}`)
      break
    }
    await wait(chanceAt(seed, round, 1) * 20)
    await server.kill()
    await server.start()
    tally.rounds += 1
  }
  if (!(await answers(heard, terminals))) heard.fault("no till was answered after the last kill")
  till.kill()
  await till.ended
  heard.cutOff()
  const last = startTill()
  last.begin(heard.order({ place, insists: true, isPlanted: false, most: 2 }, rounds), (line) =>
    heard.hear(line)
  )
  const { code, complaint } = await last.ended
  if (code !== 0) heard.fault(`the last till failed: ${complaint}`)
  await examine(place, heard, terminalsOf(seed))
}

export const killServer: Storm = {
  name: "kill-server",
  does: "SIGKILL of the PostgreSQL server and its children, 18 and 15 in turn",
  rounds: { full: 20, short: 5, planted: 3 },
  run: async (options, tally) => {
    const releases = (["18", "15"] as const).filter((release) => programsOf(release) !== undefined)
    for (let done = 0, n = 0; done < options.rounds; done += perServer, n++) {
      const release = releases[n % releases.length] ?? "18"
      const part = {
        ...options,
        seed: options.seed + n,
        rounds: Math.min(perServer, options.rounds - done)
      }
      const server = await temporaryPostgres({ release })
      const own = new Tally(tally.storm)
      try {
        await killing(server, part, own)
      } finally {
        await server.remove()
      }
      tally.add(own, `${replayLine(tally.storm, part)} (PostgreSQL ${release})`)
    }
  }
}
