/**
 * The audit over HTTP: checkpoints that are kept outside, proofs, everything worked out again, and what is bad set apart.
 *
 * @module
 */
import { type Audit, checkpointText, type Ids } from "@tessera/core"

import * as Effect from "effect/Effect"
import { documentAnswer } from "../answers.ts"
import { type AuditAsked, type AuditRouteName, auditRoutes } from "../api/auditRoutes.ts"
import { problem, type Problem } from "../api/Problem.ts"
import { sha256 } from "../auth/secrets.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"
import { failed } from "./commands.ts"
import { serving } from "./serving.ts"

type AuditService = Audit["Service"]
type Failing = Effect.Error<ReturnType<AuditService["checkpoint"]>> | Problem

type AuditHandlers = {
  readonly [Name in AuditRouteName]: (
    audit: AuditService,
    asked: AuditAsked<Name>,
    hearing: Hearing
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
  proveGrowth: (audit, { earlier, later }) => Effect.map(audit.proveGrowth(earlier, later), document),
  verifyLedger: (audit, asked) => Effect.map(audit.verify(asked), document),
  quarantine: (audit, { accounts, operator: said, ...asked }, { caller }) =>
    Effect.gen(function* () {
      const operator = caller.operator === undefined ? said : (caller.operator ?? undefined)
      if (said !== undefined && said !== operator) return yield* Effect.fail(problem("forbidden"))
      // What is set apart is what was found now, not what somebody says that was found.
      const verification = yield* audit.verify(asked)
      const failing = verification.failing.filter(
        ({ account }) => account !== undefined && (accounts?.includes(account) ?? true)
      )
      const quarantined = yield* audit.quarantine({ failing }, operator as Ids.OperatorId | undefined)
      return document({ verification, quarantined })
    })
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
    const handle = handlers[name] as (
      audit: AuditService,
      asked: never,
      hearing: Hearing
    ) => Effect.Effect<Answer, Failing>
    return serving(
      name,
      auditRoutes[name],
      (asked, hearing) => Effect.mapError(handle(audit, asked, hearing), problemOf),
      true
    )
  })
