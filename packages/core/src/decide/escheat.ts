/**
 * Escheat: what nobody has claimed for as long as the law says leaves the account and is owed to the state.
 *
 * @module
 */
import type { Lot } from "../account/Lot.ts"
import type { Decline } from "../command/Decline.ts"
import type { Escheat } from "../command/Escheat.ts"
import type { LotMoved, Posting } from "../journal/Entry.ts"
import { liabilityPostings, posted } from "../journal/post.ts"
import { type EscheatTerms, escheatAt, isBound, stateShare } from "../program/Escheat.ts"
import { escheatTermsOf } from "../program/Law.ts"
import type { ProgramId } from "../values/Ids.ts"
import { iso } from "../values/Instant.ts"
import { admit, moneyOf } from "./admit.ts"
import { takeable, takenFrom } from "./cashOut.ts"
import { shownSlices } from "./refund.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

const no = (sentence: string): Decline => ({ _tag: "ProgramRuleViolation", rule: "escheat", sentence })

/** What is known for certain to be too early; how long it was silent says the list that the command comes from. */
const tooEarly = (
  { at, network }: Situation,
  { account }: Subject,
  terms: EscheatTerms,
  activeAt: number | undefined
): Decline | undefined => {
  const due = escheatAt(
    terms,
    network.zone,
    terms.from === "issue" ? account.openedAt : (activeAt ?? account.openedAt)
  )
  return due <= at ? undefined : no(`It is not due before ${iso(due)}.`)
}

/** Class by class, as an account of what is handed over shows it; what is not the state's share is breakage. */
const postingsOf = (
  movements: ReadonlyArray<LotMoved>,
  asset: string,
  program: ProgramId,
  terms: EscheatTerms
): ReadonlyArray<Posting> =>
  [...Map.groupBy(movements, ({ lot }) => lot.funding).values()].flatMap((ofClass) => {
    const amount = ofClass.reduce((sum, { remaining }) => sum - remaining, 0n)
    const owed = stateShare(terms, amount)
    return [
      ...liabilityPostings(ofClass, asset, () => program),
      ...posted({ kind: "escheatPayable", program }, asset, -owed),
      ...posted({ kind: "breakageIncome", program }, asset, owed - amount)
    ]
  })

export const escheat = (situation: Situation, command: Escheat): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const { program } = subject
  const wallet = moneyOf(situation, subject, program.asset.code)
  if (isDecline(wallet)) return wallet
  const terms = escheatTermsOf(program, situation.network.zone, situation.at)
  if (terms === undefined) return no("The program has no terms for it.")
  if (wallet.version !== command.version) return { _tag: "StaleVersion", version: wallet.version }
  const early = tooEarly(situation, subject, terms, wallet.inactivity?.activeAt)
  if (early !== undefined) return early
  const isTaken = ({ funding }: Lot): boolean => isBound(terms, funding)
  const amount = takeable(wallet, situation.at, isTaken)
  if (amount === 0n) return { _tag: "InsufficientFunds", approvable: 0n }
  if (terms.below !== undefined && amount < terms.below) return no(`Less than ${terms.below} is left alone.`)

  const movements = takenFrom(wallet, program, situation.at, amount, isTaken)
  const entry = { movements, postings: postingsOf(movements, wallet.asset, program.id, terms) }
  return accepted(subject, wallet, entry, { taken: amount, drawn: shownSlices(movements) })
}
