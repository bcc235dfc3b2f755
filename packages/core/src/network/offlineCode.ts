/**
 * Offline authorization codes: the digits that a manager reads out and a till verifies, while neither reaches the ledger.
 *
 * @module
 */
import { isSameSecret } from "../values/isSameSecret.ts"
import { normalised, withoutLookAlikes } from "../values/spelling.ts"

/** HMAC-SHA-256 of a text under the terminal's key, as lower-case hexadecimal. */
export type TerminalMac = (text: string) => string

/** What a code is good for. Whoever changes one field has another code. */
export interface OfflineBinding {
  readonly tenant: string
  /** The verb, as in the command's `type`. */
  readonly type: string
  readonly amount?: bigint | number | undefined
  readonly currency?: string | undefined
  /** The number as read or typed; spelling does not matter. */
  readonly card?: string | undefined
  readonly account?: string | undefined
  readonly outlet: string
  readonly operator: string
  readonly terminal: string
  /** The operation that it refers to: its id, or the till's own key for it. Of what goes on with a hold, the `Hold`. */
  readonly original?: string | undefined
  /** Of a `Transfer` or `Merge`: who gets it, by card number or account. */
  readonly to?: string | undefined
  /** Of an `Adjust` or `Load`. */
  readonly subWallet?: string | undefined
  /** Of a `Load`. */
  readonly offer?: string | undefined
  /** Of a `GrantVoucher`. */
  readonly voucher?: string | undefined
  /** Of a `ChangeExpiry`. */
  readonly lot?: string | undefined
  /** Of a `ChangeExpiry` or `ExtendHold`: milliseconds since 1970 UTC. */
  readonly expiresAt?: number | undefined
}

/** How codes are made and how long they live, with every default. */
export interface OfflineSteps {
  readonly digits: number
  readonly stepSeconds: number
  readonly windowSteps: number
}

/** The time step of an instant (RFC 6238): whole steps since 1970 UTC. */
export const offlineStep = (at: number, { stepSeconds }: Pick<OfflineSteps, "stepSeconds">): number =>
  Math.floor(at / (stepSeconds * 1000))

const spelled = (card: string): string => withoutLookAlikes(normalised(card))

/** What tells one operation of its verb from another; of most there is nothing. */
const termsIn = ({ expiresAt, lot, offer, subWallet, to, voucher }: OfflineBinding) => [
  to === undefined || to.startsWith("acc_") ? to : spelled(to),
  subWallet,
  offer,
  voucher,
  lot,
  expiresAt
]

/** The binding in one text: a line for each field, in this order; no field has a line's end in it. */
const textOf = (binding: OfflineBinding, step: number): string => {
  const terms = termsIn(binding)
  const isBare = terms.every((term) => term === undefined)
  return [
    `tessera offline code ${isBare ? 1 : 2}`,
    binding.tenant,
    binding.type,
    binding.amount ?? "",
    binding.currency ?? "",
    binding.card === undefined ? "" : spelled(binding.card),
    binding.account ?? "",
    binding.outlet,
    binding.operator,
    binding.terminal,
    binding.original ?? "",
    ...(isBare ? [] : terms.map((term) => term ?? "")),
    step
  ].join("\n")
}

/** The decimal digits of a keyed hash by dynamic truncation (RFC 4226, 5.3): the last half byte says where to begin. */
export const truncated = (hash: string, digits: number): string => {
  const offset = Number.parseInt(hash.slice(-1), 16) * 2
  const bits = Number.parseInt(hash.slice(offset, offset + 8), 16) % 2 ** 31
  return String(bits % 10 ** digits).padStart(digits, "0")
}

/** The code for exactly this binding in one time step. */
export const offlineCode = (
  mac: TerminalMac,
  binding: OfflineBinding,
  step: number,
  digits: number
): string => truncated(mac(textOf(binding, step)), digits)

/** By what a used code is remembered: nothing about the code or its binding can be learned from it. */
export const offlineMark = (mac: TerminalMac, binding: OfflineBinding, step: number): string =>
  `req_${mac(`used\n${textOf(binding, step)}`).slice(0, 26)}`

/**
 * The step whose code was typed, within the window around an instant; `undefined` when it is none of them. All of them are
 * computed and compared, whichever is right.
 */
export const stepOfCode = (
  mac: TerminalMac,
  binding: OfflineBinding,
  typed: string,
  at: number,
  steps: OfflineSteps
): number | undefined => {
  const now = offlineStep(at, steps)
  let found: number | undefined
  for (let step = now - steps.windowSteps; step <= now + steps.windowSteps; step++)
    if (isSameSecret(offlineCode(mac, binding, step, steps.digits), normalised(typed))) found = step
  return found
}

/** Whether a code is right for this binding at an instant, give or take the window. */
export const isOfflineCode = (
  mac: TerminalMac,
  binding: OfflineBinding,
  typed: string,
  at: number,
  steps: OfflineSteps
): boolean => stepOfCode(mac, binding, typed, at, steps) !== undefined

/** The terms by which a till takes codes itself: after so many wrong ones in a row none is taken for a while. */
export interface OfflineTill extends OfflineSteps {
  readonly tries: number
  readonly lockMinutes: number
}

/** What a till keeps, on its disk, so that a code is good once and cannot be guessed: plain JSON. */
export interface OfflineUse {
  readonly taken: ReadonlyArray<{ readonly mark: string; readonly until: number }>
  /** Wrong codes in a row. */
  readonly wrong: number
  /** No code is taken before this instant. */
  readonly lockedUntil: number
}

/** A till that has taken no code yet. */
export const unusedTill: OfflineUse = { taken: [], wrong: 0, lockedUntil: 0 }

/** What became of a code that was typed, and what the till keeps from now on. */
export interface OfflineTaken {
  /** Why it is not taken; absent when it is. */
  readonly why?: "wrong" | "consumed" | "locked"
  readonly use: OfflineUse
}

const minute = 60_000

/** Takes a code at a till that does not reach the ledger. Keep the new `use` before the operation is carried out. */
export const takeOfflineCode = (
  mac: TerminalMac,
  use: OfflineUse,
  { at, binding, typed }: { readonly binding: OfflineBinding; readonly typed: string; readonly at: number },
  till: OfflineTill
): OfflineTaken => {
  if (use.lockedUntil > at) return { why: "locked", use }
  const taken = use.taken.filter(({ until }) => until > at)
  const step = stepOfCode(mac, binding, typed, at, till)
  if (step === undefined) {
    const isLast = use.wrong + 1 >= till.tries
    const locked = { wrong: 0, lockedUntil: at + till.lockMinutes * minute }
    return { why: "wrong", use: { ...use, taken, ...(isLast ? locked : { wrong: use.wrong + 1 }) } }
  }
  const mark = offlineMark(mac, binding, step)
  if (taken.some((one) => one.mark === mark)) return { why: "consumed", use: { ...use, taken } }
  const until = (step + till.windowSteps + 1) * till.stepSeconds * 1000
  return { use: { taken: [...taken, { mark, until }], wrong: 0, lockedUntil: 0 } }
}
