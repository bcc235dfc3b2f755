/**
 * Issue: open an account with a card, and load it where an amount is given.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Issue } from "../command/Issue.ts"
import type { Answers } from "../command/Receipt.ts"
import type { PresentedCard } from "../command/Request.ts"
import type { Movement } from "../journal/Entry.ts"
import { cardTypeOf, type Program } from "../program/Program.ts"
import { accountOf, type AccountId, walletOf } from "../values/Ids.ts"
import { expiryAfter } from "../values/Validity.ts"
import { programOf, subjectOf } from "./admit.ts"
import { fund, type Funded } from "./fund.ts"
import { startingTier } from "./progress.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

const violation = (rule: string, sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule,
  sentence
})

/** The number that a new card gets, and which attempt minted it. */
export interface Numbered {
  readonly card: PresentedCard
  readonly minted: Answers["minted"]
}

/**
 * The card that was named, if it is new, or the first minted number that nobody has. A named number is taken as it is:
 * printed stock may follow an older rule than the program's numbering, whose check digit only tells misread numbers
 * from unknown ones.
 */
export const numbered = (
  situation: Situation,
  program: Program,
  named: PresentedCard | undefined
): Numbered | Decline => {
  const isTaken = ({ index }: PresentedCard): boolean => situation.view.cards.has(index)
  if (named !== undefined)
    return isTaken(named) ? { _tag: "DuplicateCredential" } : { card: named, minted: undefined }
  const numbers = situation.request.mintable.filter((number) => number.program === program.id)
  const free = numbers.find(({ card }) => !isTaken(card))
  if (free !== undefined)
    return {
      card: free.card,
      minted: {
        program: program.id,
        numbering: free.numbering,
        attempt: free.attempt,
        ...(free.serial !== undefined && { serial: free.serial })
      }
    }
  return numbers.length > 0
    ? { _tag: "DuplicateCredential" }
    : violation("numbering", "The program mints no card numbers: name the card.")
}

/** A new card of an account. */
export const newCredential = (
  situation: Situation,
  program: Program,
  account: AccountId,
  { index, masked }: PresentedCard,
  isActive: boolean
): Credential => ({
  index,
  account,
  status: isActive ? "active" : "pending",
  since: situation.at,
  masked,
  expiresAt:
    program.cardValidity === undefined
      ? undefined
      : expiryAfter(situation.place.zone, situation.at, program.cardValidity)
})

/** What the answer says of a new card: the attempt that minted it, so that its number can be derived again. */
export const shownCard = ({ card, minted }: Numbered) => ({
  card: card.masked,
  ...(minted !== undefined && { minted })
})

/** Whoever is named as having brought the holder has an account under the same program. */
const referrerIn = (
  situation: Situation,
  { referrer }: Issue,
  program: Program
): AccountId | undefined | Decline => {
  if (referrer === undefined) return undefined
  const presented = situation.request.cards.referrer
  const found = subjectOf(situation, presented, typeof referrer === "string" ? referrer : undefined)
  if (isDecline(found)) return found
  return found.program.id === program.id
    ? found.account.id
    : violation("referrer", "The referrer's card is of another program.")
}

const opened = (
  situation: Situation,
  program: Program,
  command: Issue,
  card: PresentedCard,
  referrer: AccountId | undefined
): Account => ({
  id: accountOf(situation.operation),
  program: program.id,
  status: "open",
  openedAt: situation.at,
  holder: command.holder,
  cardType: typeOf(program, command),
  ...(referrer !== undefined && { referrer }),
  wallets: [program.asset, ...(program.points === undefined ? [] : [program.points.asset])].map(
    ({ code }, n) => ({ asset: code, wallet: walletOf(situation.operation, n) })
  ),
  cards: [card.index]
})

const typeOf = ({ tiers }: Program, { cardType }: Issue) => cardType ?? tiers?.below

const valueOf = (program: Program, command: Issue) =>
  command.amount ?? cardTypeOf(program, typeOf(program, command))?.initialValue

const firstLoad = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  command: Issue
): Funded | Decline => {
  const amount = valueOf(subject.program, command)
  if (amount === undefined || command.tender === undefined)
    return { entry: { movements: [], postings: [] }, answers: { lots: [] } }
  if (command.currency !== undefined && command.currency !== wallet.asset)
    return { _tag: "CurrencyMismatch", expected: wallet.asset }
  return fund(situation, subject, wallet, { amount, tender: command.tender })
}

const refusal = (program: Program, command: Issue): Decline | undefined =>
  command.cardType === undefined || cardTypeOf(program, command.cardType) !== undefined
    ? undefined
    : violation("cardType", "The program has no such card type.")

export const issue = (situation: Situation, command: Issue): Decision => {
  const program = programOf(situation, command.program)
  if (program === undefined) return { _tag: "ProgramUnknown", id: command.program }
  const number = numbered(situation, program, situation.request.cards.card)
  if (isDecline(number)) return number
  const referrer = referrerIn(situation, command, program)
  if (typeof referrer === "object") return referrer
  const account = opened(situation, program, command, number.card, referrer)
  const wallet = emptyWallet(walletOf(situation.operation, 0), account.id, program.asset.code)
  const card = newCredential(situation, program, account.id, number.card, command.active !== false)
  const funded = firstLoad(situation, { account, program, card }, wallet, command)
  if (isDecline(funded)) return funded
  const refused = refusal(program, command)
  if (refused !== undefined) return refused

  const movements: ReadonlyArray<Movement> = [
    { kind: "account", after: account },
    { kind: "card", after: card },
    ...funded.entry.movements,
    ...startingTier(situation, account, program, wallet)
  ]
  return accepted(
    { account },
    wallet,
    { movements, postings: funded.entry.postings },
    {
      account: account.id,
      ...shownCard(number),
      ...(funded.answers.lots.length > 0 && funded.answers)
    }
  )
}
