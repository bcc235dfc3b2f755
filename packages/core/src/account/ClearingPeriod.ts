/**
 * Clearing periods: what a cycle has cut off, from the cut until it is paid.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { OperatorId, OwnerId } from "../values/Ids.ts"

/** What an owner is due from an issuer when everything is netted; negative: it owes. */
export const NetPosition = Schema.Struct({ owner: OwnerId, issuer: OwnerId, asset: AssetCode, due: Minor })
export type NetPosition = typeof NetPosition.Type

/** Up to where a cycle was cut off. */
const CutAt = Schema.Struct({
  /** The last business date that belongs to it. */
  through: Schema.String,
  /** How far the journal had come, by shard: what is recorded later comes later, whatever its date. */
  cut: Schema.Array(Schema.Int)
})
export type CutAt = typeof CutAt.Type

/**
 * `cutOff`: netted, waits for two people. `approved`: waits to be paid. `failed`: it could not be paid, and has to be approved
 * again.
 */
export const PeriodStatus = Schema.Literals(["cutOff", "approved", "failed", "paid"])
export type PeriodStatus = typeof PeriodStatus.Type

export const ClearingPeriod = Schema.Struct({
  ...CutAt.fields,
  /** Where the period before it was cut off. Absent: it is the first. */
  previous: Schema.optional(CutAt),
  /** Where of each shard its first operation may be: everything up to there is of earlier periods. */
  open: Schema.Array(Schema.Int),
  /** The version of the network whose terms it was worked out under. */
  network: Schema.Int,
  status: PeriodStatus,
  approvedBy: Schema.Array(OperatorId),
  positions: Schema.Array(NetPosition),
  /** The owners whose positions are paid, while others' are not. Absent: nobody's. */
  paid: Schema.optional(Schema.Array(OwnerId)),
  /** SHA-256 of its lines: worked out again they are the same, for ever. */
  digest: Schema.String
})
export type ClearingPeriod = typeof ClearingPeriod.Type

/** A cycle: where it was cut off last, and the periods that are not paid yet, oldest first. */
export const ClearingCycle = Schema.Struct({
  last: Schema.optional(CutAt),
  /** Everything of a shard up to there is in some period. */
  open: Schema.Array(Schema.Int),
  periods: Schema.Array(ClearingPeriod)
})
export type ClearingCycle = typeof ClearingCycle.Type

const ofClearing: ReadonlySet<string> = new Set(["CutOff", "CorrectClearing", "PayPeriod"])

/** Whether a verb is about what owners settle with each other, and not about what was traded at an outlet. */
export const isOfClearing = (verb: string): boolean => ofClearing.has(verb)
