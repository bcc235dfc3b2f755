/**
 * Quotas: ask for more, and grant it. Head office grants; what was granted and not used may be taken back.
 *
 * @module
 */
import type { Decline } from "../command/Decline.ts"
import type { GrantQuota } from "../command/GrantQuota.ts"
import type { RequestQuota } from "../command/RequestQuota.ts"
import { type Counter, counterAccount } from "../network/Counter.ts"
import { grantedTo, grantOf, quotaLeft } from "../policy/quota.ts"
import { largest } from "../values/Amount.ts"
import { countedBy } from "./gauges.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"
import { linkedTo } from "./View.ts"

/** Whose quota it is. */
const ofWhom = (
  { network }: Situation,
  { ofOutlet, ofTerminal }: Pick<GrantQuota, "ofOutlet" | "ofTerminal">
): Counter | Decline => {
  if (ofOutlet !== undefined)
    return network.outlets.has(ofOutlet)
      ? { scope: "outlet", id: ofOutlet }
      : { _tag: "OutletUnknown", id: ofOutlet }
  const id = ofTerminal ?? ""
  return network.terminals.has(ofTerminal ?? ("" as never))
    ? { scope: "terminal", id }
    : { _tag: "TerminalUnknown", id }
}

export const requestQuota = (situation: Situation, command: RequestQuota): Decision => {
  const counter = ofWhom(situation, command)
  if (isDecline(counter)) return counter
  const { wallet } = countedBy(situation, counter, command.currency)
  return {
    _tag: "Accepted",
    entry: { movements: [], postings: [] },
    answers: {
      quota: { currency: command.currency, granted: grantedTo(wallet), left: quotaLeft(wallet, situation.at) }
    },
    account: undefined,
    wallet: undefined,
    original: undefined
  }
}

const violation = (sentence: string): Decline => ({ _tag: "ProgramRuleViolation", rule: "quota", sentence })

/** Why a grant is no answer to the request that it names: it is for the same place and currency, once; how much, the office says. */
const noAnswer = ({ view }: Situation, command: GrantQuota): Decline | undefined => {
  if (command.request === undefined) return undefined
  const request = view.operations.get(command.request)
  if (request?.verb !== "RequestQuota" || !request.approved) return { _tag: "OriginalNotFound" }
  const { currency, ofOutlet, ofTerminal }: RequestQuota = JSON.parse(request.asked)
  if (ofOutlet !== command.ofOutlet || ofTerminal !== command.ofTerminal || currency !== command.currency)
    return violation("The request is for something else.")
  return linkedTo(view, request.id).some(({ approved, verb }) => approved && verb === "GrantQuota")
    ? violation("The request has been answered.")
    : undefined
}

export const grantQuota = (situation: Situation, command: GrantQuota): Decision => {
  const counter = ofWhom(situation, command)
  if (isDecline(counter)) return counter
  const refused = noAnswer(situation, command)
  if (refused !== undefined) return refused
  const { opens, wallet } = countedBy(situation, counter, command.currency)
  const [granted, left] = [grantedTo(wallet), quotaLeft(wallet, situation.at)]
  if (command.amount < 0n && left + command.amount < 0n) return { _tag: "QuotaExceeded", left }
  if (granted + command.amount > largest)
    return { _tag: "BalanceLimitExceeded", limit: "largest", room: largest - granted }
  return {
    _tag: "Accepted",
    entry: {
      movements: [
        ...(opens === undefined ? [] : [{ kind: "account" as const, ...opens }]),
        grantOf(wallet.id, command.amount)
      ],
      postings: []
    },
    answers: {
      quota: {
        currency: command.currency,
        granted: granted + command.amount,
        left: left + command.amount
      }
    },
    account: counterAccount(counter),
    wallet: undefined,
    original: command.request
  }
}
