/**
 * Tills that live through outages of their server, and what becomes of what they had under way.
 *
 * @module
 */
import { Acknowledgements } from "./acknowledgements.ts"
import { startTill } from "./child.ts"
import { examine } from "./examine.ts"
import { terminalsOf } from "./history.ts"
import { answers } from "./patience.ts"
import type { Place } from "./Place.ts"
import { settle } from "./settle.ts"
import type { Options } from "./Storm.ts"
import type { Tally } from "./Tally.ts"

const terminals = 24

/** Lets tills sell while `breaking` breaks their server and mends it; afterwards they have to be answered again. */
export const throughOutages = async (
  place: Place,
  { isPlanted, rounds, seed }: Options,
  tally: Tally,
  breaking: (heard: Acknowledgements, round: number) => Promise<void>
): Promise<void> => {
  const heard = new Acknowledgements(tally, seed, terminals)
  const till = startTill()
  till.begin(heard.order({ place, insists: true, isPlanted }), (line) => heard.hear(line))
  try {
    for (let round = 0; round < rounds; round++) {
      await breaking(heard, round)
      tally.rounds += 1
      if (await answers(heard, terminals)) continue
      heard.fault(`no till was answered any more after round ${round}`)
      break
    }
  } finally {
    till.kill()
    await till.ended
  }
  heard.cutOff()
  await settle(place, heard, seed)
  await examine(place, heard, terminalsOf(seed))
}
