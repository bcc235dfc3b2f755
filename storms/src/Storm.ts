/**
 * What a storm is: its name, what it does, how many rounds it has, and how it is run.
 *
 * @module
 */
import type { Tally } from "./Tally.ts"

/** How a storm is run. */
export interface Options {
  readonly rounds: number
  readonly seed: number
  /** With the planted defect, which it has to find. */
  readonly isPlanted: boolean
  /** Only these parts of it; what its parts are is said by the storm. */
  readonly only?: ReadonlyArray<string>
}

export interface Storm {
  readonly name: string
  readonly does: string
  readonly rounds: { readonly full: number; readonly short: number; readonly planted: number }
  /** Why it cannot be run here, if it cannot. */
  readonly missing?: () => string | undefined
  readonly run: (options: Options, tally: Tally) => Promise<void>
}

/** The line that plays a storm again. */
export const replayLine = (storm: string, { isPlanted, only, rounds, seed }: Options): string =>
  [
    `npm run storm -- ${storm} --rounds=${rounds} --seed=${seed}`,
    ...(only === undefined ? [] : [`--only=${only.join(",")}`]),
    ...(isPlanted ? ["--plant"] : [])
  ].join(" ")
