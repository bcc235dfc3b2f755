/**
 * Laws: sentences about every ledger, each with chance-made cases that try to break it.
 *
 * @module
 */
import * as fc from "fast-check"
import { type Document } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import type { Play } from "../arbitraries/soFar.ts"
import type { Step } from "../arbitraries/Step.ts"
import { type Beginning, firstInstant, type Open, type Till } from "../Till.ts"

/** How many cases, and which: the same seed and path give the same cases again. */
export interface Chance {
  readonly runs: number
  readonly seed: number
  /** Only the case at this path, as a failure prints it. */
  readonly path?: string | undefined
}

export interface Law {
  readonly name: string
  /** What it promises, in one sentence. */
  readonly promise: string
  /** Looks for a case that breaks it; fails with the smallest one found, its seed and its path. */
  readonly check: (open: Open, chance: Chance) => Promise<void>
}

/** A law: its name, its promise, the cases it is tried on, and what must hold in each. */
export const law = <Case>(
  name: string,
  promise: string,
  cases: fc.Arbitrary<Case>,
  holds: (open: Open, one: Case) => Promise<void>,
  /** How many times as many cases as other laws need: more where what breaks it is rare, fewer where a case takes long. */
  times = 1
): Law => ({
  name,
  promise,
  check: (open, { path, runs, seed }) =>
    fc.assert(
      fc.asyncProperty(cases, (one) => holds(open, one)),
      {
        numRuns: Math.ceil(runs * times),
        seed,
        maxSkipsPerRun: 200,
        ...(path !== undefined && { path, numRuns: 1 })
      }
    )
})

/** What every case begins with: terms and what happened before. */
export interface Start {
  readonly configuration: Document
  readonly steps: ReadonlyArray<Step>
}

/**
 * When a history begins: at the usual time, or an hour or two before the clocks are changed in New York (8 March and 1 November 2026)
 * or in Sofia (29 March and 25 October).
 */
export const beginnings: fc.Arbitrary<Beginning> = fc.record({
  at: fc.constantFrom(
    firstInstant,
    1_772_946_000_000,
    1_774_738_800_000,
    1_792_882_800_000,
    1_793_505_600_000
  )
})

/** Opens a ledger for the time of a case. */
export const onLedger = async <A>(
  open: Open,
  configuration: Document,
  use: (till: Till) => Promise<A>,
  beginning?: Beginning
): Promise<A> => {
  const till = await open(configuration, beginning)
  try {
    return await use(till)
  } finally {
    await till.close()
  }
}

/** Opens a ledger, plays what happened before, posts what is due, and goes on from there. */
export const after = <A>(
  open: Open,
  { configuration, steps }: Start,
  use: (play: Play) => Promise<A>
): Promise<A> =>
  onLedger(open, configuration, async (till) => {
    const play = await playAll(till, steps)
    await till.submit({ type: "Sweep", key: "before" }, "law")
    return use(play)
  })
