/**
 * The one-time code of an account: by which operation it was asked for, what it is good for, and how often it was tried.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { OperationId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"
import { Tries } from "./Tries.ts"

export const OneTimeCode = Schema.Struct({
  /** The code is derived from this operation's id; neither it nor a hash of it is kept. */
  requestedBy: OperationId,
  requestedAt: Instant,
  digits: Schema.Int,
  /** Usable before this instant. Absent: it was used. */
  expiresAt: Schema.optional(Instant),
  /** The verb that it is good for. Absent: any that the holder is asked for. */
  verb: Schema.optional(Schema.String),
  /** The amount that it is good for, and of what. Absent: any. */
  amount: Schema.optional(Minor),
  currency: Schema.optional(AssetCode),
  /** Counted before they are compared; the last one that is taken makes the code void. */
  ...Tries.fields
})
export type OneTimeCode = typeof OneTimeCode.Type

/** Whether a code may still be used at an instant, if it is right. */
export const isUsable = ({ expiresAt }: OneTimeCode, at: Instant): boolean =>
  expiresAt !== undefined && at < expiresAt
