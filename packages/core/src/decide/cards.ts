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
import type { Capability } from "../program/Program.ts"
import { admit, cardRefusal, moneyOf } from "./admit.ts"
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
  readonly capability?: Capability
  readonly from: ReadonlyArray<CredentialStatus>
  readonly to: (card: Credential) => CredentialStatus
}

/** Why none of the cards can be changed: what is wrong with the first. */
const noneIn =
  (situation: Situation, from: ReadonlyArray<CredentialStatus>) =>
  (subject: Subject): Decline | undefined => {
    const cards = cardsOf(situation, subject)
    const [first] = cards
    if (first === undefined) return { _tag: "CardUnknown" }
    return cards.some(({ status }) => from.includes(status))
      ? undefined
      : (cardRefusal(first, situation.at) ?? { _tag: "AlreadyActive" })
  }

const changing =
  ({ from, to, ...limits }: Change) =>
  (situation: Situation, _command: Deactivate | Reactivate | Block | Unblock | ReportLost): Decision => {
    const subject = admit(situation, { ...limits, card: noneIn(situation, from) })
    if (isDecline(subject)) return subject
    const changed = cardsOf(situation, subject).filter(({ status }) => from.includes(status))
    const movements = changed.map((card) => withStatus(situation, card, to(card)))
    const [one] = changed
    return accepted(subject, undefined, { movements, postings: [] }, one && { status: to(one) })
  }

export const deactivate = changing({
  from: ["active"],
  to: () => "deactivated"
})
export const reactivate = changing({
  from: ["deactivated"],
  to: () => "active"
})
export const block = changing({
  from: ["active", "pending", "deactivated"],
  to: () => "blocked"
})
export const unblock = changing({
  from: ["blocked"],
  to: ({ unblocksTo }) => unblocksTo ?? "active"
})
export const reportLost = changing({
  capability: "reportLost",
  from: ["active", "pending", "deactivated", "blocked"],
  to: () => "lost"
})

const activationLoad = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  command: Activate
): Funded | Decline | undefined =>
  command.amount === undefined || command.tender === undefined
    ? undefined
    : fund(situation, subject, wallet, { amount: command.amount, tender: command.tender })

/** Activate: make a card usable for the first time, and load it where an amount is given. */
export const activate = (situation: Situation, command: Activate): Decision => {
  const subject = admit(situation, {
    card: noneIn(situation, ["pending"]),
    account: ["open"],
    ...(command.amount !== undefined && { side: "credit" })
  })
  if (isDecline(subject)) return subject
  const pending = cardsOf(situation, subject).filter(({ status }) => status === "pending")
  const wallet = moneyOf(situation, subject, command.currency ?? subject.program.asset.code)
  if (isDecline(wallet)) return wallet
  const funded = activationLoad(situation, subject, wallet, command)
  if (funded !== undefined && isDecline(funded)) return funded

  const movements = [
    ...pending.map((card) => withStatus(situation, card, "active")),
    ...(funded?.entry.movements ?? [])
  ]
  return accepted(
    subject,
    wallet,
    { movements, postings: funded?.entry.postings ?? [] },
    {
      status: "active",
      ...funded?.answers
    }
  )
}
