/**
 * Authorizations: what needs somebody else's approval, how it is given, and that it is used once and for nothing else.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { AuthorizationCode } from "../account/AuthorizationCode.ts"
import type { Command } from "../command/Command.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import type { GrantAuthorization } from "../command/GrantAuthorization.ts"
import type { RequestAuthorization } from "../command/RequestAuthorization.ts"
import type { RevokeAuthorization } from "../command/RevokeAuthorization.ts"
import type { Wanted } from "../command/Wanted.ts"
import type { Entry } from "../journal/Entry.ts"
import { type Counter, counterAccount } from "../network/Counter.ts"
import { limitedAs } from "../network/counting.ts"
import { type Operator, operatorMay } from "../network/Operator.ts"
import {
  type Binding,
  grantFor,
  type Invalid,
  invalid,
  requestOf,
  triedOnceMore,
  withAuthorization
} from "../policy/authorization.ts"
import { needsCode } from "../policy/rights.ts"
import type { AccountId, OperationId } from "../values/Ids.ts"
import { accountAsked, amountAsked, originalAsked } from "./asked.ts"
import { countedBy } from "./gauges.ts"
import { actingIn } from "./places.ts"
import { type Accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

const minute = 60_000

const bindingOf = (situation: Situation, operator: Operator): Binding => {
  const { command } = situation.request
  const original = originalAsked(situation, command)
  return {
    verb: command.type,
    amount: "amount" in command ? command.amount : undefined,
    currency: "currency" in command ? command.currency : undefined,
    account: original === undefined ? accountAsked(situation, command) : undefined,
    outlet: situation.place.outlet?.id,
    operator: operator.id,
    original
  }
}

/** Whether it is above what the operator may do at a time. */
const isAbove = ({ limits }: Operator, command: Command, decision: Decision): boolean => {
  const verb = limitedAs[command.type]
  const currency = "currency" in command ? command.currency : undefined
  return (
    verb !== undefined &&
    limits?.some(
      (limit) =>
        limit.per === "operation" &&
        limit.verb === verb &&
        (currency === undefined || limit.currency === currency) &&
        amountAsked(command, decision) > limit.amount
    ) === true
  )
}

const required = precedence("AuthorizationCodeRequired")

/** What was approved for an operator is kept beside what the operator's limits count. */
const keptFor = (operator: string): Counter => ({ scope: "operator", id: operator })

const consumed = (account: Account, granted: AuthorizationCode, at: number): Entry["movements"] => [
  {
    kind: "account",
    before: account,
    after: withAuthorization(account, { ...granted, status: "consumed" }, at)
  }
]

/** What a code that was typed is worth. */
interface Typed {
  readonly account: Account | undefined
  readonly granted: AuthorizationCode | undefined
  readonly why: Invalid | undefined
}

const typed = (situation: Situation, operator: Operator, request: string, hash: string): Typed => {
  const account = situation.view.accounts.get(counterAccount(keptFor(operator.id)))
  const granted = grantFor(account, request)
  return { account, granted, why: invalid(granted, hash, situation.at) }
}

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
  if (!isLate && !needsCode(acting) && !isAbove(operator, command, decision)) return decision
  const request = requestOf(situation.sha256, bindingOf(situation, operator))
  if (codeHash === undefined) return { _tag: "AuthorizationCodeRequired", request }
  const { account, granted, why } = typed(situation, operator, request, codeHash)
  if (why !== undefined) return { _tag: "AuthorizationCodeInvalid", why }
  const approved = isLate ? late() : decision
  if (isDecline(approved) || account === undefined || granted === undefined) return approved
  const movements = [...approved.entry.movements, ...consumed(account, granted, situation.at)]
  return { ...approved, entry: { ...approved.entry, movements } }
}

/** A wrong code that was typed, to be counted whatever becomes of the command. */
export interface Try {
  readonly account: AccountId
  readonly grantedBy: OperationId
  readonly entry: Entry
}

/** What is to be counted for a code that was refused as wrong. */
export const wrongTry = (situation: Situation): Try | undefined => {
  const { operator } = actingIn(situation)
  const { codeHash } = situation.request
  if (operator === undefined || codeHash === undefined) return undefined
  const request = requestOf(situation.sha256, bindingOf(situation, operator))
  const { account, granted } = typed(situation, operator, request, codeHash)
  if (account === undefined || granted === undefined) return undefined
  const counted = triedOnceMore(granted, situation.network.authorizationCodes.tries)
  const after = withAuthorization(account, counted, situation.at)
  return {
    account: account.id,
    grantedBy: granted.grantedBy,
    entry: { movements: [{ kind: "account", before: account, after }], postings: [] }
  }
}

const answered = (
  answers: Accepted["answers"],
  entry: Entry = { movements: [], postings: [] },
  account?: AccountId
): Accepted => ({ _tag: "Accepted", entry, answers, account, wallet: undefined, original: undefined })

/** The request for what is wanted, or why it cannot be. */
const requestFor = (situation: Situation, wanted: Wanted): { readonly request: string } | Decline => {
  const { network, request, sha256, view } = situation
  if (!network.operators.has(wanted.operator)) return { _tag: "OperatorUnknown", id: wanted.operator }
  const device = wanted.terminal && network.terminals.get(wanted.terminal)
  if (wanted.terminal !== undefined && device === undefined)
    return { _tag: "TerminalUnknown", id: wanted.terminal }
  const outlet = wanted.outlet ?? device?.outlet
  if (outlet !== undefined && !network.outlets.has(outlet)) return { _tag: "OutletUnknown", id: outlet }
  const presented = request.cards.wanted
  const card = presented && view.cards.get(presented.index)
  if (presented !== undefined && card === undefined) return { _tag: "CardUnknown" }
  const { amount, currency, operator, original, type: verb } = wanted
  const account = original === undefined ? (card?.account ?? wanted.account) : undefined
  return { request: requestOf(sha256, { verb, amount, currency, account, outlet, operator, original }) }
}

export const requestAuthorization = (situation: Situation, command: RequestAuthorization): Decision => {
  const found = requestFor(situation, command.wanted)
  return isDecline(found) ? found : answered({ request: found.request })
}

/** Nobody approves an own operation, nor one that is not in the own rights at all. */
const mayGrant = ({ network, request }: Situation, wanted: Wanted): Decline | undefined => {
  const { operator: id } = request.command
  const operator = id === undefined ? undefined : network.operators.get(id)
  if (operator === undefined || operator.id === wanted.operator)
    return { _tag: "NotPermitted", right: "approve an own operation" }
  return operatorMay(operator, wanted.type) === "no"
    ? { _tag: "NotPermitted", right: `approve ${wanted.type}` }
    : undefined
}

const anyAsset = ({ network }: Situation): string => [...network.programs.values()][0]?.asset.code ?? ""

export const grantAuthorization = (situation: Situation, command: GrantAuthorization): Decision => {
  const { wanted } = command
  const refused = mayGrant(situation, wanted)
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
  const { at, network } = situation
  const before = situation.view.accounts.get(counterAccount(keptFor(wanted.operator)))
  const asset = before?.wallets[0]?.asset ?? anyAsset(situation)
  const account = before ?? countedBy(situation, keptFor(wanted.operator), asset).opens?.after
  if (account === undefined) throw new Error(`the counter of ${wanted.operator} has no account`)
  const expiresAt = at + network.authorizationCodes.minutes * minute
  const after = withAuthorization(
    account,
    {
      request,
      hash: situation.request.codeHash ?? "",
      grantedBy: situation.operation,
      expiresAt,
      tries: 0,
      status: "granted"
    },
    at
  )
  const entry = { movements: [{ kind: "account" as const, before, after }], postings: [] }
  return answered({ request, expiresAt }, entry, account.id)
}

export const revokeAuthorization = (situation: Situation, command: RevokeAuthorization): Decision => {
  const account = situation.view.accounts.get(counterAccount(keptFor(command.grantedTo)))
  const granted = grantFor(account, command.request)
  if (account === undefined || granted === undefined) return { _tag: "OriginalNotFound" }
  if (granted.status !== "granted") return { _tag: "AuthorizationCodeInvalid", why: granted.status }
  const after = withAuthorization(account, { ...granted, status: "revoked" }, situation.at)
  const entry = { movements: [{ kind: "account" as const, before: account, after }], postings: [] }
  return answered({ request: command.request, status: "revoked" }, entry, account.id)
}
