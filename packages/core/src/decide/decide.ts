/**
 * Deciding one command: places first, then the verb, in the order of precedence of the declines.
 *
 * @module
 */
import type { Command, Verb } from "../command/Command.ts"
import { precedence } from "../command/Decline.ts"
import type { LotMoved } from "../journal/Entry.ts"
import { scoped } from "../values/Ids.ts"
import { close, freeze, unfreeze } from "./accounts.ts"
import { adjust } from "./adjust.ts"
import { advice } from "./advice.ts"
import {
  authorized,
  grantAuthorization,
  requestAuthorization,
  revokeAuthorization
} from "./authorizations.ts"
import { allotNumbers } from "./allotNumbers.ts"
import { capture } from "./capture.ts"
import { activate, block, deactivate, reactivate, reportLost, unblock } from "./cards.ts"
import { cashOut } from "./cashOut.ts"
import { change } from "./change.ts"
import { changeExpiry } from "./changeExpiry.ts"
import { forChannel } from "./channel.ts"
import { chargeback } from "./chargeback.ts"
import { clawback } from "./clawback.ts"
import { closePeriod } from "./closePeriod.ts"
import { closeShift } from "./closeShift.ts"
import { confirmLoad } from "./confirmLoad.ts"
import { convert } from "./convert.ts"
import { correctClearing, dispute, rejectDispute } from "./disputes.ts"
import { approvePeriod, cutOff, payPeriod } from "./periods.ts"
import { escheat } from "./escheat.ts"
import { extendHold } from "./extendHold.ts"
import { failLoad } from "./failLoad.ts"
import { grantVoucher } from "./grantVoucher.ts"
import { hold } from "./hold.ts"
import { withInactivity } from "./inactivity.ts"
import { incrementHold } from "./incrementHold.ts"
import { inShift } from "./inShift.ts"
import { issue } from "./issue.ts"
import { load } from "./load.ts"
import { openShift } from "./openShift.ts"
import { redeem } from "./redeem.ts"
import { refund } from "./refund.ts"
import { reinstate } from "./reinstate.ts"
import { release } from "./release.ts"
import { linkCard, replace } from "./replace.ts"
import { reverse } from "./reverse.ts"
import { type Decision, isDecline, type Situation } from "./Situation.ts"
import { remind } from "./remind.ts"
import { receiveRemittance, remit } from "./remittances.ts"
import { requestOneTimeCode } from "./oneTimeCode.ts"
import { identifyHolder, setPin, unlockPin, verified } from "./pin.ts"
import { burnPoints, convertPoints, earn } from "./pointsVerbs.ts"
import { placeRefusal } from "./places.ts"
import { grantQuota, requestQuota } from "./quotas.ts"
import { merge, transfer } from "./transfer.ts"
import { unlinkedRefund } from "./unlinkedRefund.ts"
import { withinLargest } from "./withinLargest.ts"

type CommandOf<V extends Verb> = Extract<Command, { readonly type: V }>

const sweep = ({ request }: Situation): Decision => ({
  _tag: "Accepted",
  entry: { movements: [], postings: [] },
  answers: request.swept === undefined ? {} : { swept: request.swept },
  account: undefined,
  wallet: undefined,
  original: undefined
})

/** What each verb does; one that is missing here does not compile. */
const verbs: { readonly [V in Verb]: (situation: Situation, command: CommandOf<V>) => Decision } = {
  Issue: issue,
  Activate: activate,
  Deactivate: deactivate,
  Reactivate: reactivate,
  Load: load,
  ConfirmLoad: confirmLoad,
  FailLoad: failLoad,
  Redeem: redeem,
  Advice: advice,
  Hold: hold,
  IncrementHold: incrementHold,
  ExtendHold: extendHold,
  Capture: capture,
  Release: release,
  Reinstate: reinstate,
  Refund: refund,
  UnlinkedRefund: unlinkedRefund,
  Reverse: reverse,
  Clawback: clawback,
  Chargeback: chargeback,
  Escheat: escheat,
  CashOut: cashOut,
  Adjust: adjust,
  Block: block,
  Unblock: unblock,
  ReportLost: reportLost,
  Freeze: freeze,
  Unfreeze: unfreeze,
  Close: close,
  Replace: replace,
  LinkCard: linkCard,
  Convert: convert,
  Transfer: transfer,
  Merge: merge,
  ChangeExpiry: changeExpiry,
  Sweep: sweep,
  SetPin: setPin,
  IdentifyHolder: identifyHolder,
  UnlockPin: unlockPin,
  RequestOneTimeCode: requestOneTimeCode,
  Earn: earn,
  BurnPoints: burnPoints,
  ConvertPoints: convertPoints,
  RequestAuthorization: requestAuthorization,
  GrantAuthorization: grantAuthorization,
  RevokeAuthorization: revokeAuthorization,
  RequestQuota: requestQuota,
  GrantQuota: grantQuota,
  ChangeTenant: change,
  ChangeOwner: change,
  ChangeOutlet: change,
  ChangeTerminal: change,
  ChangeOperator: change,
  ChangeClient: change,
  ChangeProgram: change,
  AllotNumbers: allotNumbers,
  Remind: remind,
  ClosePeriod: closePeriod,
  CutOff: cutOff,
  ApprovePeriod: approvePeriod,
  PayPeriod: payPeriod,
  Dispute: dispute,
  RejectDispute: rejectDispute,
  CorrectClearing: correctClearing,
  OpenShift: openShift,
  CloseShift: closeShift,
  Remit: remit,
  ReceiveRemittance: receiveRemittance,
  GrantVoucher: grantVoucher
}

const byVerb = <V extends Verb>(situation: Situation, command: CommandOf<V>): Decision => {
  const verb: V = command.type
  return verbs[verb](situation, command)
}

/** A command whose key was reversed before it arrived never passes. */
const afterTombstone = ({ request, view }: Situation, decision: Decision): Decision => {
  const reversal = view.tombstones.get(scoped(request.client, request.command.key))
  if (reversal === undefined) return decision
  const isEarlier = isDecline(decision) && precedence(decision._tag) < precedence("OriginalReversed")
  return isEarlier ? decision : { _tag: "OriginalReversed", reversal }
}

/** The verb's own decision, as far as the holder is verified and somebody else has approved what has to be. */
const approved = (situation: Situation, command: Command): Decision =>
  authorized(situation, verified(situation, byVerb(situation, command)), () =>
    byVerb({ ...situation, mayBeLate: true }, command)
  )

/** Whether value enters, leaves or is set aside. */
const isMoving = ({ held, promised, remaining }: LotMoved): boolean =>
  remaining !== 0n || promised !== 0n || held > 0n

/** On an account in quarantine nothing moves, whatever the verb would let pass; what was held may only be let go. */
const unlessQuarantined = ({ view }: Situation, decision: Decision): Decision => {
  if (isDecline(decision)) return decision
  for (const movement of decision.entry.movements)
    if (movement.kind === "lot" && isMoving(movement)) {
      const owner = view.wallets.get(movement.wallet)?.account
      const account = owner && view.accounts.get(owner)
      if (account?.quarantined !== undefined) return { _tag: "AccountFrozen", side: "both" }
    }
  return decision
}

/** May it happen, and what does it do? Pure: the same situation always gets the same decision. */
export const decide = (situation: Situation): Decision => {
  const { command } = situation.request
  const decision = placeRefusal(situation) ?? unlessQuarantined(situation, approved(situation, command))
  const bounded = withinLargest(situation, decision)
  const done = withInactivity(situation, afterTombstone(situation, bounded))
  return forChannel(command.channel, inShift(situation, done))
}
