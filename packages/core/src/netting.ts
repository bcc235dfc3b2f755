/**
 * Netting: what a clearing period comes to, worked out from the journal between where its cycle was cut off and a cut.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import type { CutAt } from "./account/ClearingPeriod.ts"
import type { ClearingLine } from "./clearing/ClearingLine.ts"
import { clearingUnder } from "./clearing/clear.ts"
import { gather, type Gathered, linesOf } from "./clearing/gather.ts"
import { belongs } from "./clearing/membership.ts"
import { foldJournal } from "./foldJournal.ts"
import { cycleOf } from "./network/ClearingTerms.ts"
import type { Network } from "./network/Network.ts"
import type { Store, StoreUnavailable } from "./ports/Store.ts"
import { canonicalText } from "./values/canonical.ts"

/** Which period is worked out, and under which terms. */
export interface Netting extends CutAt {
  readonly network: Network
  readonly cycle: string
  readonly previous?: CutAt | undefined
  /** Everything of a shard up to there is in earlier periods. */
  readonly open: ReadonlyArray<number>
}

/** What a period comes to. */
export interface NettedLines {
  readonly lines: ReadonlyArray<ClearingLine>
  /** Everything of a shard up to there is in this or an earlier period. */
  readonly open: ReadonlyArray<number>
}

/** Works a period out; it keeps the sums and no more. */
export const net = (
  store: Store["Service"],
  { cut, cycle, network, open, previous, through }: Netting
): Effect.Effect<NettedLines, StoreUnavailable> => {
  const terms = network.configuration.clearing
  const clear = clearingUnder(network)
  const gathered: Gathered = new Map()
  const isOfCycle = byOwner((owner) => cycleOf(terms, owner)?.id === cycle)
  const opened = [...cut]
  return Effect.map(
    foldJournal(store, { after: open, cut }, ({ operation }) => {
      const { businessDate, sequence, shard } = operation
      if (businessDate > through) opened[shard] = Math.min(opened[shard] ?? 0, sequence - 1)
      else if (belongs({ through, cut }, previous, operation))
        clear(operation, (topic, base, due) => {
          if (isOfCycle(topic.owner)) gather(gathered, topic, base, due)
        })
    }),
    () => ({ lines: linesOf(gathered, terms), open: opened })
  )
}

/** Asks once for each owner. */
const byOwner = (
  ask: (owner: ClearingLine["owner"]) => boolean
): ((owner: ClearingLine["owner"]) => boolean) => {
  const known = new Map<ClearingLine["owner"], boolean>()
  return (owner) => {
    const answer = known.get(owner) ?? ask(owner)
    known.set(owner, answer)
    return answer
  }
}

/** Lines as one text, of which a period keeps the hash. */
export const textOf = (lines: ReadonlyArray<ClearingLine>): string => canonicalText(lines)
