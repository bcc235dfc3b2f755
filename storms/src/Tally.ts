/**
 * What a storm has come to: what was acknowledged, what of it was lost or done twice, what was in doubt and found out.
 *
 * @module
 */

/** The line of a storm. */
export interface Figures {
  readonly storm: string
  readonly rounds: number
  readonly acknowledged: number
  readonly lost: number
  readonly doubled: number
  readonly inDoubt: number
  readonly resolved: number
}

export class Tally {
  rounds = 0
  acknowledged = 0
  lost = 0
  doubled = 0
  inDoubt = 0
  resolved = 0
  /** Everything that is not as promised, each with the line that plays it again. */
  readonly faults: Array<string> = []
  /** What else is to be known of it. */
  readonly notes: Array<string> = []
  readonly storm: string

  constructor(storm: string) {
    this.storm = storm
  }

  /** Counts in what a part of the storm came to; what it found gets the line that plays the part again. */
  add(part: Tally, replay: string): void {
    this.rounds += part.rounds
    this.acknowledged += part.acknowledged
    this.lost += part.lost
    this.doubled += part.doubled
    this.inDoubt += part.inDoubt
    this.resolved += part.resolved
    if (part.holds) return
    this.faults.push(...part.faults, `play it again: ${replay}`)
  }

  /** Whether everything is as promised. */
  get holds(): boolean {
    return this.lost === 0 && this.doubled === 0 && this.faults.length === 0
  }

  get figures(): Figures {
    const { acknowledged, doubled, inDoubt, lost, resolved, rounds, storm } = this
    return { storm, rounds, acknowledged, lost, doubled, inDoubt, resolved }
  }
}
