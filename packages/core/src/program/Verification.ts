/**
 * Verification of the cardholder: from which amount on a PIN is asked for, and how many wrong ones are taken.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Amount } from "../values/Amount.ts"
import { Channel } from "./SpendRule.ts"

/** Above how many minor units of one operation a PIN is needed; `never` and `always` say themselves. */
const Above = Schema.Union([Amount, Schema.Literals(["never", "always"])])

export const VerificationTerms = Schema.Struct({
  /** Up to this amount nothing is asked for, above it the PIN. */
  pinAbove: Above,
  /** Where it is otherwise: a terminal that is watched may ask later, a web shop always. */
  channels: Schema.optionalKey(Schema.Array(Schema.Struct({ channel: Channel, pinAbove: Above }))),
  /** How many wrong PINs in a row are taken. Absent: 5. */
  tries: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 10 }))),
  /** For how many minutes the PIN is locked then. Absent: 30. */
  lockMinutes: Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 100_000 })))
})
export type VerificationTerms = typeof VerificationTerms.Type

/** After so many wrong PINs in all, however long it took, only staff can unlock it (NIST SP 800-63B, 5.2.2). */
export const mostTries = 100

/** Whether a PIN is needed for an amount on a channel. */
export const needsPin = (
  terms: VerificationTerms | undefined,
  channel: Channel | undefined,
  amount: bigint
): boolean => {
  if (terms === undefined) return false
  const above = terms.channels?.find((one) => one.channel === channel)?.pinAbove ?? terms.pinAbove
  return typeof above === "bigint" ? amount > above : above === "always"
}
