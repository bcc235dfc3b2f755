/**
 * One method per verb: its argument is the verb's JSON without `type`, derived from the verb's own schema.
 *
 * @module
 */
import type { Verb, verbs } from "../command/Command.ts"
import type { Outcome } from "./answers.ts"

/** The fields of a verb as sent: amounts as bigint or whole number, card numbers and instants as text. */
export type FieldsOf<V extends Verb> = Omit<(typeof verbs)[V]["Encoded"], "type">

/** What a caller may say about one call. */
export interface CallOptions {
  /**
   * Stops waiting. A command that was sent may be performed all the same: its outcome is then `inDoubt`, and the same
   * key, sent again, finds out.
   */
  readonly signal?: AbortSignal
}

/** Performs one command. */
export type Submit = (sent: unknown, options?: CallOptions) => Promise<Outcome>

/** A verb is called by its own name, but for `Close`: `close` ends the service, `closeAccount` an account. */
type MethodOf<V extends Verb> = V extends "Close" ? "closeAccount" : Uncapitalize<V>

/** The verbs as methods. */
export type Verbs = {
  readonly [V in Verb as MethodOf<V>]: (fields: FieldsOf<V>, options?: CallOptions) => Promise<Outcome>
}

/** The methods on a way to submit. A verb that is missing here does not compile. */
export const verbsOn = (submit: Submit): Verbs => {
  const as =
    <V extends Verb>(type: V) =>
    (fields: FieldsOf<V>, options?: CallOptions): Promise<Outcome> =>
      submit({ ...fields, type }, options)
  return {
    issue: as("Issue"),
    activate: as("Activate"),
    deactivate: as("Deactivate"),
    reactivate: as("Reactivate"),
    load: as("Load"),
    confirmLoad: as("ConfirmLoad"),
    failLoad: as("FailLoad"),
    redeem: as("Redeem"),
    hold: as("Hold"),
    incrementHold: as("IncrementHold"),
    extendHold: as("ExtendHold"),
    capture: as("Capture"),
    release: as("Release"),
    reinstate: as("Reinstate"),
    refund: as("Refund"),
    unlinkedRefund: as("UnlinkedRefund"),
    reverse: as("Reverse"),
    clawback: as("Clawback"),
    chargeback: as("Chargeback"),
    escheat: as("Escheat"),
    cashOut: as("CashOut"),
    adjust: as("Adjust"),
    block: as("Block"),
    unblock: as("Unblock"),
    reportLost: as("ReportLost"),
    freeze: as("Freeze"),
    unfreeze: as("Unfreeze"),
    closeAccount: as("Close"),
    replace: as("Replace"),
    linkCard: as("LinkCard"),
    convert: as("Convert"),
    transfer: as("Transfer"),
    merge: as("Merge"),
    changeExpiry: as("ChangeExpiry"),
    sweep: as("Sweep"),
    setPin: as("SetPin"),
    unlockPin: as("UnlockPin"),
    requestOneTimeCode: as("RequestOneTimeCode"),
    earn: as("Earn"),
    burnPoints: as("BurnPoints"),
    convertPoints: as("ConvertPoints"),
    grantVoucher: as("GrantVoucher"),
    requestAuthorization: as("RequestAuthorization"),
    grantAuthorization: as("GrantAuthorization"),
    revokeAuthorization: as("RevokeAuthorization"),
    requestQuota: as("RequestQuota"),
    grantQuota: as("GrantQuota"),
    changeTenant: as("ChangeTenant"),
    changeOwner: as("ChangeOwner"),
    changeOutlet: as("ChangeOutlet"),
    changeTerminal: as("ChangeTerminal"),
    changeOperator: as("ChangeOperator"),
    changeProgram: as("ChangeProgram"),
    allotNumbers: as("AllotNumbers"),
    remind: as("Remind"),
    cutOff: as("CutOff"),
    approvePeriod: as("ApprovePeriod"),
    payPeriod: as("PayPeriod"),
    dispute: as("Dispute"),
    rejectDispute: as("RejectDispute"),
    correctClearing: as("CorrectClearing"),
    openShift: as("OpenShift"),
    closeShift: as("CloseShift"),
    remit: as("Remit"),
    receiveRemittance: as("ReceiveRemittance")
  }
}
