/**
 * A till on a ledger file whose disk fails: it says what it can, stops, and the file is opened again afterwards.
 *
 * @module
 */
import { Acknowledgements } from "./acknowledgements.ts"
import { startTill } from "./child.ts"
import { examine } from "./examine.ts"
import { terminalsOf } from "./history.ts"
import type { Place } from "./Place.ts"
import { settle } from "./settle.ts"
import type { Options } from "./Storm.ts"
import type { Tally } from "./Tally.ts"

/** How the disk fails, and how much is sold on it. */
export interface Failing {
  readonly place: Place
  /** The program under which the till runs, with its words. */
  readonly under: ReadonlyArray<string>
  readonly terminals: number
  /** How many commands each terminal sends at most. */
  readonly most: number
  /** Puts the disk in order again. */
  readonly mend: () => void
}

/** Plays a till to its end. Gives whether the disk has failed it. */
export const doubting = async (failing: Failing, options: Options, tally: Tally): Promise<boolean> => {
  const { mend, most, place, terminals, under } = failing
  const { isPlanted, seed } = options
  const heard = new Acknowledgements(tally, seed, terminals)
  const till = startTill({ under })
  let [hasFailed, isInDoubt] = [false, false]
  till.begin(heard.order({ place, insists: false, isPlanted, isSilent: true, most, until: most }), (line) => {
    const word = line.slice(0, line.indexOf(" "))
    if (word === "answered" && isInDoubt)
      heard.fault(`after a failed commit something was committed on the same open file: ${line}`)
    if (word === "inDoubt") isInDoubt = true
    if (word !== "answered" && word !== "open") hasFailed = true
    // A file that cannot be written to is refused when it is opened.
    if (word !== "refused") heard.hear(line)
  })
  const { code, complaint, signal } = await till.ended
  if (code !== 0) heard.fault(`a till ended with ${signal ?? code}: ${complaint}`)
  mend()
  await settle(place, heard, seed)
  await examine(place, heard, terminalsOf(seed))
  // With the defect a till hears of nothing.
  return hasFailed || isPlanted
}
