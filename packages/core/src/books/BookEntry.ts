/**
 * Entries as an accountant reads them: what an operation debited and credited, where, when and under which reference, with
 * the wallets of one kind added up and nothing of who the holders are.
 *
 * @module
 */
import { accountTitle, type BookAccount, bookAccount } from "../journal/ChartOfAccounts.ts"
import type { Posting } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import type { OperationId, OutletId, OwnerId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"

/** One line: a debit or a credit of a ledger account, in minor units of the asset; the other one is 0. */
export interface BookLine {
  readonly account: BookAccount
  readonly asset: string
  readonly debit: bigint
  readonly credit: bigint
}

/** An entry whose lines add up to zero per asset: of one operation, or of all of a day, outlet and verb. */
export interface BookEntry {
  /** The business date, `YYYY-MM-DD`. */
  readonly date: string
  readonly verb: string
  readonly outlet?: OutletId
  /** Whose outlet it was. */
  readonly owner?: OwnerId
  /** Absent: it sums many up. */
  readonly operation?: OperationId
  /** Which operation it refers to: what it reverses, refunds, captures or expires. */
  readonly original?: OperationId
  /** The caller's own reference. */
  readonly reference?: string
  /** How many operations it is of. */
  readonly operations: number
  /** When it was recorded, and when it counts; of many operations, of the last of them. */
  readonly recordedAt: Instant
  readonly effectiveAt: Instant
  readonly lines: ReadonlyArray<BookLine>
}

/** Lines by account, asset and side. */
export type Lines = Map<string, BookLine>

const add = (lines: Lines, line: BookLine): void => {
  const key = `${accountTitle(line.account)} ${line.asset} ${line.credit === 0n ? "debit" : "credit"}`
  const before = lines.get(key)
  lines.set(key, {
    ...line,
    debit: (before?.debit ?? 0n) + line.debit,
    credit: (before?.credit ?? 0n) + line.credit
  })
}

/** Adds lines to those of the same account, asset and side. */
export const addLines = (lines: Lines, more: Iterable<BookLine>): void => {
  for (const line of more) add(lines, line)
}

/** Debits first, then in the order of the accounts' names. */
export const linesInOrder = (lines: Lines): ReadonlyArray<BookLine> =>
  [...lines]
    .toSorted(([a, one], [b, other]) =>
      (one.credit === 0n) === (other.credit === 0n) ? (a < b ? -1 : 1) : one.credit === 0n ? -1 : 1
    )
    .map(([, line]) => line)

const linesOf = (postings: ReadonlyArray<Posting>): ReadonlyArray<BookLine> => {
  const lines: Lines = new Map()
  for (const { account, amount, asset } of postings)
    if (amount !== 0n)
      add(lines, {
        account: bookAccount(account),
        asset,
        debit: amount > 0n ? amount : 0n,
        credit: amount < 0n ? -amount : 0n
      })
  return linesInOrder(lines)
}

/** The caller's own reference of an operation. */
export const referenceOf = (asked: string): string | undefined => {
  if (!asked.includes('"reference"')) return undefined
  const sent: { readonly reference?: unknown } = JSON.parse(asked)
  return typeof sent.reference === "string" ? sent.reference : undefined
}

/** The entry of an operation; none if it moved no money. */
export const bookEntry = (operation: Operation): BookEntry | undefined => {
  const { businessDate, effectiveAt, entry, id, original, outlet, owner, recordedAt, verb } = operation
  const lines = linesOf(entry.postings)
  if (lines.length === 0) return undefined
  const reference = referenceOf(operation.asked)
  return {
    date: businessDate,
    verb,
    ...(outlet !== undefined && { outlet }),
    ...(owner !== undefined && { owner }),
    operation: id,
    ...(original !== undefined && { original }),
    ...(reference !== undefined && { reference }),
    operations: 1,
    recordedAt,
    effectiveAt,
    lines
  }
}
