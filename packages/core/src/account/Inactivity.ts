/**
 * Inactivity: when a holder last used a card, and when a fee for not using it is due.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Instant } from "../values/Instant.ts"

export const Inactivity = Schema.Struct({
  /** The last activity that ends dormancy. */
  activeAt: Instant,
  /**
   * When a fee is taken next; where none ever is, when the card becomes dormant, if holders are told before. Absent: there is
   * nothing on the card that a fee could be taken from, or nobody is told.
   */
  feeAt: Schema.optional(Instant)
})
export type Inactivity = typeof Inactivity.Type

export const isSameInactivity = (a: Inactivity | undefined, b: Inactivity | undefined): boolean =>
  a === b || (a?.activeAt === b?.activeAt && a?.feeAt === b?.feeAt)
