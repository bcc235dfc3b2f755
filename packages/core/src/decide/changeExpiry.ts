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
import type { Movement } from "../journal/Entry.ts"
import { against, expiredTo, liabilityPostings } from "../journal/post.ts"
import { lawAgainstEnd } from "../program/Law.ts"
import type { Program } from "../program/Program.ts"
import { wasPaidFor } from "../program/SubWalletRule.ts"
import { sourceOf } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { admitSubject, subjectOf } from "./admit.ts"
import { accepted, type Decision, isDecline, lawsOf, type Situation } from "./Situation.ts"
import { expiredOf, sliceOf } from "./spent.ts"
import { linkedTo } from "./View.ts"

/** Of a load that was taken back nothing comes back: who paid for it may have the money again. */
const takesBack: ReadonlySet<string> = new Set(["Clawback", "Chargeback"])

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
  const isTakenBack = linkedTo(view, source.id).some(({ verb }) => takesBack.has(verb))
  const expired = isTakenBack ? 0n : expiredOf(view, source, command.lot)
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
