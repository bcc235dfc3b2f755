/**
 * Changes of the network by chance: of parts that are there and of new ones, mostly of the version that is the newest.
 *
 * @module
 */
import * as fc from "fast-check"
import { type ChangingVerb, changedBy } from "../../network/Part.ts"

/** A change that is tried. `which` chooses among the parts of its kind, and among what may be said of them. */
export interface ChangeStep {
  readonly do: "change"
  readonly verb: ChangingVerb
  readonly which: number
  readonly isNew: boolean
  readonly isOn: boolean
  readonly isStale: boolean
  /** Who acts. */
  readonly by: "amy" | undefined
}

export const changeSteps: fc.Arbitrary<ChangeStep> = fc.record({
  do: fc.constant("change" as const),
  verb: fc.constantFrom(...(Object.keys(changedBy) as Array<ChangingVerb>)),
  which: fc.nat(2),
  isNew: fc.boolean(),
  isOn: fc.boolean(),
  isStale: fc.nat(4).map((n) => n === 0),
  by: fc.constantFrom(undefined, undefined, undefined, "amy" as const)
})
