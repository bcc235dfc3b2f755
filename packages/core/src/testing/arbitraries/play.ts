/**
 * Playing a history: each step becomes a command for what the ledger holds at that moment, and is sent.
 *
 * @module
 */
import type { Till } from "../Till.ts"
import { commandOf, instantOf } from "./commandOf.ts"
import { begin, type Play, type Said, say } from "./soFar.ts"
import type { Step } from "./Step.ts"

/** Takes one step: time passes, or a command is sent under the next key. */
export const take = async (play: Play, step: Step): Promise<Said | undefined> => {
  if (step.do === "wait") {
    play.till.now = await instantOf(play, step.until)
    return undefined
  }
  const sent = await commandOf(play, step)
  return sent && say(play, { key: `${play.name}.${play.said.length}`, ...sent })
}

/** Plays a whole history on an empty ledger; `after` is called when each step was taken. */
export const playAll = async (
  till: Till,
  steps: ReadonlyArray<Step>,
  after?: (play: Play, said: Said | undefined, step: Step) => void | Promise<void>
): Promise<Play> => {
  const play = await begin(till)
  for (const step of steps) {
    const said = await take(play, step)
    await after?.(play, said, step)
  }
  return play
}
