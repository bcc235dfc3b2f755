/**
 * Declines and outcomes on the wire: every code, and the way there and back byte for byte.
 *
 * @module
 */
import { describe, expect, it } from "vitest"
import {
  codeOf,
  type Decline,
  declines,
  type DeclineTag,
  declineText,
  isStored,
  precedence,
  readDecline
} from "../../src/command/Decline.ts"
import { outcomeText, readStored, storedText } from "../../src/command/Outcome.ts"
import type { OperationId } from "../../src/values/Ids.ts"

const all: ReadonlyArray<Decline> = [
  { _tag: "IdempotencyConflict", field: "amount" },
  { _tag: "InProgress" },
  { _tag: "ProgramUnknown", id: "p" },
  { _tag: "OwnerUnknown", id: "o" },
  { _tag: "OutletUnknown", id: "o" },
  { _tag: "OutletInactive", id: "o" },
  { _tag: "TerminalUnknown", id: "t" },
  { _tag: "TerminalInactive", id: "t" },
  { _tag: "OperatorUnknown", id: "o" },
  { _tag: "NotPermitted", right: "r" },
  { _tag: "CapabilityOff", capability: "load" },
  { _tag: "ShiftNotOpen", shift: "s1", why: "closed" },
  { _tag: "ShiftNotClosed", shift: "s1", why: "open" },
  { _tag: "ShiftTaken", shift: "s1", why: "operator" },
  { _tag: "StaleVersion", version: 3 },
  { _tag: "CycleUnknown", id: "yearly" },
  { _tag: "PeriodOpen", through: "2026-11-30" },
  { _tag: "PeriodSettled", through: "2026-10-31" },
  { _tag: "PeriodNotApproved", approvals: 1, needed: 2 },
  { _tag: "PeriodLocked", lockedThrough: "2026-10-31" },
  { _tag: "CardNotAccepted" },
  { _tag: "CardUnknown" },
  { _tag: "CardNumberInvalid" },
  { _tag: "DuplicateCredential" },
  { _tag: "NotActivated" },
  { _tag: "AlreadyActive" },
  { _tag: "Blocked", since: 1 },
  { _tag: "Hotlisted", since: 2 },
  { _tag: "CardExpired", since: 3 },
  { _tag: "AccountFrozen", side: "both" },
  { _tag: "AccountClosed", status: "closed" },
  { _tag: "IdentityRequired", rule: "r", threshold: 5n },
  { _tag: "VerificationRequired", kind: "pin" },
  { _tag: "VerificationFailed", triesLeft: 2 },
  { _tag: "VerificationLocked", until: 4 },
  { _tag: "AuthorizationCodeRequired", request: "q" },
  { _tag: "AuthorizationCodeInvalid", why: "consumed" },
  { _tag: "OriginalNotFound" },
  { _tag: "OriginalReversed", reversal: "op_1" },
  { _tag: "PreviouslyReversed", reversal: "op_1" },
  { _tag: "AlreadyConfirmed", at: 9 },
  { _tag: "FurtherActivityPreventsReversal", activity: "spent" },
  { _tag: "ReversalWindowClosed", closedAt: 5 },
  { _tag: "ExceedsRefundable", left: 0n },
  { _tag: "HoldNotFound" },
  { _tag: "HoldExpired", at: 6 },
  { _tag: "AlreadyCaptured", at: 7 },
  { _tag: "AlreadyReleased", at: 8 },
  { _tag: "ExceedsHold", outstanding: 5n, tolerance: 1n },
  { _tag: "HoldsOpen", holds: ["hold_1"] },
  { _tag: "CurrencyMismatch", expected: "CNY" },
  { _tag: "StaleQuote" },
  { _tag: "BalanceChanged", ledger: 5n },
  { _tag: "NotAccepted", lots: [{ lot: "lot_1", subWallet: "gift", reason: "outlets" }] },
  { _tag: "LimitExceeded", limit: "day", room: 5n, resetsAt: 9 },
  { _tag: "BalanceLimitExceeded", limit: "cap", room: 5n },
  { _tag: "QuotaExceeded", left: 5n },
  { _tag: "OperatorLimitExceeded", left: 5n },
  { _tag: "CashOutNotDue", threshold: 10n },
  { _tag: "InsufficientFunds", approvable: 5n, held: 1n, heldUntil: 10 },
  { _tag: "ProgramRuleViolation", rule: "r", sentence: "s" }
]

/** From the order of the reasons: code, retry advice, whether it is remembered. */
const table = `
idempotency_conflict newKey -
in_progress sameKey -
program_unknown never stored
owner_unknown never stored
outlet_unknown never stored
outlet_inactive never stored
terminal_unknown never stored
terminal_inactive never stored
operator_unknown never stored
not_permitted never stored
capability_off never stored
shift_not_open newKey stored
shift_not_closed later stored
shift_taken newKey stored
stale_version newKey stored
cycle_unknown never stored
period_open later stored
period_settled never stored
period_not_approved later stored
period_locked never stored
card_not_accepted never stored
card_unknown never stored
card_number_invalid never stored
duplicate_credential never stored
not_activated newKey stored
already_active newKey stored
blocked never stored
hotlisted never stored
card_expired never stored
account_frozen never stored
account_closed never stored
identity_required newKey stored
verification_required newKey -
verification_failed newKey stored
verification_locked newKey stored
authorization_code_required newKey -
authorization_code_invalid newKey stored
original_not_found never stored
original_reversed never stored
previously_reversed never stored
already_confirmed never stored
further_activity_prevents_reversal never stored
reversal_window_closed never stored
exceeds_refundable newKey stored
hold_not_found never stored
hold_expired never stored
already_captured never stored
already_released never stored
exceeds_hold newKey stored
holds_open later stored
currency_mismatch newKey stored
stale_quote newKey stored
balance_changed newKey stored
not_accepted never stored
limit_exceeded later stored
balance_limit_exceeded later stored
quota_exceeded later stored
operator_limit_exceeded later stored
cash_out_not_due never stored
insufficient_funds newKey stored
program_rule_violation never stored`

const rows = all.map((decline, n) => {
  const [code = "", retry = "", stored = ""] = table.trim().split("\n")[n]?.split(" ") ?? []
  return [code, retry, stored, decline] as const
})

describe("declines", () => {
  it("there is one of each, in the order of precedence", () => {
    expect(all.map(({ _tag }) => _tag)).toEqual(Object.keys(declines))
    expect(all.map(({ _tag }) => precedence(_tag))).toEqual(all.map((_, n) => n))
  })
  it.each(rows)("%s: retry %s, %s", (code, retry, stored, decline) => {
    expect(codeOf(decline._tag)).toBe(code)
    expect(declineText(decline)).toMatchObject({ code, retry })
    expect(isStored(decline)).toBe(stored === "stored")
  })
  it.each(all.map((decline) => [decline._tag, decline] as const))(
    "%s goes over the wire and comes back",
    (_, decline) => {
      expect(readDecline(JSON.parse(JSON.stringify(declineText(decline))))).toEqual(decline)
    }
  )
  it("instants go as text, amounts as whole numbers", () => {
    expect(declineText({ _tag: "InsufficientFunds", approvable: 5n, held: 1n, heldUntil: 0 })).toEqual({
      code: "insufficient_funds",
      retry: "newKey",
      approvable: 5,
      held: 1,
      heldUntil: "1970-01-01T00:00:00.000Z"
    })
  })
  it.each([
    { code: "no_such_code", retry: "never" as const },
    { code: "insufficient_funds", retry: "never" as const }
  ])("%j is none", (text) => expect(readDecline(text)).toBe(undefined))
  it("a code is the tag in snake case", () => {
    const tag: DeclineTag = "FurtherActivityPreventsReversal"
    expect(codeOf(tag)).toBe("further_activity_prevents_reversal")
  })
})

const operation = "op_1" as OperationId
const receipt = {
  operation: "op_1",
  approvalCode: "7K2P9Q",
  shard: 0,
  sequence: 7,
  card: "****1111",
  approved: 50n,
  drawn: [{ subWallet: "main", lot: "lot_1", amount: 50n, line: 0 }],
  remainingDue: 10n,
  boundBy: "funds",
  balances: [{ subWallet: "main", ledger: 10n, held: 0n, available: 10n }],
  before: [{ subWallet: "main", ledger: 60n, held: 0n, available: 60n }],
  expiring: [{ subWallet: "main", amount: 10n, expiresAt: 1_000 }],
  businessDate: "2026-11-21",
  recordedAt: 0,
  hash: "ab"
}

describe("outcomes", () => {
  it.each(all.map((decline) => [decline._tag, decline] as const))(
    "a stored %s is read and written byte for byte",
    (_, decline) => {
      const text = storedText({ outcome: "declined", key: "k", operation, decline })
      const back = readStored(text, { replayed: true, reversedBy: operation })
      expect(back).toEqual({
        outcome: "declined",
        key: "k",
        operation,
        decline,
        replayed: true,
        reversedBy: operation
      })
      expect(storedText(back)).toBe(text)
    }
  )
  it("a stored approval is read and written byte for byte", () => {
    const text = storedText({ outcome: "approved", key: "k", receipt })
    const back = readStored(text, { replayed: true })
    expect(back).toMatchObject({ outcome: "approved", key: "k", replayed: true, receipt })
    expect(storedText(back)).toBe(text)
  })
  it("goes over the wire with its envelope at the end", () => {
    const [approved, declined] = [
      outcomeText({ outcome: "approved", key: "k", receipt, replayed: false }),
      outcomeText({
        outcome: "declined",
        key: "k",
        decline: { _tag: "CardUnknown" },
        replayed: true,
        reversedBy: operation
      })
    ]
    expect(approved.endsWith(',"replayed":false}')).toBe(true)
    expect(JSON.parse(approved)).toMatchObject({
      key: "k",
      outcome: "approved",
      approved: 50,
      recordedAt: "1970-01-01T00:00:00.000Z"
    })
    expect(declined).toBe(
      '{"key":"k","outcome":"declined","decline":{"code":"card_unknown","retry":"never"},"replayed":true,"reversedBy":"op_1"}'
    )
  })
  it("what could not be read, and what nobody knows", () => {
    const errors = [{ path: ["amount"], message: "Expected" }]
    expect(outcomeText({ outcome: "invalid", errors })).toBe(
      '{"outcome":"invalid","errors":[{"path":["amount"],"message":"Expected"}]}'
    )
    expect(outcomeText({ outcome: "invalid", key: "k", errors })).toContain('{"key":"k","outcome":"invalid"')
    expect(outcomeText({ outcome: "inDoubt", key: "k" })).toBe(
      '{"key":"k","outcome":"inDoubt","retry":"sameKey"}'
    )
  })
  it("a stored text that shows no decline is a defect", () => {
    const broken = '{"key":"k","outcome":"declined","decline":{"code":"none","retry":"never"}}'
    expect(() => readStored(broken, { replayed: true })).toThrow("k")
    expect(() => readStored('{"key":"k","outcome":"declined"}', { replayed: true })).toThrow("k")
  })
})
