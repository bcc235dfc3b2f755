/**
 * Admission: whether this card and this account may be used for the verb at all, in the order of precedence.
 *
 * @module
 */
import { type AccountStatus, frozenFor } from "../account/Account.ts"
import type { Credential, CredentialStatus } from "../account/Credential.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { PresentedCard } from "../command/Request.ts"
import { allows, type Capability, isKnownIn, type Program } from "../program/Program.ts"
import type { AccountId, ProgramId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { isPublic } from "./channel.ts"
import { walletsIn } from "./View.ts"
import { type AnySituation, isDecline, type Subject } from "./Situation.ts"

/** What a verb asks of the card and the account. */
export interface Admission {
  /** Absent: the card must be active. `any`: its state does not matter, because the verb acts later. */
  readonly card?: "any" | ((subject: Subject) => Decline | undefined)
  readonly capability?: Capability
  /** Value leaves or enters the account, which a freeze forbids. */
  readonly side?: "debit" | "credit"
  /** Absent: an open or closing account. */
  readonly account?: ReadonlyArray<AccountStatus>
}

const refusalByStatus: Record<CredentialStatus, (card: Credential) => Decline | undefined> = {
  active: () => undefined,
  pending: () => ({ _tag: "NotActivated" }),
  deactivated: () => ({ _tag: "NotActivated" }),
  blocked: ({ since }) => ({ _tag: "Blocked", since }),
  destroyed: ({ since }) => ({ _tag: "Blocked", since }),
  lost: ({ since }) => ({ _tag: "Hotlisted", since }),
  replaced: ({ since }) => ({ _tag: "Hotlisted", since })
}

/** Why a card is not accepted at an instant. */
export const cardRefusal = (card: Credential, at: Instant): Decline | undefined =>
  refusalByStatus[card.status](card) ??
  (card.expiresAt !== undefined && card.expiresAt <= at
    ? { _tag: "CardExpired", since: card.expiresAt }
    : undefined)

const accountRefusal = ({ account }: Subject, admission: Admission): Decline | undefined => {
  const frozen = admission.side && frozenFor(account, admission.side)
  if (frozen !== undefined) return { _tag: "AccountFrozen", side: frozen }
  return (admission.account ?? ["open", "closing"]).includes(account.status)
    ? undefined
    : { _tag: "AccountClosed", status: account.status }
}

const unknownCard = (presented: PresentedCard | undefined): Decline =>
  presented?.checkFails === true ? { _tag: "CardNumberInvalid" } : { _tag: "CardUnknown" }

/** The terms that an account is under: the newest version of its program. */
export const programOf = (situation: AnySituation, program: ProgramId): Program | undefined =>
  situation.network.programs.get(program)

/** The account behind a presented card or an account id, if both are known, whatever their state. */
export const subjectOf = (
  situation: AnySituation,
  presented: PresentedCard | undefined,
  id: AccountId | undefined
): Subject | Decline => {
  const card = presented === undefined ? undefined : situation.view.cards.get(presented.index)
  const account = situation.view.accounts.get(card?.account ?? id ?? ("" as AccountId))
  if (account === undefined) return unknownCard(presented)
  const program = programOf(situation, account.program)
  if (program === undefined) return { _tag: "ProgramUnknown", id: account.program }
  const { terminal } = situation.place
  return terminal === undefined || isKnownIn(program, terminal.group)
    ? { account, program, card }
    : unknownCard(presented)
}

/** What a program does not do is said of a card that was read to staff, and to a holder who has proved to be one. */
const incapable = (
  { request: { command, verification } }: AnySituation,
  { account, card }: Subject,
  capability: Capability
): Decline =>
  isPublic(command.channel) &&
  card !== undefined &&
  !(verification?.kind === "right" && verification.account === account.id)
    ? { _tag: "CardNotAccepted" }
    : { _tag: "CapabilityOff", capability }

/** Admits a subject for a verb, or says why not. */
export const admitSubject = (
  situation: AnySituation,
  subject: Subject,
  admission: Admission
): Subject | Decline => {
  const { capability } = admission
  if (capability !== undefined && !allows(subject.program, capability))
    return incapable(situation, subject, capability)
  return stateRefusal(situation, subject, admission) ?? accountRefusal(subject, admission) ?? subject
}

const stateRefusal = ({ at }: AnySituation, subject: Subject, { card }: Admission): Decline | undefined => {
  if (typeof card === "function") return card(subject)
  return card === "any" || subject.card === undefined ? undefined : cardRefusal(subject.card, at)
}

/** Admits the card or account that a command names. */
export const admit = (situation: AnySituation, admission: Admission): Subject | Decline => {
  const { account } = situation.request.command
  const subject = subjectOf(situation, situation.request.cards.card, account)
  return isDecline(subject) ? subject : admitSubject(situation, subject, admission)
}

/** The account's wallet of a currency: of money or of points. */
export const walletOf = (
  situation: AnySituation,
  { account, program }: Subject,
  currency: string
): Wallet | Decline =>
  walletsIn(situation.view, account).find(({ asset }) => asset === currency) ?? {
    _tag: "CurrencyMismatch",
    expected: program.asset.code
  }

/** The account's wallet of the program's own asset, which is what is paid in and paid out. */
export const moneyOf = (situation: AnySituation, subject: Subject, currency: string): Wallet | Decline => {
  const { code } = subject.program.asset
  return currency === code
    ? walletOf(situation, subject, currency)
    : { _tag: "CurrencyMismatch", expected: code }
}
