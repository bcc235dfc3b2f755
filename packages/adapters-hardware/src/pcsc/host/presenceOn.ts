/**
 * From what the service says of a reader to cards that come and go, also where one was swapped between two readings.
 *
 * @module
 */
import type { Heard } from "./Binding.ts"

/** A bit of the service's word for a reader. Above 16 bits it counts what came and went. */
const present = 0x20

/** One for each reader, from its first state on. */
export const presenceOn = (
  name: string,
  heard: Pick<Heard, "card" | "cardGone">
): ((state: number, atr: Uint8Array | null | undefined) => void) => {
  let last = 0
  return (state, atr) => {
    const [was, is] = [(last & present) !== 0, (state & present) !== 0]
    // Two events more, and it is another presentation.
    const isOther = was && is && state >>> 16 >= (last >>> 16) + 2
    last = state
    if (was && (!is || isOther)) heard.cardGone(name)
    if (is && (!was || isOther)) heard.card(name, Uint8Array.from(atr ?? []))
  }
}
