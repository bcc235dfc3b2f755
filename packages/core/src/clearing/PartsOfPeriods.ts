/**
 * Parts of periods: the commissions and promotions of every period that pieces fall into, each worked out once for its period.
 *
 * @module
 */
import type { ClearingTerms } from "../network/ClearingTerms.ts"
import type { ClearingTopic } from "./ClearingLine.ts"
import type { PartOfPeriod, Settled } from "./entries.ts"
import { gather, type Gathered, partsIn } from "./gather.ts"

/** What falls into one period, or into none that was cut off. */
interface Sums {
  /** Of what is not cut off: `unsettled` as long as some of it is. */
  settled: Settled
  readonly gathered: Gathered
  /** The last business date of it. */
  last: string
}

/** Sums by the period that each piece is in: what is rounded once when it is cut off is rounded once here. */
export class PartsOfPeriods {
  private readonly periods = new Map<string, Sums>()

  /** Takes a piece of an operation of a business date. */
  take(
    { lateFor: _, ...settled }: Settled,
    date: string,
    topic: ClearingTopic,
    { base, due }: { readonly base: bigint; readonly due: bigint }
  ): void {
    const name = settled.through === undefined ? "" : `${settled.status}\n${settled.through}`
    const sums = this.periods.get(name) ?? { settled, gathered: new Map(), last: date }
    this.periods.set(name, sums)
    if (settled.status === "unsettled") sums.settled = settled
    if (date > sums.last) sums.last = date
    gather(sums.gathered, topic, base, due)
  }

  /** The parts of each period, in the order in which the first of it came. */
  under(terms: ClearingTerms | undefined): ReadonlyArray<PartOfPeriod> {
    return [...this.periods.values()].flatMap(({ gathered, last, settled }) =>
      partsIn(gathered, terms).map((line) => ({ line, settled, last }))
    )
  }
}
