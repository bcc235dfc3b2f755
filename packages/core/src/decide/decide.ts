/**
 * Deciding one command: places first, then the verb, in the order of precedence of the declines.
 *
 * @module
 */
import type { Command } from "../command/Command.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import { scoped } from "../values/Ids.ts"
import { close, freeze, unfreeze } from "./accounts.ts"
import { adjust } from "./adjust.ts"
import { capture } from "./capture.ts"
import { activate, block, deactivate, reactivate, reportLost, unblock } from "./cards.ts"
import { cashOut } from "./cashOut.ts"
import { changeExpiry } from "./changeExpiry.ts"
import { forChannel } from "./channel.ts"
import { clawback } from "./clawback.ts"
import { convert } from "./convert.ts"
import { extendHold } from "./extendHold.ts"
import { hold } from "./hold.ts"
import { incrementHold } from "./incrementHold.ts"
import { issue } from "./issue.ts"
import { load } from "./load.ts"
import { redeem } from "./redeem.ts"
import { refund } from "./refund.ts"
import { reinstate } from "./reinstate.ts"
import { release } from "./release.ts"
import { linkCard, replace } from "./replace.ts"
import { reverse } from "./reverse.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"
import { merge, transfer } from "./transfer.ts"
import { unlinkedRefund } from "./unlinkedRefund.ts"

const byVerb = (situation: Situation, command: Command): Decision => {
  switch (command.type) {
    case "Issue":
      return issue(situation, command)
    case "Activate":
      return activate(situation, command)
    case "Deactivate":
      return deactivate(situation, command)
    case "Reactivate":
      return reactivate(situation, command)
    case "Load":
      return load(situation, command)
    case "Redeem":
      return redeem(situation, command)
    case "Hold":
      return hold(situation, command)
    case "IncrementHold":
      return incrementHold(situation, command)
    case "ExtendHold":
      return extendHold(situation, command)
    case "Capture":
      return capture(situation, command)
    case "Release":
      return release(situation, command)
    case "Reinstate":
      return reinstate(situation, command)
    case "Refund":
      return refund(situation, command)
    case "UnlinkedRefund":
      return unlinkedRefund(situation, command)
    case "Reverse":
      return reverse(situation, command)
    case "Clawback":
      return clawback(situation, command)
    case "CashOut":
      return cashOut(situation, command)
    case "Adjust":
      return adjust(situation, command)
    case "Block":
      return block(situation, command)
    case "Unblock":
      return unblock(situation, command)
    case "ReportLost":
      return reportLost(situation, command)
    case "Freeze":
      return freeze(situation, command)
    case "Unfreeze":
      return unfreeze(situation, command)
    case "Close":
      return close(situation, command)
    case "Replace":
      return replace(situation, command)
    case "LinkCard":
      return linkCard(situation, command)
    case "Convert":
      return convert(situation, command)
    case "Transfer":
      return transfer(situation, command)
    case "Merge":
      return merge(situation, command)
    case "ChangeExpiry":
      return changeExpiry(situation, command)
    case "Sweep":
      return sweep(situation)
  }
}

const sweep = ({ request }: Situation): Decision => ({
  _tag: "Accepted",
  entry: { movements: [], postings: [] },
  answers: request.swept === undefined ? {} : { swept: request.swept },
  account: undefined,
  wallet: undefined,
  original: undefined
})

/**
 * Whether outlet, terminal and operator are known and in service. What the operator may do comes after these; after card
 * and account, in the verbs, come the verification of the holder and the authorization code.
 */
const placeRefusal = ({ network, request: { command } }: Situation): Decline | undefined => {
  const { operator, outlet, terminal } = command
  if ("program" in command && !network.programs.has(command.program))
    return { _tag: "ProgramUnknown", id: command.program }
  if (outlet !== undefined && !network.outlets.has(outlet)) return { _tag: "OutletUnknown", id: outlet }
  const device = terminal === undefined ? undefined : network.terminals.get(terminal)
  if (terminal !== undefined && device === undefined) return { _tag: "TerminalUnknown", id: terminal }
  if (device?.active === false) return { _tag: "TerminalInactive", id: device.id }
  if (operator !== undefined && !network.operators.has(operator))
    return { _tag: "OperatorUnknown", id: operator }
  return device !== undefined && outlet !== undefined && device.outlet !== outlet
    ? { _tag: "NotPermitted", right: `use terminal ${device.id} at outlet ${outlet}` }
    : undefined
}

/** A command whose key was reversed before it arrived never passes. */
const afterTombstone = ({ request, view }: Situation, decision: Decision): Decision => {
  const reversal = view.tombstones.get(scoped(request.client, request.command.key))
  if (reversal === undefined) return decision
  const isEarlier = isDecline(decision) && precedence(decision._tag) < precedence("OriginalReversed")
  return isEarlier ? decision : { _tag: "OriginalReversed", reversal }
}

/** May it happen, and what does it do? Pure: the same situation always gets the same decision. */
export const decide = (situation: Situation): Decision => {
  const { command } = situation.request
  const decision = placeRefusal(situation) ?? byVerb(situation, command)
  return forChannel(command.channel, afterTombstone(situation, decision))
}
