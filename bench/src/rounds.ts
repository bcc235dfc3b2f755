/**
 * Rounds: those who are compared take turns, so that a noisy moment hits all of them alike.
 *
 * @module
 */
import { median, type Run } from "./measure.ts"

/** Somebody who is measured in every round. */
export interface Entrant {
  readonly name: string
  readonly run: (seconds: number) => Promise<Run>
}

/** How long and how often. */
export interface Effort {
  readonly seconds: number
  readonly rounds: number
}

type Figure = "perSecond" | "p50" | "p99" | "clientCpu"

/** What all rounds showed. */
export class Rounds {
  private readonly runs: ReadonlyMap<string, ReadonlyArray<Run>>
  constructor(runs: ReadonlyMap<string, ReadonlyArray<Run>>) {
    this.runs = runs
  }

  get names(): ReadonlyArray<string> {
    return [...this.runs.keys()]
  }

  /** The run in the middle, by what was performed in a second. */
  typical(name: string): Run {
    const runs = this.runs.get(name) ?? []
    const middle = median(runs.map(({ perSecond }) => perSecond))
    const found = runs.find(({ perSecond }) => perSecond === middle)
    if (found === undefined) throw new Error(`${name} was not measured`)
    return found
  }

  /** One against the other, each round for itself; the ratio in the middle. */
  ratio(one: string, other: string, of: Figure = "perSecond"): number {
    const others = this.runs.get(other) ?? []
    return median((this.runs.get(one) ?? []).map((run, n) => run[of] / (others[n]?.[of] ?? Number.NaN)))
  }

  /** The run in the middle, by how much longer one in a hundred commands takes than the one in the middle. */
  tail(name: string): Run {
    const runs = this.runs.get(name) ?? []
    const middle = median(runs.map(({ p50, p99 }) => p99 / p50))
    const found = runs.find(({ p50, p99 }) => p99 / p50 === middle)
    if (found === undefined) throw new Error(`${name} was not measured`)
    return found
  }

  /** The share of the machine that others took meanwhile. */
  get foreign(): number | undefined {
    const shares = [...this.runs.values()]
      .flat()
      .flatMap(({ foreign }) => (foreign === undefined ? [] : [foreign]))
    return shares.length === 0 ? undefined : median(shares)
  }
}

const warmUp = 0.5

/** Measures all in turn, after each was run once for nothing. */
export const inRounds = async (
  entrants: ReadonlyArray<Entrant>,
  { rounds, seconds }: Effort
): Promise<Rounds> => {
  const runs = new Map<string, Array<Run>>(entrants.map(({ name }) => [name, []]))
  for (const { run } of entrants) await run(Math.min(warmUp, seconds))
  for (let round = 0; round < rounds; round++)
    for (const { name, run } of entrants) runs.get(name)?.push(await run(seconds))
  return new Rounds(runs)
}
