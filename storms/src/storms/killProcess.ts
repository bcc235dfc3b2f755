/**
 * Kill -9 of the process at random moments: while it opens the ledger, and while it commits.
 *
 * @module
 */
import { temporaryPostgres } from "@tessera/adapters-sql/testing"
import { setTimeout as wait } from "node:timers/promises"
import { Acknowledgements } from "../acknowledgements.ts"
import { chanceAt } from "../chance.ts"
import { startTill, type Till } from "../child.ts"
import { examine } from "../examine.ts"
import { terminalsOf } from "../history.ts"
import { inLanes } from "../lanes.ts"
import { files, type Ledgers, schemas } from "../ledgers.ts"
import type { Place } from "../Place.ts"
import { type Options, replayLine, type Storm } from "../Storm.ts"
import { Tally } from "../Tally.ts"

const terminals = 24
/** How many kills a ledger lives through; what it then holds is examined. */
const perLedger = 25

/** Some are killed while they open the ledger, most a moment after their first answer. */
const killAt = async (till: Till, seed: number, round: number, answered: Promise<void>): Promise<void> => {
  const lot = chanceAt(seed, round)
  if (lot < 0.1) await wait(lot * 1500)
  else {
    await Promise.race([answered, till.ended])
    await wait(chanceAt(seed, round, 1) * 60)
  }
  till.kill()
}

const kill = async (
  till: Till,
  place: Place,
  heard: Acknowledgements,
  { isPlanted, round, seed }: { isPlanted: boolean; round: number; seed: number }
): Promise<void> => {
  const answered = Promise.withResolvers<void>()
  till.begin(heard.order({ place, insists: true, isPlanted }, round), (line) => {
    heard.hear(line)
    if (line.startsWith("answered")) answered.resolve()
  })
  await killAt(till, seed, round, answered.promise)
  const { complaint, signal } = await till.ended
  if (signal !== "SIGKILL") heard.fault(`a till ended by itself: ${complaint}`)
  heard.cutOff()
}

/** One ledger through all of its kills; in the end a till asks for what is in doubt, and is left alone. */
const ledger = async (place: Place, options: Options, tally: Tally): Promise<void> => {
  const { isPlanted, rounds, seed } = options
  const heard = new Acknowledgements(tally, seed, terminals)
  let next = startTill()
  for (let round = 0; round < rounds; round++) {
    const till = next
    // The one after it loads its modules meanwhile.
    next = startTill()
    await kill(till, place, heard, { isPlanted, round, seed })
    tally.rounds += 1
  }
  next.begin(heard.order({ place, insists: true, isPlanted: false, most: 2 }, rounds), (line) =>
    heard.hear(line)
  )
  const { code, complaint } = await next.ended
  if (code !== 0) heard.fault(`the last till failed: ${complaint}`)
  await examine(place, heard, terminalsOf(seed))
}

/** Runs ledger after ledger in two lanes; each has a seed of its own, with which it can be played alone. */
const killing = async (storm: string, ledgers: Ledgers, options: Options, tally: Tally): Promise<void> => {
  const { rounds, seed } = options
  const parts = Array.from({ length: Math.ceil(rounds / perLedger) }, (_, n) => ({
    ...options,
    seed: seed + n,
    rounds: Math.min(perLedger, rounds - n * perLedger)
  }))
  let next = 0
  try {
    await inLanes(async () => {
      const n = next++
      const part = parts[n]
      if (part === undefined) return false
      const own = new Tally(storm)
      await ledger(ledgers.place(n), part, own)
      tally.add(own, replayLine(storm, part))
      return true
    })
  } finally {
    await ledgers.remove()
  }
}

export const killOnSqlite: Storm = {
  name: "kill-sqlite",
  does: "kill -9 of the process at random moments, on SQLite",
  rounds: { full: 1000, short: 50, planted: 8 },
  run: (options, tally) => killing("kill-sqlite", files(), options, tally)
}

export const killOnPostgres: Storm = {
  name: "kill-postgres",
  does: "kill -9 of the process at random moments, on PostgreSQL",
  rounds: { full: 300, short: 24, planted: 8 },
  run: async (options, tally) => killing("kill-postgres", schemas(await temporaryPostgres()), options, tally)
}
