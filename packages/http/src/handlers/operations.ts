/**
 * Operations as resources: what was asked, by whom, and the outcome as it was first answered.
 *
 * @module
 */
import type {
  Operation,
  OperationFound,
  Operations,
  OperationsAsked,
  OperationsFound,
  Reached
} from "@tessera/core"
import type { StoreUnavailable } from "@tessera/core/ports"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import { notAsExpected } from "../answers.ts"
import type { Problem } from "../api/Problem.ts"
import type { Caller } from "../Caller.ts"
import { limitOf, pageAnswer, pageIn, readCursor } from "../pages.ts"
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

const one = ({ operation, reversedBy }: OperationFound) => answered(shown(operation, reversedBy))

const isPosition = (one: unknown): boolean =>
  typeof one === "object" &&
  one !== null &&
  Number.isSafeInteger(Reflect.get(one, "shard")) &&
  Number.isSafeInteger(Reflect.get(one, "sequence"))

const isReached = (value: unknown): value is Reached =>
  Array.isArray(value) && value.length <= 1_000 && value.every((one) => isPosition(one))

/** How many are counted at most, and how many are read at a time for it. */
const [mostCounted, atATime] = [10_000, 500]

const uncounted = notAsExpected(
  [
    {
      path: ["count"],
      message: `Expected a question that at most ${mostCounted} operations answer: from, to and account make it narrower`
    }
  ],
  true
)

/** How many operations a caller may see that answer a question, the same on every page. */
const counted = Effect.fnUntraced(function* (
  { list }: Operations["Service"],
  asked: OperationsAsked,
  caller: Caller
): Effect.fn.Return<number, Problem | StoreUnavailable> {
  let [count, next]: [number, Reached | undefined] = [0, undefined]
  for (let read = 0; read < mostCounted; read += atATime) {
    const page: OperationsFound = yield* list(asked, {
      limit: atATime,
      isSeen: (one) => isMine(caller, one),
      ...(next !== undefined && { next })
    })
    count += page.operations.length
    next = page.next
    if (next === undefined) return count
  }
  return yield* Effect.fail(uncounted)
})

export const operationHandlers = {
  operation: {
    answer: ({ asked, ground, hearing }) =>
      Effect.flatMap(ground.operations.operation(asked.operation), (found) =>
        found !== undefined && isMine(hearing.caller, found.operation) ? Effect.succeed(one(found)) : notFound
      )
  },
  operationByKey: {
    answer: ({ asked, ground, hearing }) =>
      Effect.flatMap(ground.operations.byKey(hearing.caller.client, asked.key), (found) => {
        if (found === undefined) return notFound
        // A key is the client's own, whatever rows it was kept to then and is now: nothing here means that nothing was done.
        return Effect.succeed(
          "tombstone" in found
            ? answered({ key: asked.key, tombstone: true, reversedBy: found.tombstone })
            : one(found)
        )
      })
  },
  operations: {
    answer: ({ asked: sent, ground: { operations: list }, hearing }) => {
      const [page, asked] = pageIn(sent)
      const reached = readCursor(page, isReached)
      if (Result.isFailure(reached)) return Effect.fail(reached.failure)
      const next = reached.success
      // What is not theirs takes no place: by pages that are empty and have more after them others' sales could be counted.
      const isSeen = (one: Operation): boolean => isMine(hearing.caller, one)
      const asking = { limit: limitOf(page), isSeen, ...(next !== undefined && { next }) }
      return Effect.gen(function* () {
        const { next, operations } = yield* list.list(asked, asking)
        const data = operations.map((one) => shown(one))
        const count = page.count === undefined ? undefined : yield* counted(list, asked, hearing.caller)
        return pageAnswer({ data, next, ...(count !== undefined && { count }) }, hearing)
      })
    }
  }
} as const satisfies Partial<Handlers>
