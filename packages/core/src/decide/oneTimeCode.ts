/**
 * One-time codes: asking for one, whether one that was right is good for this, and using it up.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { isUsable, type OneTimeCode } from "../account/OneTimeCode.ts"
import { lockedAt } from "../account/Tries.ts"
import type { RequestOneTimeCode } from "../command/RequestOneTimeCode.ts"
import { oneTimeCodeTerms } from "../program/Verification.ts"
import { alsoChanging, withAccount } from "./accounts.ts"
import { admit } from "./admit.ts"
import { isPublic } from "./channel.ts"
import { accepted, type Accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

const second = 1000
const minute = 60 * second

const requested = (situation: Situation, { amount, currency, verb }: RequestOneTimeCode): Decision => {
  const subject = admit(situation, {})
  if (isDecline(subject)) return subject
  const { account, program } = subject
  const { at, operation } = situation
  const terms = oneTimeCodeTerms(program.verification)
  if (terms === undefined) return { _tag: "CapabilityOff", capability: "oneTimeCode" }
  const before = account.oneTimeCode
  const next = before && before.requestedAt + terms.everySeconds * second
  const until = before && (lockedAt(before, at) ?? (next !== undefined && next > at ? next : undefined))
  if (until !== undefined) return { _tag: "VerificationLocked", until }
  const expiresAt = at + terms.minutes * minute
  const oneTimeCode: OneTimeCode = {
    requestedBy: operation,
    requestedAt: at,
    digits: terms.digits,
    expiresAt,
    ...(verb && { verb }),
    ...(amount !== undefined && { amount, currency }),
    tries: 0,
    wrong: before?.wrong ?? 0
  }
  const movements = [withAccount(account, { oneTimeCode })]
  return accepted(subject, undefined, { movements, postings: [] }, { ...requestedStatus, expiresAt })
}

const requestedStatus = { status: "code requested" }

/** Where nobody can be told whether there is such a card: nothing is done, and the answer is that of a code that was sent. */
const nothingDone: Accepted = {
  _tag: "Accepted",
  entry: { movements: [], postings: [] },
  answers: requestedStatus,
  account: undefined,
  wallet: undefined,
  original: undefined,
  isDiscreet: true
}

/** RequestOneTimeCode: the account has a code from now on, in place of one that it had. A stranger hears the same for every card. */
export const requestOneTimeCode = (situation: Situation, command: RequestOneTimeCode): Decision => {
  const decision = requested(situation, command)
  if (!isPublic(command.channel)) return decision
  return isDecline(decision) ? nothingDone : { ...decision, answers: requestedStatus, isDiscreet: true }
}

/** Whether the code that was typed right is still there, and good for this command and its amount. */
export const isGoodFor = (
  { at, request }: Situation,
  { oneTimeCode: code }: Account,
  amount: bigint
): boolean => {
  const { command, verification } = request
  if (code === undefined || verification?.kind !== "right" || code.requestedBy !== verification.code)
    return false
  if (!isUsable(code, at) || (code.verb ?? command.type) !== command.type) return false
  const currency = "currency" in command ? command.currency : undefined
  return code.amount === undefined || (code.amount === amount && code.currency === currency)
}

/** An accepted command with the code that came with it used up, also where it was not needed: it was read out to somebody. */
export const withCodeUsed = ({ request, view }: Situation, decision: Decision): Decision => {
  const { verification } = request
  if (verification?.kind !== "right" || verification.code === undefined || isDecline(decision))
    return decision
  const account = view.accounts.get(verification.account)
  if (account?.oneTimeCode?.requestedBy !== verification.code) return decision
  const used = (one: Account): Account => ({
    ...one,
    ...(one.oneTimeCode && { oneTimeCode: { ...one.oneTimeCode, expiresAt: undefined } })
  })
  return { ...decision, entry: alsoChanging(decision.entry, account, used) }
}
