/**
 * Routes of a sandbox, under `/v1/test`: how it stands, and what a test does with it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import type { Scope } from "./groups.ts"

type Shape = Schema.Struct<Readonly<Record<string, Schema.Decoder<unknown>>>>

/** Where a test looks, with GET, or does something, with POST. */
export interface SandboxRoute<Sent extends Shape = Shape> {
  readonly method: "GET" | "POST"
  readonly path: string
  /** What a person reads of it. */
  readonly title: string
  readonly sends: Sent
  /** What is answered: 200 to a look, 201 to what was done; absent: 204. */
  readonly answers: Schema.Top | undefined
}

/** What all of them need. */
export const sandboxScope: Scope = "test:write"

/** `inDoubt`: it was done, and the answer is lost. `unavailable`: it was not done. `slow`: it is done later. */
export const faultKinds = ["inDoubt", "unavailable", "slow"] as const

const whole = (minimum: number, maximum: number) =>
  Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

const nothing = Schema.Struct({})

/** By how much time is put forward: ten years at most in one step. */
const advance = Schema.Struct({
  days: whole(0, 3_660),
  hours: whole(0, 100_000),
  minutes: whole(0, 100_000),
  seconds: whole(0, 1_000_000)
})

const fault = Schema.Struct({
  kind: Schema.Literals(faultKinds),
  /** How many commits meet it. Absent: 1. */
  times: whole(1, 1_000),
  /** Of `slow`. Absent: 1,000. */
  milliseconds: whole(1, 60_000)
})

const Standing = Schema.Struct({
  now: Schema.String.annotate({ description: "RFC 3339 in UTC" }),
  faults: Schema.Array(
    Schema.Struct({ kind: Schema.Literals(faultKinds), times: Schema.Int, milliseconds: Schema.Int })
  )
})

const MagicCards = Schema.Struct({
  data: Schema.Array(Schema.Struct({ card: Schema.String, code: Schema.String })),
  hasMore: Schema.Boolean
})

const route = <Sent extends Shape, Told extends Schema.Top | undefined>(
  method: SandboxRoute["method"],
  path: string,
  title: string,
  sends: Sent,
  answers: Told
) => ({ method, path, title, sends, answers })

/** By name, in the order in which the reference shows them. */
export const sandboxRoutes = {
  sandbox: route("GET", "/v1/test", "The time, and the faults that wait", nothing, Standing),
  magicCards: route("GET", "/v1/test/cards", "A card for every decline", nothing, MagicCards),
  advanceClock: route(
    "POST",
    "/v1/test/clock-advances",
    "Puts the time of the ledger forward; it never goes back",
    advance,
    Standing
  ),
  putFault: route(
    "POST",
    "/v1/test/faults",
    "The next commits are lost after they are done, are not done, or are slow",
    fault,
    Standing
  ),
  clearFaults: route(
    "POST",
    "/v1/test/faults/clearings",
    "Whatever waits is met by nobody",
    nothing,
    undefined
  ),
  resetSandbox: route(
    "POST",
    "/v1/test/resets",
    "An empty ledger, at the time of now; not there where a store cannot be emptied",
    nothing,
    undefined
  )
} as const satisfies Readonly<Record<string, SandboxRoute>>

export type SandboxRouteName = keyof typeof sandboxRoutes

/** What is sent to a route of the sandbox, read. */
export type SandboxSent<Name extends SandboxRouteName> = (typeof sandboxRoutes)[Name]["sends"]["Type"]
