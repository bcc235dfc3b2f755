/**
 * The PIN of an account: what it is compared with, and how often it was tried.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OperationId } from "../values/Ids.ts"
import { Tries } from "./Tries.ts"

export const PinState = Schema.Struct({
  /** A slow hash of the peppered PIN; of no use without the pepper, which no database holds. */
  hash: Schema.String,
  setBy: OperationId,
  /** Counted before they are compared, so a right one is taken off again. */
  ...Tries.fields
})
export type PinState = typeof PinState.Type
