/**
 * ChangeExpiry: staff give a lot another end; breakage that was posted for it is taken back first. Law bounds them as it
 * bounds the program.
 *
 * @module
 */
import type { LotTerms } from "../account/Lot.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { ChangeExpiry } from "../command/ChangeExpiry.ts"
import type { Decline } from "../command/Decline.ts"
import { type LotMoved, lotsMoved, type Movement } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { against, expiredTo, liabilityPostings } from "../journal/post.ts"
import { lawAgainstEnd } from "../program/Law.ts"
import type { Program } from "../program/Program.ts"
import { wasPaidFor } from "../program/SubWalletRule.ts"
import { type LotId, sourceOf } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { admitSubject, subjectOf } from "./admit.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation } from "./Situation.ts"
import { isReversed } from "./spent.ts"
import { linkedTo, type View } from "./View.ts"

const sliceOf = ({ entry }: Operation, lot: LotId): LotMoved | undefined =>
  lotsMoved(entry).find((slice) => slice.lot.id === lot)

/** What of the lot was posted as expired and not taken back since. */
const expiredOf = (view: View, source: Operation, lot: LotId): bigint =>
  linkedTo(view, source.id)
    .filter(
      (operation) =>
        operation.verb === "ExpireLot" ||
        operation.verb === "RestoreExpired" ||
        (operation.verb === "ChangeExpiry" && !isReversed(view, operation))
    )
    .reduce((sum, operation) => sum - (sliceOf(operation, lot)?.remaining ?? 0n), 0n)

const depleted: Decline = {
  _tag: "ProgramRuleViolation",
  rule: "changeExpiry",
  sentence: "Nothing is left of the lot."
}
const past: Decline = {
  _tag: "ProgramRuleViolation",
  rule: "changeExpiry",
  sentence: "The new end is not in the future."
}

/** Paid value ends no sooner than law has it; what would have ended too soon already may at least end later. */
const tooEarly = (
  situation: Situation,
  program: Program,
  { activeFrom, expiresAt, funding }: LotTerms,
  to: Instant
): Decline | undefined => {
  const isLater = expiresAt !== undefined && to >= expiresAt
  const law =
    wasPaidFor(funding) && !isLater
      ? lawAgainstEnd(lawsOf(situation, program), situation.place.zone, { activeFrom, now: situation.at }, to)
      : undefined
  return (
    law && {
      _tag: "ProgramRuleViolation",
      rule: law.id,
      sentence: "Paid value may not end so early."
    }
  )
}

const movementsOf = (
  wallet: Wallet,
  terms: LotTerms,
  expired: bigint,
  to: number
): ReadonlyArray<Movement> => {
  const expiry = { kind: "expiry" as const, wallet: wallet.id, lot: terms.id, from: terms.expiresAt, to }
  return expired === 0n
    ? [expiry]
    : [{ kind: "lot", wallet: wallet.id, lot: terms, remaining: expired, held: 0n, promised: 0n }, expiry]
}

export const changeExpiry = (situation: Situation, command: ChangeExpiry): Decision => {
  const { view } = situation
  const source = view.operations.get(sourceOf(command.lot))
  const slice = source && sliceOf(source, command.lot)
  const wallet = slice && view.wallets.get(slice.wallet)
  if (source === undefined || slice === undefined || wallet === undefined) return { _tag: "OriginalNotFound" }
  const known = subjectOf(situation, undefined, wallet.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, {})
  if (isDecline(subject)) return subject
  const live = wallet.lots.find(({ id }) => id === command.lot)
  const expired = expiredOf(view, source, command.lot)
  if (live === undefined && expired === 0n) return depleted
  if (command.expiresAt <= situation.at) return past

  const { program } = subject
  const terms = live ?? slice.lot
  const unlawful = tooEarly(situation, program, terms, command.expiresAt)
  if (unlawful !== undefined) return unlawful
  const movements = movementsOf(wallet, terms, expired, command.expiresAt)
  const postings = against(
    liabilityPostings(movements, wallet.asset, () => program.id),
    expiredTo(terms.funding, program.id),
    wallet.asset
  )
  return accepted(subject, wallet, { movements, postings }, { expiresAt: command.expiresAt }, source.id)
}
