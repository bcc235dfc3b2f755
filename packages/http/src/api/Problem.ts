/**
 * Problems: what stands in the way of an answer, as a plain value; RFC 9457 on the wire.
 *
 * @module
 */
import type { DeclineTag, Retry } from "@tessera/core"

/** What the HTTP layer itself refuses; the rest of the codes are the ledger's declines. */
export const faults = {
  malformed: { status: 400, title: "Not readable", retry: "never" },
  invalid: { status: 400, title: "Not as expected", retry: "never" },
  idempotency_key_missing: { status: 400, title: "No idempotency key", retry: "never" },
  unauthenticated: { status: 401, title: "Not known who calls", retry: "never" },
  forbidden: { status: 403, title: "Not allowed", retry: "never" },
  not_found: { status: 404, title: "Nothing here", retry: "never" },
  method_not_allowed: { status: 405, title: "Not by this method", retry: "never" },
  not_acceptable: { status: 406, title: "Not in this form", retry: "never" },
  too_slow: { status: 408, title: "Too slow", retry: "sameKey" },
  too_large: { status: 413, title: "Too large", retry: "never" },
  head_too_large: { status: 431, title: "Head too large", retry: "never" },
  uri_too_long: { status: 414, title: "Address too long", retry: "never" },
  unsupported_media_type: { status: 415, title: "Sent in a form that is not read", retry: "never" },
  erased: { status: 410, title: "Erased", retry: "never" },
  conflict: { status: 409, title: "Not as things are", retry: "never" },
  version_mismatch: { status: 412, title: "Another version by now", retry: "never" },
  version_missing: { status: 428, title: "No version named", retry: "never" },
  rate_limited: { status: 429, title: "Too many calls", retry: "later" },
  overloaded: { status: 429, title: "Too much at once", retry: "sameKey" },
  defect: { status: 500, title: "A fault of the server", retry: "sameKey" },
  unavailable: { status: 503, title: "Not to be reached at present", retry: "sameKey" },
  in_doubt: { status: 503, title: "Not known whether it was done", retry: "sameKey" },
  closing: { status: 503, title: "Being stopped", retry: "sameKey" }
} as const satisfies Readonly<Record<string, ProblemRow>>

/** A row of either table: the status, the title, which is English and always the same, and what may be done next. */
interface ProblemRow {
  readonly status: number
  readonly title: string
  readonly retry: Retry
}

export type FaultCode = keyof typeof faults

/** How the ledger's declines go over HTTP. Complete by type: a new decline does not compile until it has its row. */
export const declineRows = {
  IdempotencyConflict: [422, "Key used before for something else"],
  InProgress: [409, "Still being worked on"],
  ProgramUnknown: [403, "No such program"],
  OwnerUnknown: [403, "No such owner"],
  OutletUnknown: [403, "No such outlet"],
  OutletInactive: [403, "Outlet closed"],
  TerminalUnknown: [403, "No such terminal"],
  TerminalInactive: [403, "Terminal switched off"],
  OperatorUnknown: [403, "No such operator"],
  NotPermitted: [403, "Not permitted"],
  CapabilityOff: [422, "Not possible here or with this card"],
  ShiftNotOpen: [409, "No such shift open"],
  ShiftNotClosed: [409, "Shift not closed"],
  ShiftTaken: [409, "Another shift in the way"],
  StaleVersion: [412, "Changed meanwhile"],
  CycleUnknown: [404, "No such clearing cycle"],
  PeriodOpen: [409, "Clearing period still open"],
  PeriodSettled: [409, "Clearing period settled"],
  PeriodNotApproved: [409, "Clearing period not approved"],
  PeriodLocked: [409, "Books locked"],
  CardNotAccepted: [422, "Card not accepted"],
  CardUnknown: [422, "Card not known"],
  CardNumberInvalid: [422, "Card number misread"],
  DuplicateCredential: [409, "Card number in use"],
  NotActivated: [422, "Card not active yet"],
  AlreadyActive: [422, "Card active already"],
  Blocked: [422, "Card blocked"],
  Hotlisted: [422, "Card reported lost or replaced"],
  CardExpired: [422, "Card expired"],
  AccountFrozen: [422, "Account frozen"],
  AccountClosed: [422, "Account closed"],
  IdentityRequired: [422, "Holder not identified"],
  VerificationRequired: [422, "Holder to be verified"],
  VerificationFailed: [422, "Wrong PIN or code"],
  VerificationLocked: [422, "Too many wrong tries"],
  AuthorizationCodeRequired: [403, "Manager's code needed"],
  AuthorizationCodeInvalid: [403, "Manager's code not valid"],
  OriginalNotFound: [404, "Original not found"],
  OriginalReversed: [409, "Original reversed"],
  PreviouslyReversed: [409, "Reversed before"],
  AlreadyConfirmed: [409, "Confirmed before"],
  FurtherActivityPreventsReversal: [409, "Cannot be undone any more"],
  ReversalWindowClosed: [409, "Too late to undo"],
  ExceedsRefundable: [422, "More than can be refunded"],
  HoldNotFound: [404, "Hold not found"],
  HoldExpired: [409, "Hold expired"],
  AlreadyCaptured: [409, "Hold captured before"],
  AlreadyReleased: [409, "Hold released before"],
  ExceedsHold: [422, "More than was held"],
  HoldsOpen: [409, "Holds still open"],
  CurrencyMismatch: [422, "Another currency"],
  StaleQuote: [409, "Quote out of date"],
  BalanceChanged: [409, "Balance changed meanwhile"],
  NotAccepted: [422, "Value not usable here"],
  LimitExceeded: [422, "Over a limit"],
  BalanceLimitExceeded: [422, "Over the largest balance"],
  QuotaExceeded: [422, "Over the quota"],
  OperatorLimitExceeded: [422, "Over the operator's limit"],
  CashOutNotDue: [422, "Too much to be paid out"],
  InsufficientFunds: [422, "Not enough spendable value"],
  ProgramRuleViolation: [422, "Against the program's rules"]
} as const satisfies Readonly<Record<DeclineTag, readonly [status: number, title: string]>>

/** Why a call is not answered with what it asked for, before the ledger had decided anything. */
export interface Problem {
  readonly _tag: "Problem"
  readonly code: FaultCode
  /** What the document says besides: paths of wrong fields, numbers; never a secret that was sent. */
  readonly members: Readonly<Record<string, unknown>>
  /** Headers of the answer: `Retry-After`, `Allow`, `WWW-Authenticate`. */
  readonly headers: Readonly<Record<string, string>>
}

/** A problem of the HTTP layer. */
export const problem = (
  code: FaultCode,
  { headers = {}, members = {} }: Partial<Pick<Problem, "headers" | "members">> = {}
): Problem => ({ _tag: "Problem", code, members, headers })
