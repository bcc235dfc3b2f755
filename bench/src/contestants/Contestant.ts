/**
 * A contestant: somebody who performs what the terminals ask, durably, and says how each ended.
 *
 * @module
 */
import type { Step } from "../workload.ts"

/** How a step ended. */
export type Ended = "approved" | "declined" | "answered"

export interface Contestant {
  readonly name: string
  readonly perform: (step: Step) => Promise<Ended>
  /** Many at once, in order. Absent where there is no such thing. */
  readonly performMany?: (steps: ReadonlyArray<Step>) => Promise<ReadonlyArray<Ended>>
  readonly close: () => Promise<void>
}
