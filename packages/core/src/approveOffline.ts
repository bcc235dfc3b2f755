/**
 * Approving for a till that does not reach the ledger: the code that both come to without it.
 *
 * @module
 */
import * as Redacted from "effect/Redacted"
import type { Decline } from "./command/Decline.ts"
import type { OfflineApproval } from "./command/OfflineApproval.ts"
import { type Offline, offlineAt, offlineTermsOf } from "./command/offlineCodeOf.ts"
import { isInParts } from "./network/counting.ts"
import { offlineCode, offlineStep } from "./network/offlineCode.ts"
import { approvalRefusal } from "./policy/rights.ts"
import type { Instant } from "./values/Instant.ts"

/** A code to say aloud, and the instant by the till's clock before which it is taken. */
export interface OfflineApproved {
  readonly code: string
  readonly until: Instant
}

/** The code for what a manager approves, or why this manager may not approve it. */
export const approveOffline = (
  offline: Offline,
  { operator, wanted }: OfflineApproval,
  at: Instant
): OfflineApproved | Decline => {
  const { network } = offline
  const terminal = network.terminals.get(wanted.terminal)
  if (terminal === undefined) return { _tag: "TerminalUnknown", id: wanted.terminal }
  const outlet = wanted.outlet ?? terminal.outlet
  const { amount, card, currency, offer, original, originalKey, type } = wanted
  // What a hold has come to before is not known here: whoever is limited raises, captures and reinstates none.
  const known = isInParts(type) ? undefined : amount
  const refused = approvalRefusal(network, operator, {
    type,
    operator: wanted.operator,
    outlet,
    amount: known,
    currency,
    offer
  })
  if (refused !== undefined) return refused
  const made = offlineAt(offline, terminal.id)
  if (made === undefined) return { _tag: "CapabilityOff", capability: "offlineCode" }
  const { macAt, steps } = made
  const binding = {
    ...offlineTermsOf(wanted.type, wanted),
    tenant: network.tenant,
    type: wanted.type,
    amount,
    currency,
    account: wanted.account,
    operator: wanted.operator,
    terminal: terminal.id,
    outlet,
    card: card && Redacted.value(card),
    original: original ?? originalKey
  }
  const step = offlineStep(at, steps)
  return {
    code: offlineCode(macAt, binding, step, steps.digits),
    until: (step + 1 + steps.windowSteps) * steps.stepSeconds * 1000
  }
}
