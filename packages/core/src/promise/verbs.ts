/**
 * One method per verb: its argument is the verb's JSON without `type`, derived from the verb's own schema.
 *
 * @module
 */
import { type Verb, verbs } from "../command/Command.ts"
import type { Outcome } from "./answers.ts"

/** The fields of a verb as sent: amounts as bigint or whole number, card numbers and instants as text. */
export type FieldsOf<V extends Verb> = Omit<(typeof verbs)[V]["Encoded"], "type">

/** What a caller may say about one call. */
export interface CallOptions {
  /**
   * Stops waiting. A command that was sent may be performed all the same: its outcome is then `inDoubt`, and the same
   * key, sent again, finds out.
   */
  readonly signal?: AbortSignal
}

/** Performs one command. */
export type Submit = (sent: unknown, options?: CallOptions) => Promise<Outcome>

/** A verb is called by its own name, but for `Close`: `close` ends the service, `closeAccount` an account. */
type MethodOf<V extends Verb> = V extends "Close" ? "closeAccount" : Uncapitalize<V>

/** The verbs as methods. */
export type Verbs = {
  readonly [V in Verb as MethodOf<V>]: (fields: FieldsOf<V>, options?: CallOptions) => Promise<Outcome>
}

const nameOf = (verb: string): string =>
  verb === "Close" ? "closeAccount" : `${verb.charAt(0).toLowerCase()}${verb.slice(1)}`

/** The methods on a way to submit: one for each verb that there is. */
export const verbsOn = (submit: Submit): Verbs =>
  Object.fromEntries(
    Object.keys(verbs).map((type) => [
      nameOf(type),
      (fields: object, options?: CallOptions) => submit({ ...fields, type }, options)
    ])
  ) as Verbs
