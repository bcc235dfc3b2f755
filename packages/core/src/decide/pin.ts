/**
 * Verification of the cardholder: whether a PIN is needed and was right; setting a PIN, and unlocking it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { isUsable } from "../account/OneTimeCode.ts"
import { countedOnceMore, lockedAt } from "../account/Tries.ts"
import type { Command } from "../command/Command.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import { spendingVerbs } from "../command/RequestOneTimeCode.ts"
import type { IdentifyHolder } from "../command/IdentifyHolder.ts"
import type { Verification } from "../command/Request.ts"
import type { SetPin } from "../command/SetPin.ts"
import type { UnlockPin } from "../command/UnlockPin.ts"
import type { Entry } from "../journal/Entry.ts"
import type { Network } from "../network/Network.ts"
import { operatorMay } from "../network/Operator.ts"
import type { Program } from "../program/Program.ts"
import type { Channel } from "../program/SpendRule.ts"
import { needsPin, oneTimeCodeTerms, pinDefaults } from "../program/Verification.ts"
import type { Instant } from "../values/Instant.ts"
import { withAccount } from "./accounts.ts"
import { admit } from "./admit.ts"
import { amountAsked, hasCard, holdAsked, totalAsked } from "./asked.ts"
import { isPublic } from "./channel.ts"
import { secretRefusal } from "./cardSecret.ts"
import { type Holder, holderOf } from "./holder.ts"
import { isGoodFor, withCodeUsed } from "./oneTimeCode.ts"
import { forgotten, type Try, unlocked } from "./tried.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

const byHolder: ReadonlySet<Command["type"]> = new Set(spendingVerbs)

/** Whether a command of this kind is ever asked for a PIN or code. */
export const mayNeedPin = ({ type }: Command): boolean =>
  byHolder.has(type) || type === "SetPin" || type === "IdentifyHolder"

/** Whether a channel asks for a code in place of the PIN. */
const asksForCode = ({ verification }: Program, channel: Channel | undefined): boolean =>
  channel !== undefined && verification?.oneTimeCode?.channels?.includes(channel) === true

/** What the holder is to be asked for. */
const missing = ({ account, program }: Holder, channel: Channel | undefined): Decline => {
  const isCode =
    asksForCode(program, channel) ||
    (account.pin === undefined && program.verification?.oneTimeCode !== undefined)
  return {
    _tag: "VerificationRequired",
    kind: isCode ? "oneTimeCode" : account.pin === undefined ? "pinNotSet" : "pin"
  }
}

/** What was found out about a PIN or code that was typed, before its command is decided. */
const found = (situation: Situation, holder: Holder, amount: bigint): Decline | undefined => {
  const { command, verification } = situation.request
  if (verification === undefined || verification.account !== holder.account.id)
    return missing(holder, command.channel)
  switch (verification.kind) {
    case "right":
      return isTaken(situation, holder, amount)
        ? undefined
        : { _tag: "VerificationRequired", kind: "oneTimeCode" }
    case "wrong":
      return { _tag: "VerificationFailed", triesLeft: verification.triesLeft }
    case "locked":
      return { _tag: "VerificationLocked", until: verification.until }
  }
}

/** Whether what was typed right is what is asked for. */
const isTaken = (situation: Situation, { account, program }: Holder, amount: bigint): boolean => {
  const { command, verification } = situation.request
  return verification?.kind === "right" && verification.code === undefined
    ? !asksForCode(program, command.channel)
    : isGoodFor(situation, account, amount)
}

const verification = precedence("VerificationRequired")

/** A decision as far as it needs the holder to be verified; a right code that came with it is used up. */
export const verified = (situation: Situation, decision: Decision): Decision =>
  situation.network.asksForPins || situation.network.hasSecrets
    ? withCodeUsed(situation, asVerified(situation, decision))
    : decision

const asVerified = (situation: Situation, decision: Decision): Decision => {
  const { command } = situation.request
  if (!byHolder.has(command.type)) return decision
  if (isDecline(decision) && precedence(decision._tag) < verification) return decision
  const holder = holderOf(situation)
  if (holder === undefined) return decision
  const isAsked = isAskedFor(situation, holder, decision)
  if (command.type === "Capture" && !isAsked) return decision
  const refused = secretRefusal(situation, holder)
  if (refused !== undefined) return refused
  return isAsked ? (found(situation, holder, amountAsked(command, decision)) ?? decision) : decision
}

/**
 * Whether the PIN or code is needed. What was held was asked for then; of its captures only what they take above the hold can
 * be what needs it.
 */
const isAskedFor = (situation: Situation, { program }: Holder, decision: Decision): boolean => {
  const { command } = situation.request
  const { verification: terms } = program
  if (terms === undefined) return false
  const asking = { channel: command.channel, hasCard: terms.withoutCard === undefined || hasCard(situation) }
  const needs = (amount: bigint): boolean => needsPin(terms, asking, amount)
  const total = totalAsked(situation, decision)
  if (command.type !== "Capture") return needs(total)
  const hold = holdAsked(situation)
  return hold !== undefined && total > hold.asked && needs(total) && !needs(hold.asked)
}

/** Whether it is a one-time code that a command comes with: then no PIN is compared. */
export const bringsCode = ({ sendsCodes }: Pick<Network, "sendsCodes">, command: Command): boolean =>
  sendsCodes && command.oneTimeCode !== undefined

/** A try of the PIN. */
export const pinTry = ({ account, program }: Holder, at: Instant): Try => {
  const { pin } = account
  const terms = { ...pinDefaults, ...program.verification }
  if (pin === undefined) return { tried: { kind: "nothing" } }
  const until = lockedAt(pin, at)
  if (until !== undefined) return { tried: { kind: "locked", until, account: account.id } }
  const counted = countedOnceMore(pin, terms, at)
  return {
    tried: { kind: "counted", hash: pin.hash, triesLeft: terms.tries - counted.tries, account: account.id },
    counted: { change: { pin: { hash: pin.hash, setBy: pin.setBy, ...counted } }, of: pin.setBy }
  }
}

/** A try of the one-time code. One that was locked before is void, also when the lock is over. */
export const codeTry = ({ account, program }: Holder, at: Instant): Try => {
  const { oneTimeCode: code } = account
  const terms = oneTimeCodeTerms(program.verification)
  if (code === undefined || terms === undefined) return { tried: { kind: "nothing" } }
  const until = lockedAt(code, at)
  if (until !== undefined) return { tried: { kind: "locked", until, account: account.id } }
  if (code.lockedUntil !== undefined || !isUsable(code, at)) return { tried: { kind: "nothing" } }
  const counted = countedOnceMore(code, terms, at)
  const { digits, requestedBy } = code
  const triesLeft = terms.tries - counted.tries
  return {
    tried: { kind: "codeCounted", code: requestedBy, digits, triesLeft, account: account.id },
    counted: { change: { oneTimeCode: { ...code, ...counted } }, of: requestedBy }
  }
}

/** What the account is after a right PIN or code; nothing where no try is counted. */
export const cleared = (
  { oneTimeCode, pin }: Account,
  { code, renewed }: Pick<Extract<Verification, { readonly kind: "right" }>, "code" | "renewed">
): Try["counted"] | undefined => {
  if (code === undefined) {
    if (pin === undefined || pin.tries === 0) return undefined
    const hash = renewed?.from === pin.hash ? renewed.to : pin.hash
    return { change: { pin: { ...forgotten(pin), hash } }, of: pin.setBy }
  }
  return oneTimeCode?.requestedBy !== code || oneTimeCode.tries === 0
    ? undefined
    : { change: { oneTimeCode: forgotten(oneTimeCode) }, of: code }
}

/** IdentifyHolder: whoever knows PIN or code is the holder, whatever the program asks for at which amount. */
export const identifyHolder = (situation: Situation, _command: IdentifyHolder): Decision => {
  const subject = admit(situation, {})
  if (isDecline(subject)) return subject
  const refused = secretRefusal(situation, subject) ?? found(situation, subject, 0n)
  if (refused !== undefined) return refused
  const { account } = subject
  return accepted(subject, undefined, entryOf(account, {}), {
    account: account.id,
    status: "holder identified"
  })
}

/** The entry by which an account takes another state. */
const entryOf = (account: Account, change: Partial<Account>): Entry => ({
  movements: [withAccount(account, change)],
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
  const { account, program } = subject
  const { request } = situation
  const isStranger = isPublic(request.command.channel)
  const isFree =
    account.pin === undefined
      ? !isStranger || program.verification?.oneTimeCode === undefined
      : request.verification === undefined && mayReset(situation)
  // Whoever serves the holder sees the card; wrong digits are those of a copy there too.
  const isCopy =
    isStranger || request.cardSecret !== undefined ? secretRefusal(situation, subject) : undefined
  const refused = isCopy ?? (isFree ? undefined : found(situation, subject, 0n))
  if (refused !== undefined) return refused
  if (request.newPin === undefined) return { _tag: "CapabilityOff", capability: "pin" }
  const pin = { hash: request.newPin, setBy: situation.operation, tries: 0, wrong: 0 }
  return accepted(subject, undefined, entryOf(account, { pin }), { status: "PIN set" })
}

/** UnlockPin: a PIN that was locked is open again, and so are one-time codes and the digits of cards. */
export const unlockPin = (situation: Situation, _command: UnlockPin): Decision => {
  const subject = admit(situation, { card: "any" })
  if (isDecline(subject)) return subject
  const { issues, oneTimeCode, pin } = subject.account
  if (pin === undefined && oneTimeCode === undefined && issues === undefined)
    return { _tag: "VerificationRequired", kind: "pinNotSet" }
  const change = {
    ...(pin && { pin: unlocked(pin) }),
    ...(oneTimeCode && { oneTimeCode: unlocked(oneTimeCode) }),
    ...(issues && { issues: issues.map(unlocked) })
  }
  return accepted(subject, undefined, entryOf(subject.account, change), { status: "PIN unlocked" })
}
