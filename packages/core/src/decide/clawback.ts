/**
 * Clawback: take a load back of which part was spent; what cannot be taken becomes the holder's debt.
 *
 * @module
 */
import { isExpired } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Clawback } from "../command/Clawback.ts"
import type { Decline } from "../command/Decline.ts"
import { type LotMoved, type Movement, type Posting, slicesOf } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import type { ProgramId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { admitSubject } from "./admit.ts"
import { originalOf, subjectOfOriginal, walletOfOriginal } from "./original.ts"
import { fundingOf } from "./pendingLoad.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { reversedBy } from "./spent.ts"
import { linkedTo } from "./View.ts"

/** Verbs that fund lots, or promise them, and do nothing else to lots. */
const loads = new Set(["Load", "ConfirmLoad", "Issue", "Activate"])

/** What of a funded lot is still there, what was spent of it, and what was only promised. */
interface Rest {
  readonly funding: LotMoved["lot"]["funding"]
  readonly taken: LotMoved
  readonly spent: bigint
}

/**
 * What is missing of a lot was spent, unless the lot has expired since: then it was the issuer's already. A lot that is
 * partly spent and then expired is counted as expired, in the holder's favour.
 */
const restOf = (wallet: Wallet, slice: LotMoved, at: Instant): Rest => {
  const lot = wallet.lots.find(({ id }) => id === slice.lot.id)
  const [remaining, promised] = [lot?.remaining ?? 0n, lot?.promised ?? 0n]
  const missing = slice.lot.funded - remaining - promised
  return {
    funding: slice.lot.funding,
    taken: { ...slice, lot: lot ?? slice.lot, remaining: -remaining, held: 0n, promised: -promised },
    spent: isExpired(lot ?? slice.lot, at) ? 0n : missing
  }
}

const refusal = (situation: Situation, original: Operation, wallet: Wallet): Decline | undefined => {
  const reversal = reversedBy(situation.view, original)
  if (reversal !== undefined) return { _tag: "OriginalReversed", reversal: reversal.id }
  const clawed = linkedTo(situation.view, original.id).find(({ verb }) => verb === "Clawback")
  if (clawed !== undefined) return { _tag: "PreviouslyReversed", reversal: clawed.id }
  const lots = new Set<string>(slicesOf(original.entry).map(({ lot }) => lot.id))
  const holds = wallet.holds.filter(({ pins }) => pins.some(({ lot }) => lots.has(lot))).map(({ id }) => id)
  return holds.length === 0 ? undefined : { _tag: "HoldsOpen", holds }
}

/** Paid value goes back as it was paid; the promotion takes its expense back. */
const postingsOf = (
  original: Operation,
  program: ProgramId,
  wallet: Wallet,
  movements: ReadonlyArray<Movement>,
  rests: ReadonlyArray<Rest>
): ReadonlyArray<Posting> => {
  const back = (isGiven: boolean): bigint =>
    rests
      .filter(({ funding }) => (funding === "promotional") === isGiven)
      .reduce((sum, { spent, taken }) => sum + spent - taken.remaining, 0n)
  const cash = original.entry.postings.find(({ account }) => account.kind === "cashClearing")
  return [
    ...liabilityPostings(movements, wallet.asset, () => program),
    ...posted(
      { kind: "receivable", wallet: wallet.id },
      wallet.asset,
      rests.reduce((sum, { spent }) => sum + spent, 0n)
    ),
    ...posted({ kind: "promotionExpense", program }, wallet.asset, -back(true)),
    ...(cash === undefined ? [] : posted(cash.account, wallet.asset, -back(false)))
  ]
}

export const clawback = (situation: Situation, command: Clawback): Decision => {
  const named = originalOf(situation, command)
  const original = named && fundingOf(situation.view, named)
  const slices = original !== undefined && loads.has(original.verb) ? slicesOf(original.entry) : []
  if (original === undefined || slices.length === 0) return { _tag: "OriginalNotFound" }
  const known = subjectOfOriginal(situation, original.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, {})
  if (isDecline(subject)) return subject
  const wallet = walletOfOriginal(situation, original)
  if (wallet === undefined) return { _tag: "OriginalNotFound" }
  const refused = refusal(situation, original, wallet)
  if (refused !== undefined) return refused

  const rests = slices.map((slice) => restOf(wallet, slice, situation.at))
  const taken = rests.reduce((sum, rest) => sum - rest.taken.remaining, 0n)
  const receivable = rests.reduce((sum, rest) => sum + rest.spent, 0n)
  const movements: ReadonlyArray<Movement> = [
    ...rests
      .map((rest) => rest.taken)
      .filter(({ promised, remaining }) => remaining !== 0n || promised !== 0n),
    ...(receivable === 0n ? [] : [{ kind: "receivable" as const, wallet: wallet.id, amount: receivable }])
  ]
  const postings = postingsOf(original, subject.program.id, wallet, movements, rests)
  return accepted(subject, wallet, { movements, postings }, { taken, receivable }, original.id)
}
