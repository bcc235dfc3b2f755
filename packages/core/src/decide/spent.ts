/**
 * What became of an operation: how much of what it spent was refunded or reversed, slice by slice, and whether it stands.
 *
 * @module
 */
import {
  advancesOf,
  type Entry,
  type LotMoved,
  lotsMoved,
  type ReceivableMoved,
  slicesOf
} from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { least } from "../values/Amount.ts"
import type { LotId, OwnerId, ProgramId } from "../values/Ids.ts"
import type { Place } from "./Situation.ts"
import { linkedTo, type View } from "./View.ts"

/** Verbs that spend value, so that it can be refunded. */
export const spends = (operation: Operation): boolean =>
  operation.verb === "Redeem" ||
  operation.verb === "Advice" ||
  operation.verb === "Capture" ||
  operation.verb === "Reinstate" ||
  operation.verb === "BurnPoints"

/** Whether it was a sale, paid here or elsewhere. */
export const isSold = (operation: Operation): boolean =>
  spends(operation) || operation.entry.earned?.paid !== undefined

/** What an entry says of the sale that it takes back: the day and the owner, where they are not its own and whoever it charges. */
export const ofSale = (
  original: Operation,
  charged: OwnerId | undefined,
  { day }: Pick<Place, "day">
): Pick<Entry, "ofSale"> => {
  if (!spends(original) && original.verb !== "Refund" && original.verb !== "Earn") return {}
  const on = original.entry.ofSale?.on ?? original.businessDate
  const owner = original.entry.ofSale?.owner ?? original.owner
  const isElsewhere = owner !== undefined && owner !== charged
  return on === day.text && !isElsewhere ? {} : { ofSale: { on, ...(isElsewhere && { owner }) } }
}

/** By which tender came in or went out. */
const tendered: ReadonlySet<string> = new Set(["Issue", "Activate", "Load", "ConfirmLoad", "CashOut"])

/** The program in an entry: what no value was moved for, an advance says. */
const programIn = (entry: Pick<Entry, "movements" | "postings">): ProgramId | undefined => {
  for (const { account } of entry.postings) if ("program" in account) return account.program
  return advancesOf(entry)[0]?.advancedBy
}

/** What an entry says of the load or the pay-out that it takes back: day and program, where they are not its own. */
export const ofTender = (
  { businessDate: on, entry, verb }: Operation,
  { day }: Pick<Place, "day">,
  taking: Pick<Entry, "movements" | "postings">
): Pick<Entry, "ofSale"> => {
  if (!tendered.has(verb)) return {}
  const program = programIn(entry)
  const isOther = program !== undefined && program !== programIn(taking)
  return on === day.text && !isOther ? {} : { ofSale: { on, ...(isOther && { program }) } }
}

/** A slice that was spent, and how much of it has not been given back. */
export interface SpentSlice {
  readonly slice: LotMoved
  readonly left: bigint
}

/** What the entry of a spend took out of lots. */
const spentIn = (entry: Entry): bigint => slicesOf(entry).reduce((sum, { remaining }) => sum - remaining, 0n)

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

/** What no value paid of a line, and how much of it was not taken back. */
export interface OwedPart {
  readonly owed: ReceivableMoved
  readonly left: bigint
}

/** Of one line at a time: what of it is owed no more. */
const withoutPaidOff = (
  parts: ReadonlyArray<OwedPart>,
  moved: Pick<ReceivableMoved, "amount" | "line">
): ReadonlyArray<OwedPart> =>
  parts.map((part) =>
    part.owed.line?.number === moved.line?.number ? { ...part, left: part.left + moved.amount } : part
  )

/** What an entry takes off what no value paid: the debt, and what came back because the debt had been paid. */
const takenOff = (entry: Entry): ReadonlyArray<Pick<ReceivableMoved, "amount" | "line">> => [
  ...advancesOf(entry),
  ...lotsMoved(entry).flatMap(({ line, remaining, why }) =>
    why === "repaid" ? [{ amount: -remaining, line }] : []
  )
]

/** What no value paid of an operation, line by line, less what was returned or reversed of it. */
export const owedOf = (view: View, operation: Operation): ReadonlyArray<OwedPart> => {
  const parts = advancesOf(operation.entry).map((owed) => ({ owed, left: owed.amount }))
  return parts.length === 0
    ? parts
    : linkedTo(view, operation.id)
        .filter((one) => !isReversed(view, one))
        .flatMap(({ entry }) => takenOff(entry))
        .reduce<ReadonlyArray<OwedPart>>(withoutPaidOff, parts)
}

/** How much of what no value paid was not taken back. */
export const totalOwed = (parts: ReadonlyArray<OwedPart>): bigint =>
  parts.reduce((sum, { left }) => sum + left, 0n)

/** What stands no more when an amount is returned: the exact reverse of the order of the lines, before any value goes back. */
export const paidOff = (
  parts: ReadonlyArray<OwedPart>,
  amount: bigint
): { readonly off: ReadonlyArray<ReceivableMoved>; readonly rest: bigint } => {
  let rest = amount
  const off = parts.toReversed().flatMap(({ left, owed }) => {
    const part = least(rest, left)
    rest -= part
    return part === 0n ? [] : [{ ...owed, amount: -part }]
  })
  return { off, rest }
}

/** What is left of it when so much of it stands no more. */
export const withoutOff = (
  parts: ReadonlyArray<OwedPart>,
  off: ReadonlyArray<ReceivableMoved>
): ReadonlyArray<OwedPart> => off.reduce(withoutPaidOff, parts)

/** How much of a spend stands: what was taken of value, and what no value paid. */
export const standsOf = (view: View, operation: Operation): bigint =>
  totalLeft(leftOf(view, operation)) + totalOwed(owedOf(view, operation))

/** The reversal after which nothing of an operation stands. */
export const reversedBy = (view: View, operation: Operation): Operation | undefined => {
  const last = reversalsOf(view, operation).at(-1)
  return last === undefined || (spends(operation) && standsOf(view, operation) > 0n) ? undefined : last
}

/** Whether an operation was reversed in full. */
const isReversed = (view: View, operation: Operation): boolean => reversedBy(view, operation) !== undefined

/** The refunds of an operation that stand. */
export const refundsOf = (view: View, operation: Operation): ReadonlyArray<Operation> =>
  linkedTo(view, operation.id).filter((one) => one.verb === "Refund" && !isReversed(view, one))

/** What an operation did with a lot first. */
export const sliceOf = ({ entry }: Operation, lot: LotId): LotMoved | undefined =>
  lotsMoved(entry).find((slice) => slice.lot.id === lot)

/** What of a lot that an operation funded was posted as expired and not taken back since. */
export const expiredOf = (view: View, source: Operation, lot: LotId): bigint =>
  linkedTo(view, source.id)
    .filter(
      (operation) =>
        operation.verb === "ExpireLot" ||
        operation.verb === "RestoreExpired" ||
        (operation.verb === "ChangeExpiry" && !isReversed(view, operation))
    )
    .reduce((sum, operation) => sum - (sliceOf(operation, lot)?.remaining ?? 0n), 0n)

/** What was captured of a hold, and taken since it had expired, by what stands of it. */
export const takenOf = (view: View, placed: Operation): ReadonlyArray<Operation> =>
  linkedTo(view, placed.id).filter((operation) => spends(operation) && !isReversed(view, operation))

/** What operations took out of lots. */
export const totalSpent = (taken: ReadonlyArray<Operation>): bigint =>
  taken.reduce((sum, { entry }) => sum + spentIn(entry), 0n)
