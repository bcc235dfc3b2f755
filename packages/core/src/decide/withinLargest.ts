/**
 * What a wallet may come to: no value and no debt in it is larger than every reader of JSON has exactly.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import type { Movement } from "../journal/Entry.ts"
import { overBalance } from "../policy/limits.ts"
import { atLeastZero, largest } from "../values/Amount.ts"
import type { WalletId } from "../values/Ids.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"

/** How much of something is in a wallet, and what a movement adds to it. */
interface Measure {
  readonly in: (wallet: Wallet) => bigint
  readonly by: (movement: Movement) => bigint
}

const measures: ReadonlyArray<Measure> = [
  {
    in: ({ lots }) => lots.reduce((sum, { promised, remaining }) => sum + remaining + promised, 0n),
    by: (movement) => (movement.kind === "lot" ? movement.remaining + movement.promised : 0n)
  },
  {
    in: ({ receivable }) => receivable,
    by: (movement) => (movement.kind === "receivable" ? movement.amount : 0n)
  }
]

/** What movements add to each wallet that has less before; nothing where none of them adds anything. */
const added = (
  movements: ReadonlyArray<Movement>,
  { by }: Measure
): ReadonlyArray<readonly [WalletId, bigint]> => {
  if (!movements.some((movement) => by(movement) > 0n)) return none
  const sums = new Map<WalletId, bigint>()
  for (const movement of movements)
    if ("wallet" in movement) sums.set(movement.wallet, (sums.get(movement.wallet) ?? 0n) + by(movement))
  return [...sums].filter(([, sum]) => sum > 0n)
}

const none: ReadonlyArray<never> = []

/** A decision as far as no wallet comes to more than the largest amount by it: loads are asked before, all else here. */
export const withinLargest = ({ view }: Situation, decision: Decision): Decision => {
  if (isDecline(decision)) return decision
  for (const measure of measures)
    for (const [id, more] of added(decision.entry.movements, measure)) {
      const wallet = view.wallets.get(id)
      const room = largest - (wallet === undefined ? 0n : measure.in(wallet))
      if (more > room)
        return overBalance({ amount: atLeastZero(room), limit: undefined, resetsAt: undefined })
    }
  return decision
}
