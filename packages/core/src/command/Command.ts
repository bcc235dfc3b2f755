/**
 * The closed set of commands: everything that can be asked of the ledger.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { type Fault, faultsOf } from "../network/Configuration.ts"
import type { PermittedVerb } from "../network/Permission.ts"
import { Activate } from "./Activate.ts"
import { AllotNumbers } from "./AllotNumbers.ts"
import { ApprovePeriod } from "./ApprovePeriod.ts"
import { CorrectClearing } from "./CorrectClearing.ts"
import { ClosePeriod } from "./ClosePeriod.ts"
import { CutOff } from "./CutOff.ts"
import { Dispute } from "./Dispute.ts"
import { PayPeriod } from "./PayPeriod.ts"
import { RejectDispute } from "./RejectDispute.ts"
import { Adjust } from "./Adjust.ts"
import { Block } from "./Block.ts"
import { Capture } from "./Capture.ts"
import { CashOut } from "./CashOut.ts"
import { Chargeback } from "./Chargeback.ts"
import { ChangeClient } from "./ChangeClient.ts"
import { ChangeExpiry } from "./ChangeExpiry.ts"
import { ChangeOperator } from "./ChangeOperator.ts"
import { ChangeOutlet } from "./ChangeOutlet.ts"
import { ChangeOwner } from "./ChangeOwner.ts"
import { ChangeProgram } from "./ChangeProgram.ts"
import { ChangeTenant } from "./ChangeTenant.ts"
import { ChangeTerminal } from "./ChangeTerminal.ts"
import { Clawback } from "./Clawback.ts"
import { Close } from "./Close.ts"
import { CloseShift } from "./CloseShift.ts"
import { ConfirmLoad } from "./ConfirmLoad.ts"
import { Convert } from "./Convert.ts"
import { Deactivate } from "./Deactivate.ts"
import { Escheat } from "./Escheat.ts"
import { ExtendHold } from "./ExtendHold.ts"
import { FailLoad } from "./FailLoad.ts"
import { Freeze } from "./Freeze.ts"
import { Hold } from "./Hold.ts"
import { IncrementHold } from "./IncrementHold.ts"
import { IdentifyHolder } from "./IdentifyHolder.ts"
import { Issue } from "./Issue.ts"
import { LinkCard } from "./LinkCard.ts"
import { Load } from "./Load.ts"
import { Merge } from "./Merge.ts"
import { OpenShift } from "./OpenShift.ts"
import { Reactivate } from "./Reactivate.ts"
import { readWell } from "./readWell.ts"
import { ReceiveRemittance } from "./ReceiveRemittance.ts"
import { Redeem } from "./Redeem.ts"
import { Advice } from "./Advice.ts"
import { Refund } from "./Refund.ts"
import { Reinstate } from "./Reinstate.ts"
import { Release } from "./Release.ts"
import { Remind } from "./Remind.ts"
import { Remit } from "./Remit.ts"
import { Replace } from "./Replace.ts"
import { ReportLost } from "./ReportLost.ts"
import { Reverse } from "./Reverse.ts"
import { GrantAuthorization } from "./GrantAuthorization.ts"
import { GrantQuota } from "./GrantQuota.ts"
import { RequestAuthorization } from "./RequestAuthorization.ts"
import { RequestOneTimeCode } from "./RequestOneTimeCode.ts"
import { RequestQuota } from "./RequestQuota.ts"
import { RevokeAuthorization } from "./RevokeAuthorization.ts"
import { BurnPoints } from "./BurnPoints.ts"
import { ConvertPoints } from "./ConvertPoints.ts"
import { GrantVoucher } from "./GrantVoucher.ts"
import { Earn } from "./Earn.ts"
import { SetPin } from "./SetPin.ts"
import { UnlockPin } from "./UnlockPin.ts"
import { Sweep } from "./Sweep.ts"
import { Transfer } from "./Transfer.ts"
import { Unblock } from "./Unblock.ts"
import { Unfreeze } from "./Unfreeze.ts"
import { UnlinkedRefund } from "./UnlinkedRefund.ts"

/** The verbs and their shapes. */
export const verbs = {
  Issue,
  Activate,
  Deactivate,
  Reactivate,
  Load,
  ConfirmLoad,
  FailLoad,
  Redeem,
  Advice,
  Hold,
  IncrementHold,
  ExtendHold,
  Capture,
  Release,
  Reinstate,
  Refund,
  UnlinkedRefund,
  Reverse,
  Clawback,
  Chargeback,
  Escheat,
  CashOut,
  Adjust,
  Block,
  Unblock,
  ReportLost,
  Freeze,
  Unfreeze,
  Close,
  Replace,
  LinkCard,
  Convert,
  Transfer,
  Merge,
  ChangeExpiry,
  Sweep,
  SetPin,
  IdentifyHolder,
  UnlockPin,
  RequestOneTimeCode,
  Earn,
  BurnPoints,
  ConvertPoints,
  GrantVoucher,
  RequestAuthorization,
  GrantAuthorization,
  RevokeAuthorization,
  RequestQuota,
  GrantQuota,
  ChangeTenant,
  ChangeOwner,
  ChangeOutlet,
  ChangeTerminal,
  ChangeOperator,
  ChangeClient,
  ChangeProgram,
  AllotNumbers,
  Remind,
  ClosePeriod,
  CutOff,
  ApprovePeriod,
  PayPeriod,
  Dispute,
  RejectDispute,
  CorrectClearing,
  OpenShift,
  CloseShift,
  Remit,
  ReceiveRemittance
} as const satisfies Readonly<Record<PermittedVerb, unknown>>

export type Verb = keyof typeof verbs
export type Command = (typeof verbs)[Verb]["Type"]

/** A command before it is read: JSON as sent, or the same with bigint amounts. */
export type CommandInput = (typeof verbs)[Verb]["Encoded"]

/** How a verb is read: quickly where it is well formed, else with every fault found. */
interface Reader {
  readonly well: (sent: object) => unknown
  readonly strictly: (sent: unknown) => Result.Result<Command, Schema.SchemaError>
}

const readers = new Map<string, Reader>(
  Object.entries(verbs).map(([verb, shape]) => [
    verb,
    {
      well: readWell(shape),
      strictly: Schema.decodeUnknownResult<Schema.Decoder<Command>>(shape, {
        onExcessProperty: "error",
        errors: "all"
      })
    }
  ])
)

const expectedVerb: Fault = { path: ["type"], message: `Expected one of ${Object.keys(verbs).join(", ")}` }
const notAnObject: Fault = {
  path: [],
  message: "Expected a command, which is an object with a type and a key"
}

const fieldOf = (sent: unknown, name: string): unknown =>
  typeof sent === "object" && sent !== null && Object.hasOwn(sent, name) ? Reflect.get(sent, name) : undefined

/**
 * Reads one command. Fails with every fault found, each with the path of the wrong field; the value itself is never
 * repeated, because it may be a card number.
 */
export const readCommand = (sent: unknown): Result.Result<Command, ReadonlyArray<Fault>> => {
  if (typeof sent !== "object" || sent === null || Array.isArray(sent)) return Result.fail([notAnObject])
  const verb = fieldOf(sent, "type")
  const reader = typeof verb === "string" ? readers.get(verb) : undefined
  if (reader === undefined) return Result.fail([expectedVerb])
  const command = reader.well(sent)
  if (command !== undefined) return Result.succeed(command as Command)
  const decoded = reader.strictly(sent)
  return Result.isSuccess(decoded)
    ? Result.succeed(decoded.success)
    : Result.fail(faultsOf(decoded.failure.issue))
}
