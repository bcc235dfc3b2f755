/**
 * What was done in a shift, line by line: what was taken or paid out, given away, sold and taken back.
 *
 * @module
 */
import { isOfShifts } from "../account/Shift.ts"
import type { Operation } from "../journal/Operation.ts"
import type { TenderKind } from "../program/TenderKind.ts"
import type { OperationId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

/** One operation of a shift, in minor units of its currency; of several currencies there are as many lines. */
export interface ShiftLine {
  readonly operation: OperationId
  readonly verb: string
  readonly at: Instant
  readonly currency: string
  /** What was taken in of a tender, with a minus what was given back or paid out. */
  readonly tender?: TenderKind
  readonly taken?: bigint
  /** What promotions gave, with a minus what they took back. */
  readonly bonus?: bigint
  /** What was paid with cards, with a minus what was given back to them. */
  readonly sold?: bigint
  /** What it took back, and why, if it took something back. */
  readonly cancels?: OperationId
  readonly reason?: string
}

const cancelling: ReadonlySet<string> = new Set(["Reverse", "Clawback", "FailLoad", "Release", "Deactivate"])

/** Whether a verb takes back what was done before: on a hand-over it is shown with its reason. */
export const isCancellation = (verb: string): boolean => cancelling.has(verb)

interface Moved {
  tender?: TenderKind
  taken?: bigint
  bonus?: bigint
  sold?: bigint
}

const movedBy = ({ entry }: Operation): ReadonlyMap<string, Moved> => {
  const byAsset = new Map<string, Moved>()
  for (const { account, amount, asset } of entry.postings) {
    const moved = byAsset.get(asset) ?? {}
    if (account.kind === "cashClearing") {
      moved.tender = account.tender
      moved.taken = (moved.taken ?? 0n) + amount
    } else if (account.kind === "promotionExpense") moved.bonus = (moved.bonus ?? 0n) + amount
    else if (account.kind === "merchantPayable") moved.sold = (moved.sold ?? 0n) - amount
    else continue
    byAsset.set(asset, moved)
  }
  return byAsset
}

const reasonOf = ({ asked, verb }: Operation): string | undefined => {
  if (!isCancellation(verb)) return undefined
  const { reason } = JSON.parse(asked)
  return typeof reason === "string" ? reason : undefined
}

/** The lines of the operations that were done in a shift of a currency, in their order; opening and closing it is none. */
export const shiftLines = (
  operations: ReadonlyArray<Operation>,
  currency: string
): ReadonlyArray<ShiftLine> =>
  operations
    .filter(({ verb }) => !isOfShifts(verb) || verb === "Remit")
    .flatMap((operation) => {
      const { effectiveAt: at, id, original, verb } = operation
      const moved = movedBy(operation)
      const reason = reasonOf(operation)
      const line = {
        operation: id,
        verb,
        at,
        ...(isCancellation(verb) && original !== undefined && { cancels: original }),
        ...(reason !== undefined && { reason })
      }
      return moved.size === 0
        ? [{ ...line, currency }]
        : [...moved].map(([asset, amounts]) => ({ ...line, currency: asset, ...amounts }))
    })
