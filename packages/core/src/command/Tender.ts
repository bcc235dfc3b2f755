/**
 * Tender: how a load is paid, or a remainder paid out.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { TenderKind } from "../program/TenderKind.ts"
import { Text } from "./Header.ts"

export const Tender = Schema.Struct({
  kind: TenderKind,
  /** The payment's own number in its own system. */
  reference: Schema.optionalKey(Text(128))
})
export type Tender = typeof Tender.Type
