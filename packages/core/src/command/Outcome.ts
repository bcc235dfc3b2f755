/**
 * Outcomes: how a command ends. Approved and declined are remembered for ever under the key; a failure is neither.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Fault } from "../network/Configuration.ts"
import type { OperationId } from "../values/Ids.ts"
import { type Decline, type DeclineText, declineText, readDecline } from "./Decline.ts"
import { Receipt } from "./Receipt.ts"
import { receiptText } from "./receiptText.ts"

/** The envelope around a remembered outcome: the only part that may differ when it is asked for again. */
export interface Envelope {
  /** The key was used before with the same content; nothing was done this time. */
  readonly replayed: boolean
  /** The operation that reversed this one since. */
  readonly reversedBy?: OperationId
}

export interface Approved extends Envelope {
  readonly outcome: "approved"
  readonly key: string
  readonly receipt: Receipt
}

export interface Declined extends Envelope {
  readonly outcome: "declined"
  readonly key: string
  /** Absent where nothing was stored. */
  readonly operation?: OperationId
  readonly decline: Decline
}

/** The command could not be read; no key was used up. */
export interface Invalid {
  readonly outcome: "invalid"
  readonly key?: string
  readonly errors: ReadonlyArray<Fault>
}

/** The store failed after the commit was sent: nothing is known. The same key, asked again, finds out or performs once. */
export interface InDoubt {
  readonly outcome: "inDoubt"
  readonly key: string
}

/** How a readable command ends. */
export type Outcome = Approved | Declined | InDoubt

const decodeReceipt = Schema.decodeUnknownSync(Receipt)

type Remembered = Omit<Approved, "replayed"> | Omit<Declined, "replayed">

const written = (outcome: Remembered): string =>
  JSON.stringify(
    outcome.outcome === "approved"
      ? receiptText(outcome.key, outcome.receipt)
      : {
          key: outcome.key,
          outcome: "declined",
          ...(outcome.operation === undefined ? {} : { operation: outcome.operation }),
          decline: declineText(outcome.decline)
        }
  )

/** Where an outcome keeps its text: no field of it, and not copied with its fields. */
const ownText = Symbol("the text of an outcome")

/**
 * The outcome as JSON without its envelope: what is stored, byte for byte. It is written once: what is stored and then
 * sent is the same text.
 */
export const storedText = (outcome: Remembered & { readonly [ownText]?: string }): string => {
  const known = outcome[ownText]
  if (known !== undefined) return known
  const text = written(outcome)
  Reflect.defineProperty(outcome, ownText, { value: text })
  return text
}

interface Stored {
  readonly key: string
  readonly outcome: string
  readonly operation?: OperationId
  readonly decline?: DeclineText
}

/** Reads a stored outcome back and puts the envelope around it. */
export const readStored = (text: string, envelope: Envelope): Approved | Declined => {
  const { key, outcome, ...rest }: Stored = JSON.parse(text)
  if (outcome === "approved") return { ...envelope, outcome, key, receipt: decodeReceipt(rest) }
  const decline = rest.decline === undefined ? undefined : readDecline(rest.decline)
  if (decline === undefined) throw new Error(`the stored outcome of ${key} is not readable`)
  return {
    ...envelope,
    outcome: "declined",
    key,
    decline,
    ...(rest.operation && { operation: rest.operation })
  }
}

/** The outcome as one line of JSON, as it goes over the wire. */
export const outcomeText = (outcome: Outcome | Invalid): string => {
  switch (outcome.outcome) {
    case "approved":
    case "declined": {
      const stored = storedText(outcome)
      const envelope = `,"replayed":${outcome.replayed}${outcome.reversedBy === undefined ? "" : `,"reversedBy":"${outcome.reversedBy}"`}`
      return `${stored.slice(0, -1)}${envelope}}`
    }
    case "invalid":
      return JSON.stringify({
        ...(outcome.key === undefined ? {} : { key: outcome.key }),
        outcome: "invalid",
        errors: outcome.errors
      })
    case "inDoubt":
      return JSON.stringify({ key: outcome.key, outcome: "inDoubt", retry: "sameKey" })
  }
}
