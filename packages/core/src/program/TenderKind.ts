/**
 * Kinds of tender: how a load is paid, or a remainder paid out.
 *
 * @module
 */
import * as Schema from "effect/Schema"

export const TenderKind = Schema.Literals(["cash", "bankCard", "transfer", "invoice", "other"])
export type TenderKind = typeof TenderKind.Type

/** Who pays for a load. */
export const PayerKind = Schema.Literals(["person", "organisation"])
export type PayerKind = typeof PayerKind.Type
