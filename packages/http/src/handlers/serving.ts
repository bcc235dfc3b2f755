/**
 * Serving a route by its table: its fields read from the address and the body, then handled.
 *
 * @module
 */
import { faultsOf } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Result from "effect/Result"
import * as Schema from "effect/Schema"
import type { FurtherRoute } from "../api/FurtherRoute.ts"
import { problem, type Problem } from "../api/Problem.ts"
import type { Answer, Hearing, Served } from "../Exchange.ts"
import { fieldsSent, strict, unreadable } from "./questions.ts"

/** What is the whole tenant's is for those who may see all of it. */
export const seesAll = ({ caller: { rows } }: Pick<Hearing, "caller">): boolean =>
  Object.values(rows).every((some) => some === undefined)

/** A route with what is done there. Its fields were read by its very schema: the handler says which they are. */
export const serving = (
  name: string,
  { asks, method, path, scope, ...route }: Omit<FurtherRoute, "answers"> & Partial<Pick<Served, "takes">>,
  handle: (asked: never, hearing: Hearing) => Effect.Effect<Answer, Problem>,
  isTenants = false
): Served => {
  const hasFields = Object.keys(asks.fields).some((field) => !path.includes(`{${field}}`)) && method !== "GET"
  const { takes = hasFields ? "json" : "nothing" } = route
  const decode = Schema.decodeUnknownResult(asks, strict)
  const fieldsOf = fieldsSent(asks, takes === "json")
  return {
    name,
    method,
    path,
    needs: [scope],
    takes,
    isCommand: false,
    handle: (hearing) => {
      if (isTenants && !seesAll(hearing)) return Effect.fail(problem("forbidden"))
      const sent = fieldsOf(hearing)
      if (Result.isFailure(sent)) return Effect.fail(sent.failure)
      const read = decode(sent.success)
      if (Result.isFailure(read)) return Effect.fail(unreadable(faultsOf(read.failure.issue), hearing))
      return handle(read.success as never, hearing)
    }
  }
}
