/**
 * The secret digits of a card: whether they are needed and were right, how they are tried, and a number that is issued again.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { issueOf, withIssue } from "../account/CardIssue.ts"
import type { Credential } from "../account/Credential.ts"
import { countedOnceMore, lockedAt, untried } from "../account/Tries.ts"
import type { Command } from "../command/Command.ts"
import type { Decline } from "../command/Decline.ts"
import type { PresentedCard } from "../command/Request.ts"
import type { Network } from "../network/Network.ts"
import { needsSecret, secretTries } from "../program/CardSecrets.ts"
import type { CardIndex } from "../values/Ids.ts"
import { withAccount } from "./accounts.ts"
import { cardRefusal } from "./admit.ts"
import type { Holder } from "./holder.ts"
import { newCredential } from "./issue.ts"
import { accepted, type Decision, type Situation, type Subject } from "./Situation.ts"
import { forgotten, type Try } from "./tried.ts"

/** The card whose digits are meant. */
const presentedBy = ({ request: { cards } }: Situation): PresentedCard | undefined => cards.card ?? cards.from

/** Whether a command comes with the digits of its card. */
export const bringsSecret = ({ hasSecrets }: Pick<Network, "hasSecrets">, command: Command): boolean =>
  hasSecrets && command.cardSecret !== undefined

/** Why a card is not taken for its digits. Wrong ones are refused where none are needed too: it may be a copy. */
export const secretRefusal = (situation: Situation, { program }: Holder): Decline | undefined => {
  const card = presentedBy(situation)
  const terms = program.numbering?.secret
  if (terms === undefined || card === undefined) return undefined
  const { cardSecret: found, command } = situation.request
  if (found === undefined || found.card !== card.index)
    return needsSecret(terms, command.channel)
      ? { _tag: "VerificationRequired", kind: "cardSecret" }
      : undefined
  if (found.kind === "right") return undefined
  return found.kind === "wrong"
    ? { _tag: "VerificationFailed", triesLeft: found.triesLeft }
    : { _tag: "VerificationLocked", until: found.until }
}

/** A try of the digits of a card, which is counted for its number. */
export const secretTry = (situation: Situation, { account, program }: Holder): Try => {
  const { at } = situation
  const card = presentedBy(situation)
  const terms = program.numbering?.secret
  if (card === undefined || terms === undefined) return { tried: { kind: "unasked" } }
  const issue = issueOf(account, card.index)
  const until = lockedAt(issue, at)
  if (until !== undefined) return { tried: { kind: "locked", until, account: account.id } }
  const most = secretTries(terms)
  const counted = countedOnceMore(issue, most, at)
  const triesLeft = most.tries - counted.tries
  const { issueNumber } = issue
  return {
    tried: { kind: "secretCounted", issueNumber, digits: terms.digits, triesLeft, account: account.id },
    counted: { change: { issues: withIssue(account, { card: card.index, issueNumber, ...counted }) } }
  }
}

/** What the account is after right digits of a card; nothing where no try is counted. */
export const secretCleared = (account: Account, card: CardIndex): Try["counted"] | undefined => {
  const issue = issueOf(account, card)
  return issue.tries === 0 ? undefined : { change: { issues: withIssue(account, forgotten(issue)) } }
}

/**
 * The same number on a new card: the digits of the one before are wrong from now on, and its validity begins anew. Only for
 * a card that is in use: one that is blocked or lost gets another number.
 */
export const issueAgain = (
  situation: Situation,
  { account, program }: Subject,
  card: Credential
): Decision => {
  const refused = cardRefusal({ ...card, expiresAt: undefined }, situation.at)
  if (refused !== undefined) return refused
  const { index, masked } = card
  const { expiresAt } = newCredential(
    situation,
    program,
    account.id,
    { index, masked, checkFails: false },
    true
  )
  const issueNumber = issueOf(account, index).issueNumber + 1
  const movements = [
    withAccount(account, { issues: withIssue(account, { card: index, issueNumber, ...untried }) }),
    { kind: "card" as const, before: card, after: { ...card, since: situation.at, expiresAt } }
  ]
  return accepted({ account }, undefined, { movements, postings: [] }, { card: masked, issueNumber })
}
