/**
 * The server dies and its standby takes over: with replicated durability nothing is lost; a control without it must lose.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises"
import { Acknowledgements } from "../acknowledgements.ts"
import { oneOf } from "../chance.ts"
import { startTill } from "../child.ts"
import { examine } from "../examine.ts"
import { terminalsOf } from "../history.ts"
import { answers } from "../patience.ts"
import type { Place } from "../Place.ts"
import { settle } from "../settle.ts"
import { StandbyPair } from "../StandbyPair.ts"
import { type Options, replayLine, type Storm } from "../Storm.ts"
import { Tally } from "../Tally.ts"

const terminals = 24
/** How long the standby hears nothing before the server dies. */
const deaf = 150

/** The tills live on under the new server, which has no standby of its own yet, and so commits nothing for them. */
const sellThrough = async (
  pair: StandbyPair,
  place: Place,
  heard: Acknowledgements,
  { isPlanted, seed }: Options
): Promise<void> => {
  const till = startTill()
  try {
    till.begin(heard.order({ place, insists: true, isPlanted, isSilent: true }), (line) => heard.hear(line))
    if (!(await answers(heard, 100 + oneOf(300, seed)))) heard.fault("the tills were not answered")
    pair.freeze()
    const isReplicated = place.store === "postgres" && place.durability === "replicated"
    // Whoever waits for no standby goes on, and what is acknowledged now is nowhere else.
    if (isReplicated) await wait(deaf)
    else await answers(heard, 2 * terminals)
    // Every other time somebody who sees commits hang cancels them.
    if (isReplicated && seed % 2 === 0) await pair.cancelWaiting()
    await wait(deaf)
    await pair.failOver()
    await wait(deaf)
  } finally {
    till.kill()
    await till.ended
  }
  heard.cutOff()
}

const failingOver = async (
  durability: "local" | "replicated",
  options: Options,
  tally: Tally
): Promise<void> => {
  const { seed } = options
  const pair = await StandbyPair.start(durability === "replicated")
  const place: Place = { store: "postgres", url: pair.url, schema: "storm", durability }
  const heard = new Acknowledgements(tally, seed, terminals)
  try {
    await sellThrough(pair, place, heard, options)
    // Whoever is in charge decides that for now one disk is enough; then what is in doubt is found out.
    const alone: Place = { ...place, durability: "local" }
    await settle(alone, heard, seed)
    await examine(alone, heard, terminalsOf(seed))
    tally.rounds += 1
  } finally {
    await pair.remove()
  }
}

export const failover: Storm = {
  name: "failover",
  does: "the server dies and its standby takes over, in replicated mode; a control without it must lose",
  rounds: { full: 5, short: 2, planted: 1 },
  run: async (options, tally) => {
    for (let n = 0; n < options.rounds; n++) {
      const part = { ...options, rounds: 1, seed: options.seed + n }
      const own = new Tally(tally.storm)
      await failingOver("replicated", part, own)
      tally.add(own, replayLine(tally.storm, part))
    }
    // One round alone is played again for itself.
    if (options.isPlanted || options.rounds === 1) return
    const control = new Tally("control")
    await failingOver("local", { ...options, rounds: 1 }, control)
    tally.notes.push(
      `control without replication: ${control.lost} of ${control.acknowledged} lost, as it must be`
    )
    if (control.lost === 0) tally.faults.push("the control lost nothing: this storm proves nothing here")
  }
}
