/**
 * Waiting for tills that live through an outage: how many answers have come, and whether any come at all.
 *
 * @module
 */
import { setTimeout as wait } from "node:timers/promises"
import type { Acknowledgements } from "./acknowledgements.ts"

/** A till that is not answered for so long, hangs. */
const patience = 60_000

/** Waits until so many answers more have come; gives whether they did. */
export const answers = async (heard: Acknowledgements, more: number): Promise<boolean> => {
  const [goal, late] = [heard.heard + more, performance.now() + patience]
  while (heard.heard < goal) {
    if (performance.now() > late) return false
    await wait(2)
  }
  return true
}

/** Waits until no answer has come for so many milliseconds; gives whether that was so. */
export const silence = async (heard: Acknowledgements, milliseconds: number): Promise<boolean> => {
  const late = performance.now() + patience
  let [count, since] = [heard.heard, performance.now()]
  while (performance.now() - since < milliseconds) {
    if (performance.now() > late) return false
    if (heard.heard !== count) [count, since] = [heard.heard, performance.now()]
    await wait(5)
  }
  return true
}
