/**
 * Verification of the cardholder: whether a PIN is needed and was right; setting a PIN, and unlocking it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { PinState } from "../account/Pin.ts"
import { countedOnceMore, lockedAt } from "../account/Tries.ts"
import type { Command } from "../command/Command.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import type { SetPin } from "../command/SetPin.ts"
import type { UnlockPin } from "../command/UnlockPin.ts"
import type { Entry } from "../journal/Entry.ts"
import { operatorMay } from "../network/Operator.ts"
import type { Program } from "../program/Program.ts"
import { needsPin } from "../program/Verification.ts"
import type { Instant } from "../values/Instant.ts"
import { withAccount } from "./accounts.ts"
import { admit, programOf } from "./admit.ts"
import { accountAsked, amountAsked } from "./asked.ts"
import { isPublic } from "./channel.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

/** Verbs by which the holder spends or moves value, so that the holder may be asked for. */
const byHolder: ReadonlySet<Command["type"]> = new Set([
  "Redeem",
  "Hold",
  "BurnPoints",
  "ConvertPoints",
  "CashOut",
  "Transfer",
  "Merge"
])

/** Whose PIN a command is about, and under which terms. */
export const holderOf = (
  situation: Situation
): { readonly account: Account; readonly program: Program } | undefined => {
  const id = accountAsked(situation, situation.request.command)
  const account = id && situation.view.accounts.get(id)
  const program = account && programOf(situation, account.program)
  return program === undefined || account === undefined ? undefined : { account, program }
}

/** Whether a command of this kind is ever asked for a PIN. */
export const mayNeedPin = ({ type }: Command): boolean => byHolder.has(type) || type === "SetPin"

/** What was found out about a PIN that was typed, before its command is decided. */
const found = ({ request }: Situation, account: Account): Decline | undefined => {
  const { verification } = request
  if (verification === undefined || verification.account !== account.id)
    return { _tag: "VerificationRequired", kind: account.pin === undefined ? "pinNotSet" : "pin" }
  switch (verification.kind) {
    case "right":
      return undefined
    case "wrong":
      return { _tag: "VerificationFailed", triesLeft: verification.triesLeft }
    case "locked":
      return { _tag: "VerificationLocked", until: verification.until }
  }
}

const verification = precedence("VerificationRequired")

/** A decision as far as it needs the holder to be verified. */
export const verified = (situation: Situation, decision: Decision): Decision => {
  const { command } = situation.request
  if (!situation.network.asksForPins || !byHolder.has(command.type)) return decision
  if (isDecline(decision) && precedence(decision._tag) < verification) return decision
  const holder = holderOf(situation)
  if (holder === undefined) return decision
  const amount = amountAsked(command, decision)
  return needsPin(holder.program.verification, command.channel, amount)
    ? (found(situation, holder.account) ?? decision)
    : decision
}

const defaults = { tries: 5, lockMinutes: 30 }

/** What a try meets: a PIN to compare with, one that is locked, or none. */
export type Tried =
  | {
      readonly kind: "counted"
      readonly hash: string
      readonly triesLeft: number
      readonly account: Account["id"]
    }
  | { readonly kind: "locked"; readonly until: Instant; readonly account: Account["id"] }
  | { readonly kind: "nothing" }

/** A try that is counted before it is compared, and what it meets. */
export const tryOf = (
  { account, program }: { readonly account: Account; readonly program: Program },
  at: Instant
): { readonly tried: Tried; readonly after: PinState | undefined } => {
  const { pin } = account
  const terms = { ...defaults, ...program.verification }
  if (pin === undefined) return { tried: { kind: "nothing" }, after: undefined }
  const until = lockedAt(pin, at)
  if (until !== undefined) return { tried: { kind: "locked", until, account: account.id }, after: undefined }
  const counted = countedOnceMore(pin, terms, at)
  return {
    tried: { kind: "counted", hash: pin.hash, triesLeft: terms.tries - counted.tries, account: account.id },
    after: { hash: pin.hash, setBy: pin.setBy, ...counted }
  }
}

/** The state after a right PIN: what was tried in a row is forgotten, and the right one was not wrong. */
export const cleared = ({ hash, setBy, tries, wrong }: PinState): PinState | undefined =>
  tries === 0 ? undefined : { hash, setBy, tries: 0, wrong: Math.max(0, wrong - 1) }

/** The entry by which a PIN takes another state. */
export const pinEntry = (account: Account, pin: PinState): Entry => ({
  movements: [withAccount(account, { pin })],
  postings: []
})

/** Who may set a PIN without knowing the old one: who may unlock it; and a program of the retailer's own. */
const mayReset = ({ network, request }: Situation): boolean => {
  const { channel, operator: id } = request.command
  const operator = id === undefined ? undefined : network.operators.get(id)
  return operator === undefined ? !isPublic(channel) : operatorMay(operator, "UnlockPin") === "yes"
}

export const setPin = (situation: Situation, _command: SetPin): Decision => {
  const subject = admit(situation, {})
  if (isDecline(subject)) return subject
  const { account } = subject
  const { request } = situation
  const refused =
    account.pin === undefined || (request.verification === undefined && mayReset(situation))
      ? undefined
      : found(situation, account)
  if (refused !== undefined) return refused
  if (request.newPin === undefined) return { _tag: "CapabilityOff", capability: "pin" }
  const pin = { hash: request.newPin, setBy: situation.operation, tries: 0, wrong: 0 }
  return accepted(subject, undefined, pinEntry(account, pin), { status: "PIN set" })
}

export const unlockPin = (situation: Situation, _command: UnlockPin): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const { pin } = subject.account
  if (pin === undefined) return { _tag: "VerificationRequired", kind: "pinNotSet" }
  const { hash, setBy } = pin
  const entry = pinEntry(subject.account, { hash, setBy, tries: 0, wrong: 0 })
  return accepted(subject, undefined, entry, { status: "PIN unlocked" })
}
