/**
 * Refund: a commercial return of a redemption or capture, in the exact reverse of the order in which its lots were drawn.
 *
 * @module
 */
import type { Slice } from "../command/Receipt.ts"
import type { Refund } from "../command/Refund.ts"
import type { LotMoved, ReceivableMoved } from "../journal/Entry.ts"
import { consumedBy, overLimit } from "../policy/limits.ts"
import { admitSubject } from "./admit.ts"
import { besideReturn, withBeside } from "./beside.ts"
import { settled } from "./debts.ts"
import { allowanceFor } from "./gauges.ts"
import { cardOf, originalOf, subjectOfOriginal, walletOfOriginal } from "./original.ts"
import { spentAt } from "./redeem.ts"
import { refundElsewhere } from "./refundElsewhere.ts"
import { type GivenBack, inReverse, restored, without } from "./restore.ts"
import { accepted, type Decision, isDecline, nothingBeside, type Situation } from "./Situation.ts"
import { isLineNamed } from "./spend.ts"
import {
  leftOf,
  ofSale,
  type OwedPart,
  owedOf,
  paidOff,
  reversedBy,
  spends,
  type SpentSlice,
  totalLeft,
  totalOwed,
  withoutOff
} from "./spent.ts"

/** The slices that paid a line of this category (and article, where one is named). */
const paidFor = (
  slices: ReadonlyArray<SpentSlice>,
  named: { readonly category: string; readonly sku?: string }
): ReadonlyArray<SpentSlice> => slices.filter(({ slice }) => isLineNamed(slice.line, named))

/** What of a sale stands: the value that paid it, and what is owed instead. */
interface Standing {
  readonly slices: ReadonlyArray<SpentSlice>
  readonly owed: ReadonlyArray<OwedPart>
}

/** What goes back to lots, and what is owed no more. */
interface Returned {
  readonly back: ReadonlyArray<GivenBack>
  readonly off: ReadonlyArray<ReceivableMoved>
}

/** What is owed comes first: it was paid last. */
const backOfAll = ({ owed, slices }: Standing, amount: bigint): Returned => {
  const { off, rest } = paidOff(owed, amount)
  return { off, back: inReverse(slices, rest) }
}

/** What goes back: of all of it, or per named line of what stands for it. What cannot go back is missing. */
const backOf = (standing: Standing, amount: bigint, lines: Refund["lines"]): Returned => {
  if (lines === undefined) return backOfAll(standing, amount)
  let { owed, slices } = standing
  const parts = lines.map((line) => {
    const ofLine = {
      owed: owed.filter((part) => isLineNamed(part.owed.line, line)),
      slices: paidFor(slices, line)
    }
    const part = backOfAll(ofLine, line.amount)
    owed = withoutOff(owed, part.off)
    slices = without(slices, part.back)
    return part
  })
  return { back: parts.flatMap(({ back }) => back), off: parts.flatMap(({ off }) => off) }
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
  if (original?.verb === "Earn") return refundElsewhere(situation, command, original)
  if (original === undefined || !original.approved || !spends(original)) return { _tag: "OriginalNotFound" }
  const known = subjectOfOriginal(situation, original.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, { side: "credit" })
  if (isDecline(subject)) return subject
  const reversal = reversedBy(situation.view, original)
  if (reversal !== undefined) return { _tag: "OriginalReversed", reversal: reversal.id }
  const slices = leftOf(situation.view, original)
  const owed = owedOf(situation.view, original)
  const left = totalLeft(slices) + totalOwed(owed)
  const amount = command.amount ?? left
  if (left === 0n || amount > left) return { _tag: "ExceedsRefundable", left }
  const wallet = walletOfOriginal(situation, original)
  if (wallet === undefined) return { _tag: "OriginalNotFound" }
  if (command.currency !== undefined && command.currency !== wallet.asset)
    return { _tag: "CurrencyMismatch", expected: wallet.asset }
  const { back, off } = backOf({ slices, owed }, amount, command.lines)
  const due = off.reduce((sum, one) => sum - one.amount, 0n)
  const covered = back.reduce((sum, one) => sum + one.amount, due)
  if (covered < amount) return { _tag: "ExceedsRefundable", left: covered }

  const allowance = allowanceFor(
    situation,
    { ...subject, card: cardOf(situation.view, original), wallet },
    "Refund"
  )
  const over = overLimit(allowance, amount)
  if (over !== undefined) return over
  const debt = settled(situation, subject, wallet, off)
  const movements = [...restored(situation, subject.program, wallet, back), ...debt.repaid]
  const uses = consumedBy(allowance, amount)
  const entry = {
    ...spentAt(situation, subject.program.id, wallet, [...movements, ...debt.off, ...uses]),
    ...ofSale(original, situation.place.owner, situation.place)
  }
  const beside =
    back.length === 0
      ? nothingBeside
      : besideReturn(situation, subject, wallet, original, { before: slices, left: without(slices, back) })
  return accepted(
    subject,
    wallet,
    withBeside(entry, beside),
    {
      ...beside.answers,
      restored: shownSlices(movements),
      ...(debt.paidOff > 0n && { paidOff: debt.paidOff })
    },
    original.id
  )
}
