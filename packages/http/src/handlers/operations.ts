/**
 * Operations as resources: what was asked, by whom, and the outcome as it was first answered.
 *
 * @module
 */
import type { Operation, OperationFound, Reached } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import type { Caller } from "../Caller.ts"
import { limitOf, pageAnswer, readCursor } from "../pages.ts"
import { isSeen } from "../rows.ts"
import { answered, type Handlers, notFound } from "./questions.ts"

const shown = (operation: Operation, reversedBy?: string) => ({
  id: operation.id,
  type: operation.verb,
  key: operation.key,
  client: operation.client,
  recordedAt: operation.recordedAt,
  effectiveAt: operation.effectiveAt,
  occurredAt: operation.occurredAt,
  businessDate: operation.businessDate,
  outlet: operation.outlet,
  owner: operation.owner,
  terminal: operation.terminal,
  operator: operation.operator,
  account: operation.account,
  original: operation.original,
  reversedBy,
  // The ledger has written it: it is JSON.
  outcome: JSON.parse(operation.outcome) as object
})

const isMine = (caller: Caller, { account, operator, outlet, owner, terminal }: Operation): boolean =>
  isSeen(caller, { account, operator, outlet, owner, terminal })

const oneOf = (found: OperationFound, caller: Caller) =>
  isMine(caller, found.operation)
    ? Effect.succeed(answered(shown(found.operation, found.reversedBy)))
    : notFound

const isPosition = (one: unknown): boolean =>
  typeof one === "object" &&
  one !== null &&
  Number.isSafeInteger(Reflect.get(one, "shard")) &&
  Number.isSafeInteger(Reflect.get(one, "sequence"))

const isReached = (value: unknown): value is Reached =>
  Array.isArray(value) && value.length <= 1_000 && value.every((one) => isPosition(one))

export const operationHandlers = {
  operation: {
    answer: ({ asked, ground, hearing }) =>
      Effect.flatMap(ground.operations.operation(asked.operation), (found) =>
        found === undefined ? notFound : oneOf(found, hearing.caller)
      )
  },
  operationByKey: {
    answer: ({ asked, ground, hearing }) =>
      Effect.flatMap(ground.operations.byKey(hearing.caller.client, asked.key), (found) => {
        if (found === undefined) return notFound
        return "tombstone" in found
          ? Effect.succeed(answered({ key: asked.key, tombstone: true, reversedBy: found.tombstone }))
          : oneOf(found, hearing.caller)
      })
  },
  operations: {
    answer: ({ asked: { after, limit, ...asked }, ground, hearing }) => {
      const page = { ...(limit !== undefined && { limit }), ...(after !== undefined && { after }) }
      const reached = readCursor(page, isReached)
      if (Result.isFailure(reached)) return Effect.fail(reached.failure)
      const next = reached.success
      const asking = { limit: limitOf(page), ...(next !== undefined && { next }) }
      return Effect.map(ground.operations.list(asked, asking), ({ next, operations }) => {
        const data = operations.filter((one) => isMine(hearing.caller, one)).map((one) => shown(one))
        return pageAnswer({ data, next }, hearing)
      })
    }
  }
} as const satisfies Partial<Handlers>
