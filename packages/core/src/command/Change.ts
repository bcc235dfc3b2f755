/**
 * Changes of the network: what each of these verbs says beside the document.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { type Fault, limitFaults } from "../network/Configuration.ts"
import { header, Reason, without } from "./Header.ts"

/** The fields of a verb that puts a document into the place of the one with the same id, or adds it. */
export const changeTo = <Document extends Schema.Top>(document: Document) => ({
  ...header,
  /** The whole document as it shall be. What is to end is said to be not active; nothing is taken out of the network. */
  to: document,
  /** The version that the sender has seen and wants to change; 0: there is none yet. */
  version: Schema.Int.check(Schema.isGreaterThanOrEqualTo(0)),
  reason: Reason
})

/** A document that fits by itself; what it refers to is looked at when the change is decided. */
export const fits = <Document>(faultsOf: (document: Document) => ReadonlyArray<Fault>) =>
  Schema.makeFilter(({ to }: { readonly to: Document }) =>
    faultsOf(to).map(({ message, path }) => ({ path: ["to", ...path], issue: message }))
  )

export const limitsFit = fits(limitFaults)
export const noCard = without("card", "a change is not a card's")
export const noAccount = without("account", "a change is not an account's")
