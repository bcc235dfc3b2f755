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

/** The request that a grant answers, as far as it names one. */
const isRequest = ({ view }: Situation, { request }: GrantQuota): boolean =>
  request === undefined || view.operations.get(request)?.verb === "RequestQuota"

export const grantQuota = (situation: Situation, command: GrantQuota): Decision => {
  const counter = ofWhom(situation, command)
  if (isDecline(counter)) return counter
  if (!isRequest(situation, command)) return { _tag: "OriginalNotFound" }
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
