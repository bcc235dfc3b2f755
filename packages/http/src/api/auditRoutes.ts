/**
 * Routes of the audit: checkpoints to be kept outside, and proofs for whoever has no ledger.
 *
 * @module
 */
import { GrowthProof, Ids, InclusionProof, SignedCheckpoint } from "@tessera/core"
import * as Schema from "effect/Schema"
import { furtherRoute } from "./FurtherRoute.ts"

const maybe = Schema.optionalKey
const { key } = SignedCheckpoint.fields

/** By name, in the order in which the reference shows them. */
export const auditRoutes = {
  auditKey: furtherRoute(
    "GET",
    "audit:read",
    "/v1/audit/key",
    "The public key under which checkpoints are signed: keep it where the database is not",
    Schema.Struct({}),
    200,
    key
  ),
  takeCheckpoint: furtherRoute(
    "POST",
    "audit:read",
    "/v1/audit/checkpoints",
    "A signed checkpoint of the ledger as it is now, and the same in short; after an earlier one only what came since is read",
    Schema.Struct({ since: maybe(SignedCheckpoint) }),
    200,
    Schema.Struct({ checkpoint: SignedCheckpoint, short: Schema.String })
  ),
  compareCheckpoint: furtherRoute(
    "POST",
    "audit:read",
    "/v1/audit/comparisons",
    "Whether the ledger is the one that a checkpoint was taken of, gone on since",
    Schema.Struct({ checkpoint: SignedCheckpoint }),
    200,
    Schema.Struct({
      agrees: Schema.Boolean,
      discrepancy: maybe(
        Schema.Struct({
          shard: maybe(Schema.Int),
          why: Schema.String,
          from: maybe(Schema.Int),
          to: maybe(Schema.Int)
        })
      )
    })
  ),
  proveOperation: furtherRoute(
    "POST",
    "audit:read",
    "/v1/audit/proofs",
    "The proof that an operation is in a checkpoint",
    Schema.Struct({ operation: Ids.OperationId, checkpoint: SignedCheckpoint }),
    200,
    InclusionProof
  ),
  proveGrowth: furtherRoute(
    "POST",
    "audit:read",
    "/v1/audit/growth-proofs",
    "The proof that the ledger only grew from one checkpoint to a later one",
    Schema.Struct({ earlier: SignedCheckpoint, later: SignedCheckpoint }),
    200,
    GrowthProof
  )
} as const

export type AuditRouteName = keyof typeof auditRoutes
/** The fields of a route, read. */
export type AuditAsked<Name extends AuditRouteName> = (typeof auditRoutes)[Name]["asks"]["Type"]
