/**
 * Answers: the outcomes and facts of the service as plain values, with what a till may do after a refusal.
 *
 * @module
 */
import { codeOf, type Decline, declines, type Retry } from "../command/Decline.ts"
import type { Approved, Declined, InDoubt, Invalid, Outcome } from "../command/Outcome.ts"
import { isDecline } from "../decide/Situation.ts"
import type { Fault } from "../network/Configuration.ts"

/** A refusal: its tag, its numbers, the code that goes over the wire, and what may be done next. */
export type Refusal = Decline & { readonly code: string; readonly retry: Retry }

/** A command that was refused. */
export interface Refused extends Omit<Declined, "decline"> {
  readonly decline: Refusal
}

/** How a command ends. None of these is thrown. */
export type Ending = Approved | Refused | Invalid | InDoubt

/** How a question ends: with what was asked for, or with why not. */
export type Answer<A> =
  | ({ readonly outcome: "answered" } & A)
  | { readonly outcome: "declined"; readonly decline: Refusal }
  | Invalid

const refusalOf = (decline: Decline): Refusal => ({
  ...decline,
  code: codeOf(decline._tag),
  retry: declines[decline._tag].retry
})

/** The ending of a command that was read. */
export const ended = (outcome: Outcome): Ending =>
  outcome.outcome === "declined" ? { ...outcome, decline: refusalOf(outcome.decline) } : outcome

const keyOf = (sent: unknown): string | undefined => {
  const key: unknown =
    typeof sent === "object" && sent !== null && Object.hasOwn(sent, "key")
      ? Reflect.get(sent, "key")
      : undefined
  return typeof key === "string" ? key : undefined
}

/** The ending of what could not be read. */
export const unreadable = (sent: unknown, errors: ReadonlyArray<Fault>): Invalid => {
  const key = keyOf(sent)
  return { outcome: "invalid", ...(key !== undefined && { key }), errors }
}

/** The ending of a call that its caller gave up. */
export const abandoned = (key: string): Ending => ({ outcome: "inDoubt", key })

/** The answer to a question: what was found, under its name, or the refusal. */
export const answered =
  <Found extends object, A extends object>(shown: (found: Found) => A) =>
  (found: Found | Decline): Answer<A> =>
    isDecline(found)
      ? { outcome: "declined", decline: refusalOf(found) }
      : { outcome: "answered", ...shown(found) }
