/**
 * Membership: to which period of a cycle an operation belongs. It belongs to the first whose last date and cut both take it in.
 *
 * @module
 */
import type { CutAt } from "../account/ClearingPeriod.ts"
import type { Operation } from "../journal/Operation.ts"

/** Where an operation stands in the journal, and to which business date it belongs. */
export type Place = Pick<Operation, "shard" | "sequence" | "businessDate">

const isTakenBy = ({ cut, through }: CutAt, { businessDate, sequence, shard }: Place): boolean =>
  businessDate <= through && sequence <= (cut[shard] ?? 0)

/** Whether an operation belongs to a period: it is taken in, and was not before. */
export const belongs = (period: CutAt, previous: CutAt | undefined, place: Place): boolean =>
  isTakenBy(period, place) && (previous === undefined || !isTakenBy(previous, place))
