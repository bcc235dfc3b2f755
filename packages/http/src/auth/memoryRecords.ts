/**
 * Access records in the memory of one process: gone with it, tries and nonces too.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { AccessRecords, type Kept } from "./AccessRecords.ts"

/** Whenever so many records were added, what has ended is forgotten. */
const between = 10_000

/** For tests, and for one process whose tries may begin anew when it does. */
export const memoryRecords: Layer.Layer<AccessRecords> = Layer.sync(AccessRecords, () => {
  const records = new Map<string, Kept>()
  let added = 0
  const forget = (at: number): number => {
    const before = records.size
    for (const [name, { until }] of records) if (until <= at) records.delete(name)
    added = 0
    return before - records.size
  }
  return AccessRecords.of({
    change: (name, at, look) =>
      Effect.sync(() => {
        const kept = records.get(name)
        const { answer, keep } = look(kept === undefined || kept.until <= at ? undefined : kept.text)
        if (keep === "gone") records.delete(name)
        else if (keep !== undefined) {
          records.set(name, keep)
          added += 1
          if (added >= between) forget(at)
        }
        return answer
      }),
    sweep: (at) => Effect.sync(() => forget(at))
  })
})
