/**
 * What a reversal in part gives back to limits: to the periods that the operation consumed them in.
 *
 * @module
 */
import { isOfShift } from "../account/Shift.ts"
import { isSameUse } from "../account/Wallet.ts"
import type { UseMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { limitCounted } from "../network/Counter.ts"
import { least } from "../values/Amount.ts"
import { reversalsOf } from "./spent.ts"
import type { View } from "./View.ts"

const usesOf = ({ entry }: Operation): ReadonlyArray<UseMoved> =>
  entry.movements.filter(
    (movement): movement is UseMoved => movement.kind === "use" && !isOfShift(movement.wallet)
  )

/** What an operation consumed in each period of each limit: a hold and its increments, or what a capture took above it, are one. */
const consumedIn = (operation: Operation): ReadonlyArray<UseMoved> =>
  usesOf(operation)
    .filter(({ consumed }) => consumed > 0n)
    .reduce<ReadonlyArray<UseMoved>>((uses, use) => {
      const isOne = (one: UseMoved): boolean => one.wallet === use.wallet && isSameUse(one, use)
      return uses.some(isOne)
        ? uses.map((one) => (isOne(one) ? { ...one, consumed: one.consumed + use.consumed } : one))
        : [...uses, use]
    }, [])

/** Gives an amount back to the periods of the limits that it was consumed in, newest first, once. */
export const unconsumed = (
  view: View,
  original: Operation,
  asset: string,
  amount: bigint
): ReadonlyArray<UseMoved> => {
  const left = new Map<string, bigint>()
  return consumedIn(original)
    .filter(({ wallet }) => view.wallets.get(wallet)?.asset === asset)
    .toReversed()
    .flatMap((use) => {
      const given = reversalsOf(view, original)
        .flatMap(usesOf)
        .filter((one) => one.wallet === use.wallet && isSameUse(one, use))
      const open = given.reduce((sum, { consumed }) => sum + consumed, use.consumed)
      const name = limitCounted(use.wallet, use.limit)
      const due = left.get(name) ?? amount
      const now = view.wallets.get(use.wallet)?.uses.find((one) => isSameUse(one, use))
      const part = least(least(due, open), now?.consumed ?? 0n)
      left.set(name, due - least(due, open))
      return part === 0n ? [] : [{ ...use, consumed: -part, reserved: 0n }]
    })
}
