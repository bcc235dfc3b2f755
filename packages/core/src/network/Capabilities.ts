/**
 * Capabilities of places: what a terminal or an outlet is set up to do, whoever works there.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { RightOfCommand } from "./Permission.ts"

/** Kinds of verbs that a place can be without. */
export type PlaceCapability = "redeem" | "load" | "issue" | "refund" | "manage"

const may = Schema.optionalKey(Schema.Boolean)

/** Each absent: yes. `acceptOnly` takes value and gives it back; `readOnly` answers questions only. */
export const PlaceCapabilities = Schema.Union([
  Schema.Literals(["acceptOnly", "readOnly"]),
  Schema.Struct({ redeem: may, load: may, issue: may, refund: may, manage: may })
])
export type PlaceCapabilities = typeof PlaceCapabilities.Type

const presets = {
  acceptOnly: { redeem: true, load: false, issue: false, refund: true, manage: false },
  readOnly: { redeem: false, load: false, issue: false, refund: false, manage: false }
} as const

/** What each verb needs; a technical undo and what no till sends need nothing. */
const needed: Readonly<Record<RightOfCommand, PlaceCapability | undefined>> = {
  Issue: "issue",
  Activate: "issue",
  Deactivate: "manage",
  Reactivate: "manage",
  Load: "load",
  ConfirmLoad: "load",
  FailLoad: undefined,
  Redeem: "redeem",
  Advice: "redeem",
  Hold: "redeem",
  IncrementHold: "redeem",
  ExtendHold: "redeem",
  Capture: "redeem",
  Release: "redeem",
  Reinstate: "redeem",
  Refund: "refund",
  UnlinkedRefund: "refund",
  Reverse: undefined,
  Clawback: "manage",
  Chargeback: "manage",
  Escheat: "manage",
  CashOut: "refund",
  Adjust: "manage",
  Block: "manage",
  Unblock: "manage",
  ReportLost: "manage",
  Freeze: "manage",
  Unfreeze: "manage",
  Close: "manage",
  Replace: "issue",
  LinkCard: "issue",
  Convert: "issue",
  Transfer: "manage",
  Merge: "manage",
  ChangeExpiry: "manage",
  Sweep: undefined,
  SetPin: "manage",
  UnlockPin: "manage",
  IdentifyHolder: undefined,
  RequestOneTimeCode: undefined,
  Earn: "load",
  EarnOnSale: "redeem",
  Quarantine: undefined,
  BurnPoints: "redeem",
  ConvertPoints: "redeem",
  GrantVoucher: "load",
  RequestAuthorization: undefined,
  GrantAuthorization: undefined,
  RevokeAuthorization: undefined,
  RequestQuota: undefined,
  GrantQuota: undefined,
  ChangeTenant: "manage",
  ChangeOwner: "manage",
  ChangeOutlet: "manage",
  ChangeTerminal: "manage",
  ChangeOperator: "manage",
  ChangeClient: "manage",
  ChangeProgram: "manage",
  OpenShift: undefined,
  CloseShift: undefined,
  Remit: undefined,
  ReceiveRemittance: undefined,
  AllotNumbers: undefined,
  Remind: undefined,
  ClosePeriod: undefined,
  CutOff: undefined,
  ApprovePeriod: undefined,
  PayPeriod: undefined,
  Dispute: undefined,
  RejectDispute: undefined,
  CorrectClearing: undefined
}

/** Whether a place is set up for something. */
export const isCapable = (
  capabilities: PlaceCapabilities | undefined,
  capability: PlaceCapability
): boolean => (typeof capabilities === "string" ? presets[capabilities] : capabilities)?.[capability] ?? true

/** What a place must be capable of for a verb; one that also takes in value (`amount`) must be able to load. */
export const capabilitiesFor = (verb: RightOfCommand, loads: boolean): ReadonlyArray<PlaceCapability> => {
  const own = needed[verb]
  return [...(own === undefined ? [] : [own]), ...(loads && own === "issue" ? (["load"] as const) : [])]
}
