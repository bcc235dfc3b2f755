/**
 * Routes of commands: where each verb is asked for, and what a caller must be allowed for it. One row per verb.
 *
 * @module
 */
import type { Verb } from "@tessera/core"
import type { Scope } from "./groups.ts"

/** Where a verb is asked for. What stands in braces is a field of the command, and is sent in the path alone. */
export interface CommandRoute {
  readonly method: "POST" | "PUT"
  /** The first one is the one that is recommended; the others find the same thing by another name. */
  readonly paths: readonly [string, ...ReadonlyArray<string>]
  readonly scope: Scope
}

const post = (scope: Scope, ...paths: CommandRoute["paths"]): CommandRoute => ({
  method: "POST",
  paths,
  scope
})

/** Of one hold, by its id or by the caller's own key for the command that placed it. */
const ofHold = (scope: Scope, what: string): CommandRoute =>
  post(scope, `/v1/holds/{hold}/${what}`, `/v1/holds/by-key/{holdKey}/${what}`)

/** Of a load that waits for its payment, by its id or by the caller's own key. */
const ofLoad = (scope: Scope, what: string): CommandRoute =>
  post(scope, `/v1/loads/{original}/${what}`, `/v1/loads/by-key/{originalKey}/${what}`)

const ofPeriod = (scope: Scope, what: string): CommandRoute =>
  post(scope, `/v1/clearing/cycles/{cycle}/periods/{through}/${what}`)

/** A part of the network: the whole document, in place of the version that `If-Match` names. */
const put = (scope: Scope, path: string): CommandRoute => ({ method: "PUT", paths: [path], scope })

/** Complete by type: a new verb does not compile until it has its route. */
export const commandRoutes = {
  Issue: post("cards:create", "/v1/cards"),
  Activate: post("cards:activate", "/v1/activations"),
  Deactivate: post("cards:manage", "/v1/deactivations"),
  Reactivate: post("cards:manage", "/v1/reactivations"),
  Load: post("loads:create", "/v1/loads"),
  ConfirmLoad: ofLoad("loads:confirm", "confirmations"),
  FailLoad: ofLoad("loads:confirm", "failures"),
  Redeem: post("redemptions:create", "/v1/redemptions"),
  Advice: post("advices:create", "/v1/advices"),
  Hold: post("holds:create", "/v1/holds"),
  IncrementHold: ofHold("holds:create", "increments"),
  ExtendHold: ofHold("holds:create", "extensions"),
  Capture: ofHold("holds:capture", "captures"),
  Release: ofHold("holds:capture", "releases"),
  Reinstate: ofHold("holds:create", "reinstatements"),
  Refund: post("refunds:create", "/v1/refunds"),
  UnlinkedRefund: post("refunds:unlinked", "/v1/unlinked-refunds"),
  Reverse: post("reversals:create", "/v1/reversals"),
  Clawback: post("clawbacks:create", "/v1/clawbacks"),
  Chargeback: post("chargebacks:create", "/v1/chargebacks"),
  Escheat: post("escheats:create", "/v1/escheats"),
  CashOut: post("cash-outs:create", "/v1/cash-outs"),
  Adjust: post("adjustments:create", "/v1/adjustments"),
  Block: post("cards:block", "/v1/blocks"),
  Unblock: post("cards:manage", "/v1/unblocks"),
  ReportLost: post("cards:block", "/v1/loss-reports"),
  Freeze: post("accounts:manage", "/v1/freezes"),
  Unfreeze: post("accounts:manage", "/v1/unfreezes"),
  Close: post("accounts:manage", "/v1/closures"),
  Replace: post("cards:replace", "/v1/replacements"),
  LinkCard: post("cards:replace", "/v1/card-links"),
  Convert: post("cards:replace", "/v1/conversions"),
  Transfer: post("transfers:create", "/v1/transfers"),
  Merge: post("transfers:create", "/v1/merges"),
  ChangeExpiry: post("adjustments:create", "/v1/expiry-changes"),
  Sweep: post("sweeps:create", "/v1/sweeps"),
  SetPin: post("pins:set", "/v1/pins"),
  IdentifyHolder: post("holders:identify", "/v1/identifications"),
  UnlockPin: post("pins:unlock", "/v1/pin-unlocks"),
  RequestOneTimeCode: post("one-time-codes:create", "/v1/one-time-codes"),
  Earn: post("points:earn", "/v1/points/earnings"),
  BurnPoints: post("points:burn", "/v1/points/burns"),
  ConvertPoints: post("points:burn", "/v1/points/conversions"),
  GrantVoucher: post("vouchers:grant", "/v1/vouchers"),
  RequestAuthorization: post("authorizations:request", "/v1/authorization-requests"),
  GrantAuthorization: post("authorizations:grant", "/v1/authorizations"),
  RevokeAuthorization: post("authorizations:grant", "/v1/authorizations/{request}/revocations"),
  RequestQuota: post("quotas:request", "/v1/quota-requests"),
  GrantQuota: post("quotas:grant", "/v1/quotas"),
  ChangeTenant: put("network:write", "/v1/tenant"),
  ChangeOwner: put("network:write", "/v1/owners/{id}"),
  ChangeOutlet: put("network:write", "/v1/outlets/{id}"),
  ChangeTerminal: put("network:write", "/v1/terminals/{id}"),
  ChangeOperator: put("network:write", "/v1/operators/{id}"),
  ChangeClient: put("clients:write", "/v1/clients/{id}"),
  ChangeProgram: put("programs:write", "/v1/programs/{id}"),
  AllotNumbers: post("numbers:allot", "/v1/programs/{program}/number-allotments"),
  Remind: post("reminders:create", "/v1/reminders"),
  ClosePeriod: post("books:close", "/v1/books/closings"),
  CutOff: ofPeriod("clearing:manage", "cut-offs"),
  ApprovePeriod: ofPeriod("clearing:approve", "approvals"),
  PayPeriod: ofPeriod("clearing:manage", "payments"),
  Dispute: post("clearing:dispute", "/v1/clearing/disputes"),
  RejectDispute: post("clearing:manage", "/v1/clearing/rejections"),
  CorrectClearing: post("clearing:manage", "/v1/clearing/corrections"),
  OpenShift: post("shifts:manage", "/v1/shifts"),
  CloseShift: post("shifts:manage", "/v1/shifts/{shift}/closings"),
  Remit: post("shifts:manage", "/v1/shifts/{shift}/remittances"),
  ReceiveRemittance: post("remittances:receive", "/v1/remittances/{original}/receipts")
} as const satisfies Readonly<Record<Verb, CommandRoute>>

const braces = /\{([A-Za-z]+)\}/g

/** The names in the braces of a path. */
export const fieldsInPath = (path: string): ReadonlyArray<string> =>
  [...path.matchAll(braces)].map(([, name = ""]) => name)
