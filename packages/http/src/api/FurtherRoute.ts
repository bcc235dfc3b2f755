/**
 * A route that is neither a command nor a question of the ledger: where it is, what it needs, what it takes and answers.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Scope } from "./groups.ts"

type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

/** What stands in braces is a field of it; the rest stands in the query, or in the body. */
export interface FurtherRoute<
  Asked extends Shape = Shape,
  Told extends Schema.Top | undefined = Schema.Top | undefined
> {
  readonly method: "GET" | "POST" | "PUT" | "DELETE"
  readonly scope: Scope
  readonly path: string
  /** What a person reads of it. */
  readonly title: string
  readonly asks: Asked
  /** The status of what was done, and its document; `undefined`: none. */
  readonly answers: readonly [status: number, told: Told]
  /** Whether the answer has a version. Absent: no. */
  readonly isTagged?: boolean
  /** Whether what is put there may be the first version. Absent: no. */
  readonly mayBeNew?: boolean
}

export const furtherRoute = <Asked extends Shape, Told extends Schema.Top | undefined>(
  method: FurtherRoute["method"],
  scope: Scope,
  path: string,
  title: string,
  asks: Asked,
  ...answers: readonly [status: number, told: Told]
): FurtherRoute<Asked, Told> => ({ method, scope, path, title, asks, answers })

/** The same with a version in its answer. */
export const tagged = <Route extends FurtherRoute>(route: Route): Route => ({ ...route, isTagged: true })

/** The same where what is put there may be the first version. */
export const founding = <Route extends FurtherRoute>(route: Route): Route => ({ ...route, mayBeNew: true })

/** A page of a list. */
export const listOf = <A extends Schema.Top>(one: A) =>
  Schema.Struct({
    data: Schema.Array(one),
    hasMore: Schema.Boolean,
    nextCursor: Schema.optionalKey(Schema.String)
  })
