/**
 * Fault points: named places where a test stops the program, to see that nothing is lost wherever it happens.
 *
 * @module
 */
import * as Context from "effect/Context"

/**
 * Where the money path can be stopped, in the order in which a batch passes them. A batch that is decided from memory does
 * not pass `store.begun`.
 */
export const faultPoints = [
  "committer.taken",
  "store.begun",
  "store.read",
  "store.decided",
  "store.written",
  "store.committed",
  "committer.answering"
] as const
export type FaultPointName = (typeof faultPoints)[number]

/** Called at each point; in production it does nothing. It may throw, or end the process. */
export const FaultPoint = Context.Reference<(point: FaultPointName) => void>(
  "@tessera/core/ports/FaultPoint",
  {
    defaultValue: () => () => undefined
  }
)
