/**
 * Verbs that change the state of a card: activate, deactivate, reactivate, block, unblock, report lost.
 *
 * @module
 */
import type { Credential, CredentialStatus } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Activate } from "../command/Activate.ts"
import type { Block } from "../command/Block.ts"
import type { Deactivate } from "../command/Deactivate.ts"
import type { Decline } from "../command/Decline.ts"
import type { Reactivate } from "../command/Reactivate.ts"
import type { ReportLost } from "../command/ReportLost.ts"
import type { Unblock } from "../command/Unblock.ts"
import type { Movement } from "../journal/Entry.ts"
import { admit, type Admission, cardRefusal, walletOf } from "./admit.ts"
import { fund, type Funded } from "./fund.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

/** The card in another state, from now on. */
export const withStatus = (situation: Situation, card: Credential, status: CredentialStatus): Movement => ({
  kind: "card",
  before: card,
  after: {
    ...card,
    status,
    since: situation.at,
    unblocksTo: status === "blocked" ? card.status : undefined
  }
})

/** The card that was presented, or every card of the account that was named. */
export const cardsOf = ({ view }: Situation, { account, card }: Subject): ReadonlyArray<Credential> =>
  card === undefined ? account.cards.flatMap((index) => view.cards.get(index) ?? []) : [card]

/** What a verb does to the state of cards. */
interface Change {
  readonly admission: Admission
  readonly from: ReadonlyArray<CredentialStatus>
  readonly to: (card: Credential) => CredentialStatus
  /** What to answer when no card is in a state to change from. */
  readonly otherwise: (card: Credential, situation: Situation) => Decline
}

const asRefused = (card: Credential, { at }: Situation): Decline =>
  cardRefusal(card, at) ?? { _tag: "AlreadyActive" }

const changing =
  (change: Change) =>
  (situation: Situation, _command: Deactivate | Reactivate | Block | Unblock | ReportLost): Decision => {
    const subject = admit(situation, change.admission)
    if (isDecline(subject)) return subject
    const cards = cardsOf(situation, subject)
    const [first] = cards
    const changed = cards.filter(({ status }) => change.from.includes(status))
    const [one] = changed
    if (one === undefined)
      return first === undefined ? { _tag: "CardUnknown" } : change.otherwise(first, situation)
    const movements = changed.map((card) => withStatus(situation, card, change.to(card)))
    return accepted(subject, undefined, { movements, postings: [] }, { status: change.to(one) })
  }

export const deactivate = changing({
  admission: { card: "any" },
  from: ["active"],
  to: () => "deactivated",
  otherwise: asRefused
})
export const reactivate = changing({
  admission: { card: "any" },
  from: ["deactivated"],
  to: () => "active",
  otherwise: asRefused
})
export const block = changing({
  admission: { card: "any" },
  from: ["active", "pending", "deactivated"],
  to: () => "blocked",
  otherwise: asRefused
})
export const unblock = changing({
  admission: { card: "any" },
  from: ["blocked"],
  to: ({ unblocksTo }) => unblocksTo ?? "active",
  otherwise: asRefused
})
export const reportLost = changing({
  admission: { card: "any", capability: "reportLost" },
  from: ["active", "pending", "deactivated", "blocked"],
  to: () => "lost",
  otherwise: asRefused
})

const activationLoad = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  command: Activate
): Funded | Decline =>
  command.amount === undefined || command.tender === undefined
    ? { entry: { movements: [], postings: [] }, lots: [] }
    : fund(situation, subject, wallet, { amount: command.amount, tender: command.tender })

/** Activate: make a card usable for the first time, and load it where an amount is given. */
export const activate = (situation: Situation, command: Activate): Decision => {
  const subject = admit(situation, {
    card: "any",
    account: ["open"],
    ...(command.amount !== undefined && { side: "credit" })
  })
  if (isDecline(subject)) return subject
  const cards = cardsOf(situation, subject)
  const pending = cards.filter(({ status }) => status === "pending")
  const [first] = cards
  if (pending.length === 0) return first === undefined ? { _tag: "CardUnknown" } : asRefused(first, situation)
  const wallet = walletOf(situation, subject, command.currency ?? subject.program.asset.code)
  if (isDecline(wallet)) return wallet
  const funded = activationLoad(situation, subject, wallet, command)
  if (isDecline(funded)) return funded

  const movements = [
    ...pending.map((card) => withStatus(situation, card, "active")),
    ...funded.entry.movements
  ]
  return accepted(
    subject,
    wallet,
    { movements, postings: funded.entry.postings },
    {
      status: "active",
      ...(funded.lots.length > 0 && { lots: funded.lots })
    }
  )
}
