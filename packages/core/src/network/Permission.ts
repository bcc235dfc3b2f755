/**
 * Permissions: which verb a role may use, and under which condition.
 *
 * @module
 */
import * as Schema from "effect/Schema"

/** The roles in the order of the columns of `permissions`. */
export const roles = ["finance", "owner", "manager", "cashier", "auditor", "kiosk"] as const

/** Presets for people: `permissions` says what each may do. */
export const Role = Schema.Literals(roles)
export type Role = typeof Role.Type

/**
 * `yes`; `no`; `own`: only what the operator did in the same shift, and only own shifts; `code`: only with an authorization code, by which
 * somebody else has approved exactly this.
 */
export const Permission = Schema.Literals(["yes", "own", "code", "no"])
export type Permission = typeof Permission.Type

type Row = readonly [Permission, Permission, Permission, Permission, Permission, Permission]

const atTheTill: Row = ["no", "yes", "yes", "yes", "no", "no"]
const inTheOffice: Row = ["yes", "yes", "yes", "no", "no", "no"]
const atHeadOffice: Row = ["yes", "no", "no", "no", "no", "no"]
/** Of what belongs to them: how far it reaches says `policy/reach.ts`. */
const overOwnPlaces: Row = ["yes", "yes", "no", "no", "no", "no"]
const withCode: Row = ["yes", "code", "code", "no", "no", "no"]

/** Every verb and what each role may do with it. */
export const permissions = {
  Issue: atTheTill,
  Activate: atTheTill,
  Deactivate: inTheOffice,
  Reactivate: inTheOffice,
  Load: atTheTill,
  ConfirmLoad: inTheOffice,
  FailLoad: ["yes", "yes", "yes", "own", "no", "no"],
  Redeem: atTheTill,
  /** Of what has happened: whoever sends what a till has noted, and the office, which has it on paper. */
  Advice: ["yes", "yes", "yes", "yes", "no", "no"],
  Hold: atTheTill,
  IncrementHold: atTheTill,
  ExtendHold: atTheTill,
  Capture: atTheTill,
  Release: atTheTill,
  Reinstate: atTheTill,
  Refund: ["yes", "yes", "yes", "yes", "no", "no"],
  UnlinkedRefund: ["yes", "yes", "yes", "code", "no", "no"],
  Reverse: ["yes", "yes", "yes", "own", "no", "no"],
  Clawback: inTheOffice,
  Chargeback: atHeadOffice,
  Escheat: atHeadOffice,
  CashOut: ["yes", "yes", "yes", "yes", "no", "no"],
  Adjust: withCode,
  Block: ["yes", "yes", "yes", "yes", "no", "no"],
  Unblock: inTheOffice,
  ReportLost: ["yes", "yes", "yes", "yes", "no", "no"],
  Freeze: inTheOffice,
  Unfreeze: inTheOffice,
  Close: inTheOffice,
  Replace: atTheTill,
  LinkCard: atTheTill,
  Convert: atTheTill,
  Transfer: ["yes", "yes", "yes", "code", "no", "no"],
  Merge: ["yes", "yes", "yes", "code", "no", "no"],
  ChangeExpiry: withCode,
  Sweep: atHeadOffice,
  SetPin: atTheTill,
  IdentifyHolder: atTheTill,
  UnlockPin: inTheOffice,
  RequestOneTimeCode: atTheTill,
  Earn: ["yes", "yes", "yes", "code", "no", "no"],
  BurnPoints: atTheTill,
  ConvertPoints: atTheTill,
  GrantVoucher: ["yes", "yes", "yes", "code", "no", "no"],
  RequestAuthorization: atTheTill,
  GrantAuthorization: inTheOffice,
  RevokeAuthorization: inTheOffice,
  RequestQuota: atTheTill,
  GrantQuota: atHeadOffice,
  ChangeTenant: atHeadOffice,
  ChangeOwner: atHeadOffice,
  ChangeOutlet: overOwnPlaces,
  ChangeTerminal: overOwnPlaces,
  ChangeOperator: overOwnPlaces,
  ChangeClient: atHeadOffice,
  ChangeProgram: atHeadOffice,
  OpenShift: atTheTill,
  CloseShift: ["yes", "yes", "yes", "own", "no", "no"],
  Remit: ["yes", "yes", "yes", "own", "no", "no"],
  ReceiveRemittance: atHeadOffice,
  AllotNumbers: atHeadOffice,
  Remind: atHeadOffice,
  ClosePeriod: atHeadOffice,
  CutOff: atHeadOffice,
  ApprovePeriod: atHeadOffice,
  PayPeriod: atHeadOffice,
  Dispute: ["yes", "yes", "no", "no", "no", "no"],
  RejectDispute: atHeadOffice,
  /** Two people approve the period that it is in. */
  CorrectClearing: atHeadOffice
} as const satisfies Readonly<Record<string, Row>>

/** Rights beside the verbs, which go with whatever verb can be done so. */
const beside = {
  /** Let something count earlier than it is recorded. */
  BackDate: atHeadOffice,
  /** Take in an amount of one's own choosing where the program has offers to choose from. */
  FreeAmount: atTheTill,
  /** Give points for a sale that is paid elsewhere, by its amount (`Earn` with `paid`). */
  EarnOnSale: atTheTill,
  /** Set an account apart in which an audit has found something (`Freeze` with `quarantine`). */
  Quarantine: ["yes", "yes", "yes", "no", "yes", "no"]
} as const satisfies Readonly<Record<string, Row>>

const rights = { ...permissions, ...beside }

const verbs = Object.keys(permissions) as ReadonlyArray<keyof typeof permissions>

/** Every right there is. */
export const rightNames = Object.keys(rights) as ReadonlyArray<keyof typeof rights>

/** A verb that somebody may be allowed to use. */
export const PermittedVerb = Schema.Literals(verbs)
export type PermittedVerb = typeof PermittedVerb.Type

/** The right that a command is done with: its verb's, or one beside it. */
export type RightOfCommand = PermittedVerb | "EarnOnSale" | "Quarantine"

/** A verb, or a right beside the verbs. */
export type Right = keyof typeof rights

/** Exceptions from a role, by right. */
export const Permissions = Schema.Struct(
  Object.fromEntries(rightNames.map((right) => [right, Schema.optionalKey(Permission)])) as {
    readonly [Name in Right]: Schema.optionalKey<typeof Permission>
  }
)

/** What a role may do. */
export const permissionOf = (role: Role, right: Right): Permission =>
  rights[right][roles.indexOf(role)] ?? "no"
