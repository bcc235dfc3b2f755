/**
 * Routes of the audit: checkpoints to be kept outside, proofs for whoever has no ledger, and what is found set apart.
 *
 * @module
 */
import { GrowthProof, Ids, InclusionProof, SignedCheckpoint, TrailPart } from "@tessera/core"
import * as Schema from "effect/Schema"
import { furtherRoute } from "./FurtherRoute.ts"

const maybe = Schema.optionalKey
const { key } = SignedCheckpoint.fields

/** What a ledger is verified against, beside itself. */
const against = {
  /** The last checkpoint that was kept outside. Absent: a journal that was rewritten as a whole is not noticed. */
  checkpoint: maybe(SignedCheckpoint),
  /** The hashes that were kept with it, from the first operation on. Absent: sequences are named, not operations. */
  trail: maybe(Schema.Array(TrailPart)),
  /** How many bad rows are named at most: 1 to 1,000. Absent: 1,000. */
  limit: maybe(Schema.Int.check(Schema.isBetween({ minimum: 1, maximum: 1_000 })))
}

const BadRow = Schema.Struct({
  row: Schema.String,
  why: Schema.String,
  operation: maybe(Schema.String),
  wallet: maybe(Schema.String),
  account: maybe(Schema.String)
})

const Verified = Schema.Struct({
  operations: Schema.Int,
  wallets: Schema.Int,
  /** The first bad row. Absent: all is well. */
  bad: maybe(BadRow),
  /** Of each wallet that fails the first bad row, and every other row that is bad. */
  failing: Schema.Array(BadRow),
  /** How many more there are than are named. */
  unnamed: Schema.Int,
  /** How many rows were not judged, because something was recorded of them meanwhile. */
  newer: Schema.Int
})

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
  ),
  verifyLedger: furtherRoute(
    "POST",
    "audit:read",
    "/v1/audit/verifications",
    "Everything worked out again from the journal, and every row that disagrees, the first one first",
    Schema.Struct(against),
    200,
    Verified
  ),
  quarantine: furtherRoute(
    "POST",
    "audit:quarantine",
    "/v1/audit/quarantines",
    "The same, and every account set apart in which something is bad, or those that are named; the rest goes on",
    Schema.Struct({
      ...against,
      accounts: maybe(Schema.Array(Ids.AccountId)),
      operator: maybe(Ids.OperatorId)
    }),
    200,
    Schema.Struct({
      verification: Verified,
      quarantined: Schema.Array(
        Schema.Struct({
          account: Schema.String,
          bad: BadRow,
          isQuarantined: Schema.Boolean,
          isKnown: Schema.Boolean,
          why: maybe(Schema.String)
        })
      )
    })
  )
} as const

export type AuditRouteName = keyof typeof auditRoutes
/** The fields of a route, read. */
export type AuditAsked<Name extends AuditRouteName> = (typeof auditRoutes)[Name]["asks"]["Type"]
