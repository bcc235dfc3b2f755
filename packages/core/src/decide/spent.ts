/**
 * What became of an operation: how much of what it spent was refunded or reversed, slice by slice, and whether it stands.
 *
 * @module
 */
import { type Entry, type LotMoved, slicesOf } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { least } from "../values/Amount.ts"
import { linkedTo, type View } from "./View.ts"

/** Verbs that spend value, so that it can be refunded. */
export const spends = (operation: Operation): boolean =>
  operation.verb === "Redeem" ||
  operation.verb === "Capture" ||
  operation.verb === "Reinstate" ||
  operation.verb === "BurnPoints"

/** A slice that was spent, and how much of it has not been given back. */
export interface SpentSlice {
  readonly slice: LotMoved
  readonly left: bigint
}

/** What the entry of a spend took out of lots. */
export const spentIn = (entry: Entry): bigint =>
  slicesOf(entry).reduce((sum, { remaining }) => sum - remaining, 0n)

/** The reversals of an operation, oldest first; a declined one refers to nothing. */
export const reversalsOf = (view: View, operation: Operation): ReadonlyArray<Operation> =>
  linkedTo(view, operation.id).filter(({ verb }) => verb === "Reverse")

const isFrom = (spent: LotMoved, restored: LotMoved): boolean =>
  (spent.lot.id === restored.lot.id || spent.lot.id === restored.lot.restoredFrom) &&
  spent.line?.number === restored.line?.number &&
  spent.line?.category === restored.line?.category

const withoutRestored = (
  slices: ReadonlyArray<SpentSlice>,
  restored: LotMoved
): ReadonlyArray<SpentSlice> => {
  let back = restored.remaining
  return slices
    .toReversed()
    .map((spent) => {
      const part = isFrom(spent.slice, restored) ? least(back, spent.left) : 0n
      back -= part
      return { ...spent, left: spent.left - part }
    })
    .toReversed()
}

/** The slices that an operation spent, in the order in which it drew them, less what refunds and reversals gave back. */
export const leftOf = (view: View, operation: Operation): ReadonlyArray<SpentSlice> =>
  linkedTo(view, operation.id)
    .filter((one) => !isReversed(view, one))
    .flatMap(({ entry }) => slicesOf(entry))
    .reduce<ReadonlyArray<SpentSlice>>(
      withoutRestored,
      slicesOf(operation.entry).map((slice) => ({ slice, left: -slice.remaining }))
    )

/** How much of what an operation spent has not been given back. */
export const totalLeft = (slices: ReadonlyArray<SpentSlice>): bigint =>
  slices.reduce((sum, { left }) => sum + left, 0n)

/** The reversal after which nothing of an operation stands. */
export const reversedBy = (view: View, operation: Operation): Operation | undefined => {
  const last = reversalsOf(view, operation).at(-1)
  return spends(operation) && totalLeft(leftOf(view, operation)) > 0n ? undefined : last
}

/** Whether an operation was reversed in full. */
export const isReversed = (view: View, operation: Operation): boolean =>
  reversedBy(view, operation) !== undefined

/** The refunds of an operation that stand. */
export const refundsOf = (view: View, operation: Operation): ReadonlyArray<Operation> =>
  linkedTo(view, operation.id).filter((one) => one.verb === "Refund" && !isReversed(view, one))
