/**
 * The audit over HTTP: checkpoints that are kept outside, and proofs. Working everything out again is not for a server in traffic.
 *
 * @module
 */
import { type Audit, checkpointText } from "@tessera/core"

import * as Effect from "effect/Effect"
import { documentAnswer } from "../answers.ts"
import { type AuditAsked, type AuditRouteName, auditRoutes } from "../api/auditRoutes.ts"
import { problem, type Problem } from "../api/Problem.ts"
import { sha256 } from "../auth/secrets.ts"
import type { Answer, Served } from "../Exchange.ts"
import { failed } from "./commands.ts"
import { serving } from "./serving.ts"

type AuditService = Audit["Service"]
type Failing = Effect.Error<ReturnType<AuditService["checkpoint"]>> | Problem

type AuditHandlers = {
  readonly [Name in AuditRouteName]: (
    audit: AuditService,
    asked: AuditAsked<Name>
  ) => Effect.Effect<Answer, Failing>
}

const document = (value: unknown): Answer => documentAnswer(JSON.stringify(value))

const handlers: AuditHandlers = {
  auditKey: ({ key }) => Effect.succeed(document(key)),
  takeCheckpoint: (audit, asked) =>
    Effect.map(audit.checkpoint(asked), (checkpoint) =>
      document({ checkpoint, short: checkpointText(sha256, checkpoint) })
    ),
  compareCheckpoint: (audit, { checkpoint }) =>
    Effect.map(audit.compare(checkpoint), (discrepancy) =>
      document({ agrees: discrepancy === undefined, ...(discrepancy && { discrepancy }) })
    ),
  proveOperation: (audit, { checkpoint, operation }) =>
    Effect.flatMap(audit.prove(operation, checkpoint), (proof) =>
      proof === undefined ? Effect.fail(problem("not_found")) : Effect.succeed(document(proof))
    ),
  proveGrowth: (audit, { earlier, later }) => Effect.map(audit.proveGrowth(earlier, later), document)
}

const problemOf = (failure: Failing): Problem => {
  switch (failure._tag) {
    case "Problem":
      return failure
    case "StoreUnavailable":
      return failed(failure)
    case "SignerUnavailable":
      return problem("unavailable", { headers: { "retry-after": "1" } })
    case "CheckpointRefused":
      return problem("conflict", { members: { why: failure.why } })
  }
}

const names = Object.keys(auditRoutes) as ReadonlyArray<AuditRouteName>

/** The routes of the audit, for those who may see all of the tenant. */
export const auditOn = (audit: AuditService): ReadonlyArray<Served> =>
  names.map((name) => {
    const handle = handlers[name] as (audit: AuditService, asked: never) => Effect.Effect<Answer, Failing>
    return serving(name, auditRoutes[name], (asked) => Effect.mapError(handle(audit, asked), problemOf), true)
  })
