/**
 * A return of a sale that was paid elsewhere: the money goes back where it came from, and the points go back here.
 *
 * @module
 */
import type { BasketLine } from "../account/Hold.ts"
import type { Refund } from "../command/Refund.ts"
import type { Operation } from "../journal/Operation.ts"
import { least } from "../values/Amount.ts"
import { admitSubject } from "./admit.ts"
import { besideReturnElsewhere } from "./beside.ts"
import { subjectOfOriginal } from "./original.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { isLineNamed } from "./spend.ts"
import { ofSale, refundsOf, reversedBy } from "./spent.ts"
import type { View } from "./View.ts"

/** What was paid for each line and has not come back. */
const standing = (view: View, original: Operation): ReadonlyArray<BasketLine> =>
  refundsOf(view, original).reduce(
    (left, { entry }) =>
      left.map((part, n) => ({ ...part, amount: part.amount - (entry.earned?.paid?.[n]?.amount ?? 0n) })),
    original.entry.earned?.paid ?? []
  )

const total = (parts: ReadonlyArray<BasketLine>): bigint =>
  parts.reduce((sum, { amount }) => sum + amount, 0n)

/** What comes back of each line, the last one first. */
const backOf = (left: ReadonlyArray<BasketLine>, amount: bigint): ReadonlyArray<BasketLine> => {
  let rest = amount
  return left
    .toReversed()
    .map((part) => {
      const back = least(rest, part.amount)
      rest -= back
      return { ...part, amount: back }
    })
    .toReversed()
}

const without = (
  left: ReadonlyArray<BasketLine>,
  back: ReadonlyArray<BasketLine>
): ReadonlyArray<BasketLine> =>
  left.map((part, n) => ({ ...part, amount: part.amount - (back[n]?.amount ?? 0n) }))

/** What is left when an amount has come back: of all of it, or of the lines that are named. What cannot come back is left out. */
const leftAfter = (
  left: ReadonlyArray<BasketLine>,
  amount: bigint,
  lines: Refund["lines"]
): ReadonlyArray<BasketLine> =>
  lines === undefined
    ? without(left, backOf(left, amount))
    : lines.reduce((rest, line) => {
        const ofLine = rest.map((part) => (isLineNamed(part, line) ? part : { ...part, amount: 0n }))
        return without(rest, backOf(ofLine, line.amount))
      }, left)

export const refundElsewhere = (situation: Situation, command: Refund, original: Operation): Decision => {
  const { earned } = original.entry
  if (!original.approved || earned?.paid === undefined) return { _tag: "OriginalNotFound" }
  const known = subjectOfOriginal(situation, original.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, { side: "credit" })
  if (isDecline(subject)) return subject
  const reversal = reversedBy(situation.view, original)
  if (reversal !== undefined) return { _tag: "OriginalReversed", reversal: reversal.id }
  const before = standing(situation.view, original)
  const left = total(before)
  const amount = command.amount ?? left
  if (left === 0n || amount > left) return { _tag: "ExceedsRefundable", left }
  const { code } = subject.program.asset
  if (command.currency !== undefined && command.currency !== code)
    return { _tag: "CurrencyMismatch", expected: code }
  const after = leftAfter(before, amount, command.lines)
  const covered = left - total(after)
  if (covered < amount) return { _tag: "ExceedsRefundable", left: covered }

  const { answers, ...beside } = besideReturnElsewhere(situation, original, {
    back: without(before, after),
    left: after.map((part) => part.amount)
  })
  const entry = { ...beside, ...ofSale(original, situation.place.owner, situation.place) }
  const paidBack = { currency: code, amount }
  return accepted(subject, { id: earned.wallet }, entry, { ...answers, paidBack }, original.id)
}
