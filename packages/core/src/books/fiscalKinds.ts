/**
 * What an operation is to a fiscal till, by the German standard for such data (DSFinV-K, kinds of business cases).
 *
 * @module
 */
import { lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { VatTerms } from "../program/Vat.ts"
import { columnOf, isCredit, walletAbout } from "./liabilityColumns.ts"

/** The kinds that value is sold and used under, and the discount that given value is. */
export type FiscalKind =
  | "EinzweckgutscheinKauf"
  | "EinzweckgutscheinEinloesung"
  | "MehrzweckgutscheinKauf"
  | "MehrzweckgutscheinEinloesung"
  | "Rabatt"

/** One business case of an operation; what is taken back has a minus. */
export interface FiscalPart {
  readonly kind: FiscalKind
  /** In minor units. */
  readonly amount: bigint
}

const words = {
  singlePurpose: { sold: "EinzweckgutscheinKauf", used: "EinzweckgutscheinEinloesung" },
  multiPurpose: { sold: "MehrzweckgutscheinKauf", used: "MehrzweckgutscheinEinloesung" }
} as const

const wasGiven: ReadonlySet<string> = new Set(["promotional", "compensation"])

/**
 * The business cases of an operation that a till has to record: value that was sold, used and given back. An operation of the
 * back office, or one that moves no value, has none.
 */
export const fiscalParts = (
  operation: Pick<Operation, "approved" | "entry" | "id" | "verb">,
  { kind }: Pick<VatTerms, "kind">
): ReadonlyArray<FiscalPart> => {
  const sums = new Map<FiscalKind, bigint>()
  const about = walletAbout(operation.entry)
  const add = (part: FiscalKind, amount: bigint) => sums.set(part, (sums.get(part) ?? 0n) + amount)
  for (const moved of lotsMoved(operation.entry)) {
    if (moved.remaining === 0n || moved.wallet !== about) continue
    const column = columnOf(operation, moved, about)
    const isUse = column === "redeemed" || (column === "refunded" && !isCredit(operation, moved))
    if (isUse) add(wasGiven.has(moved.lot.funding) ? "Rabatt" : words[kind].used, -moved.remaining)
    else if ((column === "issued" || column === "loaded") && moved.lot.funding === "paid")
      add(words[kind].sold, moved.remaining)
  }
  return [...sums].filter(([, amount]) => amount !== 0n).map(([part, amount]) => ({ kind: part, amount }))
}
