/**
 * The PIN of an account: what it is compared with, and how often it was tried.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { OperationId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"

export const PinState = Schema.Struct({
  /** A slow hash of the peppered PIN; of no use without the pepper, which no database holds. */
  hash: Schema.String,
  setBy: OperationId,
  /** Tries since the last right one, counted before they are compared. */
  tries: Schema.Int,
  /** Wrong tries in all since it was set or unlocked. */
  wrong: Schema.Int,
  /** No try is taken before this instant. */
  lockedUntil: Schema.optional(Instant)
})
export type PinState = typeof PinState.Type
