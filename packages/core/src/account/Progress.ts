/**
 * Progress: what a holder has done that counts towards a card type, and on how many days.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { Instant } from "../values/Instant.ts"

export const Progress = Schema.Struct({
  /** What of the sales of this period counts, in minor units. */
  spent: Minor,
  /** When the card type is reviewed and the next period begins. Absent: no card type depends on it. */
  reviewedAt: Schema.optional(Instant),
  /** On how many business days there was a sale, and on which the last one. */
  visits: Schema.Int,
  visitedOn: Schema.optional(Schema.String)
})
export type Progress = typeof Progress.Type

export const noProgress: Progress = { spent: 0n, visits: 0 }

/** Whether nothing counts and nothing is waited for. */
export const isNoProgress = ({ reviewedAt, spent, visitedOn, visits }: Progress): boolean =>
  spent === 0n && visits === 0 && visitedOn === undefined && reviewedAt === undefined
