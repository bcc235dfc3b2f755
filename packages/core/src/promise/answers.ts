/**
 * Answers: the outcomes and facts of the service as plain values, with what a till may do after a decline.
 *
 * @module
 */
import { codeOf, type Decline as PlainDecline, declines, type Retry } from "../command/Decline.ts"
import type * as Plain from "../command/Outcome.ts"
import { isDecline } from "../decide/Situation.ts"
import type { Fault } from "../network/Configuration.ts"

/** A decline: its tag, its numbers, the code that goes over the wire, and what may be done next. */
export type Decline = PlainDecline & { readonly code: string; readonly retry: Retry }

/** A command that was declined. */
export interface Declined extends Omit<Plain.Declined, "decline"> {
  readonly decline: Decline
}

/** How a command ends. None of these is thrown. */
export type Outcome = Plain.Approved | Declined | Plain.Invalid | Plain.InDoubt

/** How a question ends: with what was asked for, or with why not. */
export type Answer<A> =
  | ({ readonly outcome: "answered" } & A)
  | { readonly outcome: "declined"; readonly decline: Decline }
  | Plain.Invalid

const withAdvice = (decline: PlainDecline): Decline => ({
  ...decline,
  code: codeOf(decline._tag),
  retry: declines[decline._tag].retry
})

/** The outcome of a command that was read. */
export const ended = (outcome: Plain.Outcome): Outcome =>
  outcome.outcome === "declined" ? { ...outcome, decline: withAdvice(outcome.decline) } : outcome

const keyOf = (sent: unknown): string | undefined => {
  const key: unknown =
    typeof sent === "object" && sent !== null && Object.hasOwn(sent, "key")
      ? Reflect.get(sent, "key")
      : undefined
  return typeof key === "string" ? key : undefined
}

/** The outcome of what could not be read. */
export const unreadable = (sent: unknown, errors: ReadonlyArray<Fault>): Plain.Invalid => {
  const key = keyOf(sent)
  return { outcome: "invalid", ...(key !== undefined && { key }), errors }
}

/** The outcome of a call that its caller gave up. */
export const abandoned = (key: string): Outcome => ({ outcome: "inDoubt", key })

/** The answer to a question: what was found, under its name, or the decline. */
export const answered =
  <Found extends object, A extends object>(shown: (found: Found) => A) =>
  (found: Found | PlainDecline): Answer<A> =>
    isDecline(found)
      ? { outcome: "declined", decline: withAdvice(found) }
      : { outcome: "answered", ...shown(found) }
