/**
 * Authorizations: what needs somebody else's approval, how it is given, and that it is used once and for nothing else.
 *
 * @module
 */
import type { AuthorizationCode } from "../account/AuthorizationCode.ts"
import { amountSaid } from "../command/amountSaid.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import type { GrantAuthorization } from "../command/GrantAuthorization.ts"
import type { PresentedCard } from "../command/Request.ts"
import type { RequestAuthorization } from "../command/RequestAuthorization.ts"
import type { RevokeAuthorization } from "../command/RevokeAuthorization.ts"
import type { Wanted } from "../command/Wanted.ts"
import type { Entry } from "../journal/Entry.ts"
import { termsOf } from "../network/approvalTerms.ts"
import { isInParts } from "../network/counting.ts"
import type { Operator } from "../network/Operator.ts"
import { outletOf } from "../network/outletOf.ts"
import {
  type Binding,
  grantFor,
  type Invalid,
  requestOf,
  withAuthorization
} from "../policy/authorization.ts"
import { type Acting, isAboveLimit, limitAtATime, needsCode, unapprovable } from "../policy/rights.ts"
import type { AccountId } from "../values/Ids.ts"
import { alsoChanging } from "./accounts.ts"
import { accountAsked, currencyAsked, originalAsked, totalDone, totalWanted } from "./asked.ts"
import { freeAmountNeedsCode } from "./freeAmount.ts"
import { actingIn } from "./places.ts"
import { type Accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { countedWrong, keptFor, type Try, typedCode, withUsed } from "./typedCode.ts"

const minute = 60_000
const nothing: Entry = { movements: [], postings: [] }

/** Who is to get it: the account of a card, where one was presented. */
const accountOf = (
  { view }: Situation,
  presented: PresentedCard | undefined,
  said: unknown
): AccountId | undefined => {
  if (presented !== undefined) return view.cards.get(presented.index)?.account
  return typeof said === "string" ? (said as AccountId) : undefined
}

const bindingOf = (situation: Situation, operator: Operator): Binding => {
  const { cards, command } = situation.request
  const original = originalAsked(situation, command)
  const { to, ...terms } = termsOf(command.type, command)
  return {
    ...terms,
    to: accountOf(situation, cards.to, to),
    verb: command.type,
    amount: amountSaid(command),
    currency: "currency" in command ? command.currency : undefined,
    account: original === undefined ? accountAsked(situation, command) : undefined,
    outlet: situation.place.outlet?.id,
    operator: operator.id,
    original
  }
}

/** Whether it is above what the operator may do at a time. */
const isAbove = (operator: Operator, { verb }: Acting, situation: Situation, decision: Decision): boolean => {
  if (operator.limits === undefined) return false
  const currency = currencyAsked(situation, situation.request.command, decision)
  return isAboveLimit(operator, verb, { currency, amount: totalDone(situation, decision) })
}

const notTaken = (why: Invalid): Decline => ({ _tag: "AuthorizationCodeInvalid", why })

const required = precedence("AuthorizationCodeRequired")

/**
 * A decision as far as it needs an authorization code: without one the till is told which; with the right one it stands,
 * and the code is used up.
 */
export const authorized = (
  situation: Situation,
  decision: Decision,
  /** The same decision when it may come after its time. */
  late: () => Decision
): Decision => {
  const { codeHash, command } = situation.request
  if (command.operator === undefined) return decision
  const acting = actingIn(situation)
  const { operator } = acting
  if (operator === undefined) return decision
  if (isDecline(decision) && precedence(decision._tag) < required) return decision
  const isLate = isDecline(decision) && decision._tag === "ReversalWindowClosed"
  const isSensitive =
    needsCode(acting) || freeAmountNeedsCode(situation) || isAbove(operator, acting, situation, decision)
  if (!isLate && !isSensitive) return decision
  const request = requestOf(situation.sha256, bindingOf(situation, operator))
  if (codeHash === undefined) return { _tag: "AuthorizationCodeRequired", request }
  const typed = typedCode(situation, operator, request)
  if ("why" in typed) return notTaken(typed.why)
  const { upTo } = typed.used
  if (upTo !== undefined && totalDone(situation, decision) > upTo) return notTaken("aboveLimit")
  const approved = isLate ? late() : decision
  return isDecline(approved) ? approved : { ...approved, entry: withUsed(situation, approved.entry, typed) }
}

/** What is to be counted for a code that was refused as wrong. */
export const wrongTry = (situation: Situation): Try | undefined => {
  const { operator } = actingIn(situation)
  return (
    operator && countedWrong(situation, operator, requestOf(situation.sha256, bindingOf(situation, operator)))
  )
}

const answered = (answers: Accepted["answers"], entry: Entry = nothing, account?: AccountId): Accepted => ({
  _tag: "Accepted",
  entry,
  answers,
  account,
  wallet: undefined,
  original: undefined
})

/** The request for what is wanted, or why it cannot be. */
const requestFor = (situation: Situation, wanted: Wanted): { readonly request: string } | Decline => {
  const { network, request, sha256, view } = situation
  if (!network.operators.has(wanted.operator)) return { _tag: "OperatorUnknown", id: wanted.operator }
  const { terminal } = wanted
  if (terminal !== undefined && !network.terminals.has(terminal))
    return { _tag: "TerminalUnknown", id: terminal }
  const outlet = outletOf(network, wanted)
  if (outlet !== undefined && !network.outlets.has(outlet)) return { _tag: "OutletUnknown", id: outlet }
  const presented = request.cards.wanted
  const card = presented && view.cards.get(presented.index)
  if (presented !== undefined && card === undefined) return { _tag: "CardUnknown" }
  const { amount, currency, operator, original, type: verb } = wanted
  const account = original === undefined ? (card?.account ?? wanted.account) : undefined
  const { to: end, ...terms } = termsOf(verb, wanted)
  const to = accountOf(situation, request.cards.wantedTo, end)
  if (end !== undefined && to === undefined) return { _tag: "CardUnknown" }
  return {
    request: requestOf(sha256, { ...terms, to, verb, amount, currency, account, outlet, operator, original })
  }
}

export const requestAuthorization = (situation: Situation, command: RequestAuthorization): Decision => {
  const found = requestFor(situation, command.wanted)
  return isDecline(found) ? found : answered({ request: found.request })
}

export const grantAuthorization = (situation: Situation, command: GrantAuthorization): Decision => {
  const { wanted } = command
  const { at, network } = situation
  const inAll = { ...wanted, amount: totalWanted(situation, wanted) }
  const approver = actingIn(situation).operator
  const refused = unapprovable(network, approver, inAll)
  if (refused !== undefined) return refused
  const found = requestFor(situation, wanted)
  if (isDecline(found)) return found
  const { request } = found
  if (command.request !== undefined && command.request !== request)
    return {
      _tag: "ProgramRuleViolation",
      rule: "authorization",
      sentence: "The request is for something else."
    }
  const { account, isNew } = keptFor(situation, wanted.operator)
  const upTo =
    approver && isInParts(wanted.type) ? limitAtATime(approver, wanted.type, wanted.currency) : undefined
  const expiresAt = at + network.authorizationCodes.minutes * minute
  const granted: AuthorizationCode = {
    request,
    hash: situation.request.codeHash ?? "",
    grantedBy: situation.operation,
    ...(approver && { approver: approver.id }),
    ...(upTo !== undefined && { upTo }),
    expiresAt,
    tries: 0,
    status: "granted"
  }
  const entry = alsoChanging(nothing, account, (one) => withAuthorization(one, granted, at), isNew)
  return answered({ request, expiresAt }, entry, account.id)
}

export const revokeAuthorization = (situation: Situation, command: RevokeAuthorization): Decision => {
  const { account } = keptFor(situation, command.grantedTo)
  const granted = grantFor(account, command.request)
  if (granted === undefined) return { _tag: "OriginalNotFound" }
  if (granted.status !== "granted") return { _tag: "AuthorizationCodeInvalid", why: granted.status }
  const revoked = { ...granted, status: "revoked" as const }
  const entry = alsoChanging(nothing, account, (one) => withAuthorization(one, revoked, situation.at))
  return answered({ request: command.request, status: "revoked" }, entry, account.id)
}
