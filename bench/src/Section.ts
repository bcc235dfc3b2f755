/**
 * A section of the benchmark: what it compares, on which ground, and what came of it.
 *
 * @module
 */
import type { Figure } from "./figures.ts"
import type { Run } from "./measure.ts"
import type { Effort } from "./rounds.ts"

/** What was chosen on the command line. */
export interface Choice extends Effort {
  readonly release: "18" | "15"
  /** Which numbers of callers. */
  readonly callers: ReadonlyArray<number>
  readonly operations: number
  /** How many cards the day has, and up to how many cards the cost per command is looked at. */
  readonly cards: number
}

/** A line of a section's table. */
export interface Line {
  readonly setting: string
  readonly who: string
  readonly run: Run
}

/** What a section came to. */
export interface Found {
  readonly lines: ReadonlyArray<Line>
  readonly figures: ReadonlyArray<Figure>
  readonly foreign: number | undefined
  /** What has to be said about it in a sentence each. */
  readonly remarks: ReadonlyArray<string>
}

export interface Section {
  readonly name: string
  readonly title: string
  readonly run: (choice: Choice) => Promise<Found>
}
