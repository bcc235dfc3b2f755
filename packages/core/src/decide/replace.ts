/**
 * New cards for an account: replace one that is worn, lost or stolen, or link a further one.
 *
 * @module
 */
import type { Credential } from "../account/Credential.ts"
import type { LinkCard } from "../command/LinkCard.ts"
import type { Replace } from "../command/Replace.ts"
import type { Movement } from "../journal/Entry.ts"
import { withAccount } from "./accounts.ts"
import { admit } from "./admit.ts"
import { issueAgain } from "./cardSecret.ts"
import { cardsOf, withStatus } from "./cards.ts"
import { newCredential, type Numbered, numbered, shownCard } from "./issue.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

const joined = (situation: Situation, subject: Subject, number: Numbered): ReadonlyArray<Movement> => {
  const { account, program } = subject
  const card = newCredential(situation, program, account.id, number.card, true)
  return [withAccount(account, { cards: [...account.cards, card.index] }), { kind: "card", after: card }]
}

const isFinal = ({ status }: Credential): boolean => status === "replaced" || status === "destroyed"

/**
 * Replace: the old card (or, for an account, each of its cards) is never accepted again; the value stays. A card with secret
 * digits may get its own number again.
 */
export const replace = (situation: Situation, _command: Replace): Decision => {
  const subject = admit(situation, { card: "any", capability: "replace" })
  if (isDecline(subject)) return subject
  const { card } = subject
  const isSame = card !== undefined && situation.request.cards.newCard?.index === card.index
  if (isSame && subject.program.numbering?.secret !== undefined) return issueAgain(situation, subject, card)
  const old = cardsOf(situation, subject).filter((card) => !isFinal(card))
  if (old.length === 0) return { _tag: "Hotlisted", since: subject.card?.since ?? subject.account.openedAt }
  const number = numbered(situation, subject.program, situation.request.cards.newCard)
  if (isDecline(number)) return number
  const movements = [
    ...old.map((card) => withStatus(situation, card, "replaced")),
    ...joined(situation, subject, number)
  ]
  return accepted(subject, undefined, { movements, postings: [] }, shownCard(number))
}

/** LinkCard: one more card that finds the same account. */
export const linkCard = (situation: Situation, _command: LinkCard): Decision => {
  const subject = admit(situation, {})
  if (isDecline(subject)) return subject
  const number = numbered(situation, subject.program, situation.request.cards.newCard)
  if (isDecline(number)) return number
  return accepted(
    subject,
    undefined,
    { movements: joined(situation, subject, number), postings: [] },
    shownCard(number)
  )
}
