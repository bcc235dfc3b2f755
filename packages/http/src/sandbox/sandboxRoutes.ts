/**
 * Routes of a sandbox, under `/v1/test`: how it stands, and what a test does with it.
 *
 * @module
 */
import { codeOf, InstantText } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { documentAnswer } from "../answers.ts"
import type { Problem } from "../api/Problem.ts"
import { done, sentAs } from "../auth/signInRoutes.ts"
import type { Served } from "../Exchange.ts"
import { faultKinds } from "./Faults.ts"
import { magicCards } from "./magicCards.ts"
import type { Sandbox } from "./Sandbox.ts"

const whole = (minimum: number, maximum: number) =>
  Schema.optionalKey(Schema.Int.check(Schema.isBetween({ minimum, maximum })))

const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 } as const
type Unit = keyof typeof units

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

const instant = Schema.encodeSync(InstantText)

const nothing = Schema.Struct({})
const needs = ["test:write"]

const looking = (name: string, path: string, shown: () => object): Served => ({
  name,
  method: "GET",
  path,
  needs,
  takes: "nothing",
  isCommand: false,
  handle: () => Effect.sync(() => documentAnswer(JSON.stringify(shown())))
})

const doing = <A>(
  name: string,
  path: string,
  schema: Schema.Decoder<A>,
  handle: (sent: A) => Effect.Effect<object | void, Problem>
): Served => ({
  name,
  method: "POST",
  path,
  needs,
  takes: "json",
  isCommand: false,
  handle: (hearing) =>
    Effect.map(Effect.flatMap(sentAs(schema, hearing), handle), (made) =>
      typeof made === "object" ? documentAnswer(JSON.stringify(made), { status: 201 }) : done
    )
})

const cards = () => ({
  data: [...magicCards].map(([card, { _tag }]) => ({ card, code: codeOf(_tag) })),
  hasMore: false
})

/** The routes; that of the reset where there is one. */
export const sandboxRoutes = ({ faults, reset, time }: Sandbox["Service"]): ReadonlyArray<Served> => {
  const state = () => ({ now: instant(time.now()), faults: faults.waiting() })
  return [
    looking("sandbox", "/v1/test", state),
    looking("magicCards", "/v1/test/cards", cards),
    doing("advanceClock", "/v1/test/clock-advances", advance, (by) =>
      Effect.sync(() => {
        const all = Object.keys(units) as ReadonlyArray<Unit>
        time.advance(all.reduce((sum, unit) => sum + (by[unit] ?? 0) * units[unit], 0))
        return state()
      })
    ),
    doing("putFault", "/v1/test/faults", fault, ({ kind, milliseconds = 1_000, times = 1 }) =>
      Effect.sync(() => {
        faults.put({ kind, times, milliseconds })
        return state()
      })
    ),
    doing("clearFaults", "/v1/test/faults/clearings", nothing, () => Effect.sync(faults.clear)),
    ...(reset === undefined ? [] : [doing("resetSandbox", "/v1/test/resets", nothing, () => reset)])
  ]
}
