/**
 * Refund: a commercial return of a redemption or capture, in the exact reverse of the order in which its lots were drawn.
 *
 * @module
 */
import type { Slice } from "../command/Receipt.ts"
import type { Refund } from "../command/Refund.ts"
import type { LotMoved } from "../journal/Entry.ts"
import { admitSubject } from "./admit.ts"
import { besideReturn, withBeside } from "./beside.ts"
import { originalOf, subjectOfOriginal, walletOfOriginal } from "./original.ts"
import { spentAt } from "./redeem.ts"
import { type GivenBack, inReverse, restored, without } from "./restore.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { isLineNamed } from "./spend.ts"
import { leftOf, reversedBy, spends, type SpentSlice, totalLeft } from "./spent.ts"

/** The slices that paid a line of this category (and article, where one is named). */
const paidFor = (
  slices: ReadonlyArray<SpentSlice>,
  named: { readonly category: string; readonly sku?: string }
): ReadonlyArray<SpentSlice> => slices.filter(({ slice }) => isLineNamed(slice.line, named))

/** What goes back: over all slices, or per named line within those that paid it. What cannot go back is missing. */
const backOf = (
  slices: ReadonlyArray<SpentSlice>,
  amount: bigint,
  lines: Refund["lines"]
): ReadonlyArray<GivenBack> => {
  if (lines === undefined) return inReverse(slices, amount)
  let open = slices
  return lines.flatMap((line) => {
    const back = inReverse(paidFor(open, line), line.amount)
    open = without(open, back)
    return back
  })
}

/** Restored slices as the receipt shows them. */
export const shownSlices = (movements: ReadonlyArray<LotMoved>): ReadonlyArray<Slice> =>
  movements.map(({ line, lot, remaining }) => ({
    subWallet: lot.subWallet,
    lot: lot.id,
    amount: remaining < 0n ? -remaining : remaining,
    ...(line !== undefined && { line: line.number })
  }))

export const refund = (situation: Situation, command: Refund): Decision => {
  const original = originalOf(situation, command)
  if (original === undefined || !original.approved || !spends(original)) return { _tag: "OriginalNotFound" }
  const known = subjectOfOriginal(situation, original.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, { side: "credit" })
  if (isDecline(subject)) return subject
  const reversal = reversedBy(situation.view, original)
  if (reversal !== undefined) return { _tag: "OriginalReversed", reversal: reversal.id }
  const slices = leftOf(situation.view, original)
  const left = totalLeft(slices)
  const amount = command.amount ?? left
  if (left === 0n || amount > left) return { _tag: "ExceedsRefundable", left }
  const wallet = walletOfOriginal(situation, original)
  if (wallet === undefined) return { _tag: "OriginalNotFound" }
  if (command.currency !== undefined && command.currency !== wallet.asset)
    return { _tag: "CurrencyMismatch", expected: wallet.asset }
  const back = backOf(slices, amount, command.lines)
  const covered = back.reduce((sum, one) => sum + one.amount, 0n)
  if (covered < amount) return { _tag: "ExceedsRefundable", left: covered }

  const movements = restored(situation, subject.program, wallet, back)
  const entry = spentAt(situation, subject.program.id, wallet, movements)
  const beside = besideReturn(situation, subject, wallet, original, {
    before: slices,
    left: without(slices, back)
  })
  return accepted(
    subject,
    wallet,
    withBeside(entry, beside),
    { ...beside.answers, restored: shownSlices(movements) },
    original.id
  )
}
