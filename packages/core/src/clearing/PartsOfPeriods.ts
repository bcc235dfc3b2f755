/**
 * Parts of periods: the commissions and promotions of every period that pieces fall into, each worked out once for its period.
 *
 * @module
 */
import type { ClearingTerms } from "../network/ClearingTerms.ts"
import type { ClearingTopic } from "./ClearingLine.ts"
import type { PartOfPeriod, Settled } from "./entries.ts"
import { gather, type Gathered, inOrder, partsIn } from "./gather.ts"

/** What falls into one period, or into none that was cut off, and comes to the same parts. */
interface Sums {
  /** Of what is not cut off: `unsettled` as long as some of it is. */
  settled: Settled
  readonly gathered: Gathered
  /** The last business date of it. */
  last: string
}

const periodName = ({ cycle, status, through }: Settled): string =>
  through === undefined ? cycle : `${cycle}\n${status}\n${through}`

/** Both owners have shares of what either accepted of the other's promotions: that is worked out of both at once. */
const partiesName = (topic: ClearingTopic): string => {
  const { asset, funding, kind, owner, program, terms } = topic
  const other: string = topic.other ?? ""
  const isBoth = funding === "promotional" && other < owner
  const parties = isBoth ? `${other}\n${owner}` : `${owner}\n${other}`
  return `${kind}\n${funding === "promotional"}\n${asset}\n${program ?? ""}\n${terms ?? ""}\n${parties}`
}

/**
 * Sums by the period that each piece is in: what is rounded once when it is cut off is rounded once here. Which day is the last
 * of a part, and whether it goes on, is told by its own pieces.
 */
export class PartsOfPeriods {
  private readonly periods = new Map<string, Map<string, Sums>>()

  /** Takes a piece of an operation of a business date. */
  take(
    { lateFor: _, ...settled }: Settled,
    date: string,
    topic: ClearingTopic,
    { base, due }: { readonly base: bigint; readonly due: bigint }
  ): void {
    if (topic.kind !== "load" && topic.kind !== "acceptance") return
    const [name, parties] = [periodName(settled), partiesName(topic)]
    const period = this.periods.get(name) ?? new Map<string, Sums>()
    this.periods.set(name, period)
    const sums = period.get(parties) ?? { settled, gathered: new Map(), last: date }
    period.set(parties, sums)
    if (settled.status === "unsettled") sums.settled = settled
    if (date > sums.last) sums.last = date
    gather(sums.gathered, topic, base, due)
  }

  /** The parts of each period under its own terms, in the order in which the first of it came. */
  under(termsOf: (settled: Settled) => ClearingTerms | undefined): ReadonlyArray<PartOfPeriod> {
    return [...this.periods.values()].flatMap((period) =>
      inOrder(
        [...period.values()].flatMap(({ gathered, last, settled }) =>
          partsIn(gathered, termsOf(settled)).map((line) => ({ line, settled, last }))
        ),
        ({ line }) => line
      )
    )
  }
}
