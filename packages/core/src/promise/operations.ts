/**
 * Operations looked up, as methods: by id, by the caller's own key, and one page after the other, newest first.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { faultsOf } from "../network/Configuration.ts"
import * as Result from "effect/Result"
import {
  type KeyFound,
  type OperationFound,
  OperationsAsked,
  type OperationsFound,
  type Operations as Service,
  type Reached
} from "../Operations.ts"
import { type ClientId, Key, OperationId } from "../values/Ids.ts"
import { type Answer, answered, unreadable } from "./answers.ts"
import type { Answering } from "./questions.ts"
import type { CallOptions } from "./verbs.ts"

/** Which operations, how many at most (absent: 50), and from where on. */
export type OperationsQuestion = typeof OperationsAsked.Encoded & {
  readonly limit?: number
  readonly next?: Reached
}

/** Operations looked up. */
export interface Operations {
  /** Absent: there is none of that id. */
  readonly operation: (id: string, options?: CallOptions) => Promise<OperationFound | undefined>
  /** What became of a key of this client. Absent: nothing was ever done under it. */
  readonly byKey: (key: string, options?: CallOptions) => Promise<KeyFound | undefined>
  readonly list: (question?: OperationsQuestion, options?: CallOptions) => Promise<Answer<OperationsFound>>
}

const isOperation = Schema.is(OperationId)
const isKey = Schema.is(Key)
const decode = Schema.decodeUnknownResult(OperationsAsked, { onExcessProperty: "error", errors: "all" })
const none = Effect.succeed(undefined)

/** The methods on a service. */
export const operationsOn = (
  service: Service["Service"],
  client: ClientId,
  answer: Answering
): Operations => ({
  operation: (id, options) => answer(isOperation(id) ? service.operation(id) : none, options),
  byKey: (key, options) => answer(isKey(key) ? service.byKey(client, key) : none, options),
  list: ({ limit = 50, next, ...sent } = {}, options) => {
    const asked = decode(sent)
    const page = { limit, ...(next !== undefined && { next }) }
    return answer(
      Result.isFailure(asked)
        ? Effect.succeed(unreadable(sent, faultsOf(asked.failure.issue)))
        : Effect.map(
            service.list(asked.success, page),
            answered((found: OperationsFound) => found)
          ),
      options
    )
  }
})
