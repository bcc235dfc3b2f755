/**
 * Declines: the closed list of reasons to refuse a command, in the order of precedence.
 *
 * @module
 */
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { InstantText } from "../values/Instant.ts"

/**
 * What a till may do next. `sameKey`: send it again under the same key. `newKey`: correct it and send it under a new
 * key. `later`: it may pass later under a new key. `never`: it will not pass.
 */
export type Retry = "sameKey" | "newKey" | "later" | "never"

const kind = <Fields extends Schema.Struct.Fields>(retry: Retry, stored: boolean, fields: Fields) => ({
  retry,
  stored,
  fields: Schema.Struct(fields)
})
const text = Schema.String
const maybe = Schema.optional
const skip = Schema.Struct({ lot: text, subWallet: maybe(text), reason: text })

/**
 * Every reason with its retry advice, whether it is remembered under the key for ever (`stored`), and what it carries.
 * The order is the order of precedence: where several apply, the first is answered.
 */
export const declines = {
  IdempotencyConflict: kind("newKey", false, { field: text }),
  InProgress: kind("sameKey", false, {}),
  ProgramUnknown: kind("never", true, { id: text }),
  OwnerUnknown: kind("never", true, { id: text }),
  OutletUnknown: kind("never", true, { id: text }),
  OutletInactive: kind("never", true, { id: text }),
  TerminalUnknown: kind("never", true, { id: text }),
  TerminalInactive: kind("never", true, { id: text }),
  OperatorUnknown: kind("never", true, { id: text }),
  NotPermitted: kind("never", true, { right: text }),
  CapabilityOff: kind("never", true, { capability: text }),
  /** Nothing can be done in this shift, or what is to be done needs one: `why` says in a word what is wrong with it. */
  ShiftNotOpen: kind("newKey", true, { shift: text, why: text }),
  /** The shift that is to be followed is open, unknown, or was followed by another. */
  ShiftNotClosed: kind("later", true, { shift: text, why: text }),
  /** A name that was used before, or the shift that the operator or the terminal still has open. */
  ShiftTaken: kind("newKey", true, { shift: text, why: text }),
  /** Somebody has changed it since: this is its version now. */
  StaleVersion: kind("newKey", true, { version: Schema.Int }),
  /** There is no such clearing cycle. */
  CycleUnknown: kind("never", true, { id: text }),
  /** The clearing period goes on, or was not cut off yet. */
  PeriodOpen: kind("later", true, { through: text }),
  /** It is behind: cut off up to this date, or paid. */
  PeriodSettled: kind("never", true, { through: text }),
  PeriodNotApproved: kind("later", true, { approvals: Schema.Int, needed: Schema.Int }),
  /** It would count on a day that is closed, or that is to be closed again: the last closed business date. */
  PeriodLocked: kind("never", true, { lockedThrough: text }),
  /** The one answer of public channels for unknown, blocked, lost and wrong-PIN cards. */
  CardNotAccepted: kind("never", true, {}),
  CardUnknown: kind("never", true, {}),
  CardNumberInvalid: kind("never", true, {}),
  DuplicateCredential: kind("never", true, {}),
  NotActivated: kind("newKey", true, {}),
  AlreadyActive: kind("newKey", true, {}),
  Blocked: kind("never", true, { since: InstantText }),
  Hotlisted: kind("never", true, { since: InstantText }),
  CardExpired: kind("never", true, { since: InstantText }),
  AccountFrozen: kind("never", true, { side: text }),
  AccountClosed: kind("never", true, { status: text }),
  IdentityRequired: kind("newKey", true, { rule: text, threshold: Minor }),
  VerificationRequired: kind("newKey", false, { kind: text }),
  VerificationFailed: kind("newKey", true, { triesLeft: Schema.Int }),
  VerificationLocked: kind("newKey", true, { until: InstantText }),
  AuthorizationCodeRequired: kind("newKey", false, { request: text }),
  AuthorizationCodeInvalid: kind("newKey", true, { why: text }),
  OriginalNotFound: kind("never", true, {}),
  OriginalReversed: kind("never", true, { reversal: text }),
  PreviouslyReversed: kind("never", true, { reversal: text }),
  AlreadyConfirmed: kind("never", true, { at: InstantText }),
  FurtherActivityPreventsReversal: kind("never", true, { activity: text }),
  ReversalWindowClosed: kind("never", true, { closedAt: InstantText }),
  ExceedsRefundable: kind("newKey", true, { left: Minor }),
  HoldNotFound: kind("never", true, {}),
  HoldExpired: kind("never", true, { at: InstantText }),
  AlreadyCaptured: kind("never", true, { at: InstantText }),
  AlreadyReleased: kind("never", true, { at: InstantText }),
  ExceedsHold: kind("newKey", true, { outstanding: Minor, tolerance: Minor }),
  HoldsOpen: kind("later", true, { holds: Schema.Array(text) }),
  CurrencyMismatch: kind("newKey", true, { expected: text }),
  StaleQuote: kind("newKey", true, {}),
  /** The sub-wallet's ledger is another one than was expected: this one. */
  BalanceChanged: kind("newKey", true, { ledger: Minor }),
  NotAccepted: kind("never", true, { lots: Schema.Array(skip) }),
  LimitExceeded: kind("later", true, { limit: text, room: Minor, resetsAt: maybe(InstantText) }),
  BalanceLimitExceeded: kind("later", true, { limit: text, room: Minor }),
  QuotaExceeded: kind("later", true, { left: Minor }),
  OperatorLimitExceeded: kind("later", true, { left: Minor }),
  CashOutNotDue: kind("never", true, { threshold: Minor }),
  InsufficientFunds: kind("newKey", true, {
    /** What could be approved here and now. */
    approvable: Minor,
    /** What open holds reserve, and until when the last of them does. */
    held: maybe(Minor),
    heldUntil: maybe(InstantText)
  }),
  ProgramRuleViolation: kind("never", true, { rule: text, sentence: text })
} as const

type Kinds = typeof declines
export type DeclineTag = keyof Kinds

/** A refusal with the numbers a till must show: a plain value, never thrown. */
export type Decline = {
  readonly [Tag in DeclineTag]: { readonly _tag: Tag } & Kinds[Tag]["fields"]["Type"]
}[DeclineTag]

/** The code on the wire: the tag in snake_case. */
export const codeOf = (tag: DeclineTag): string => tag.replace(/(?<!^)[A-Z]/g, "_$&").toLowerCase()

const tags = new Map(Object.keys(declines).map((tag) => [codeOf(tag as DeclineTag), tag as DeclineTag]))

/** A decline as the wire shows it: its code, what may be done next, and its numbers. */
export type DeclineText = { readonly code: string; readonly retry: Retry } & Readonly<Record<string, unknown>>

type AnyFields = Schema.Codec<object, object>
const fieldsOf = (tag: DeclineTag): AnyFields => declines[tag].fields

/** The decline as JSON. */
export const declineText = ({ _tag, ...fields }: Decline): DeclineText => ({
  code: codeOf(_tag),
  retry: declines[_tag].retry,
  ...Schema.encodeSync(fieldsOf(_tag))(fields)
})

/** The decline that a JSON shows; `undefined` if it shows none. */
export const readDecline = ({ code, retry: _, ...fields }: DeclineText): Decline | undefined => {
  const tag = tags.get(code)
  if (tag === undefined) return undefined
  const read = Schema.decodeUnknownResult(fieldsOf(tag))(fields)
  return Result.isSuccess(read) ? ({ _tag: tag, ...read.success } as Decline) : undefined
}

/** Whether the decline is remembered under its key for ever. */
export const isStored = (decline: Decline): boolean => declines[decline._tag].stored

/** The place of a reason in the order of precedence, from 0. */
export const precedence = (tag: DeclineTag): number => Object.keys(declines).indexOf(tag)
