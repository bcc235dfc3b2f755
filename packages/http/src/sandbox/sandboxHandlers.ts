/**
 * What is done at the routes of a sandbox.
 *
 * @module
 */
import { codeOf, InstantText } from "@tessera/core"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import { documentAnswer } from "../answers.ts"
import type { Problem } from "../api/Problem.ts"
import {
  type SandboxRoute,
  type SandboxRouteName,
  sandboxRoutes,
  sandboxScope,
  type SandboxSent
} from "../api/sandboxRoutes.ts"
import { done, sentAs } from "../auth/signInRoutes.ts"
import type { Served } from "../Exchange.ts"
import { magicCards } from "./magicCards.ts"
import type { Sandbox } from "./Sandbox.ts"

const units = { days: 86_400_000, hours: 3_600_000, minutes: 60_000, seconds: 1_000 } as const
type Unit = keyof typeof units

const instant = Schema.encodeSync(InstantText)

const needs = [sandboxScope]

const looking = (name: SandboxRouteName, shown: () => object): Served => ({
  name,
  method: "GET",
  path: sandboxRoutes[name].path,
  needs,
  takes: "nothing",
  isCommand: false,
  handle: () => Effect.sync(() => documentAnswer(JSON.stringify(shown())))
})

const doing = <Name extends SandboxRouteName>(
  name: Name,
  handle: (sent: SandboxSent<Name>) => Effect.Effect<object | void, Problem>
): Served => {
  const { path, sends }: SandboxRoute = sandboxRoutes[name]
  return {
    name,
    method: "POST",
    path,
    needs,
    takes: "json",
    isCommand: false,
    handle: (hearing) =>
      Effect.map(
        // The schema of this very route has read it.
        Effect.flatMap(sentAs(sends, hearing), (sent) => handle(sent as SandboxSent<Name>)),
        (made) => (typeof made === "object" ? documentAnswer(JSON.stringify(made), { status: 201 }) : done)
      )
  }
}

const cards = () => ({
  data: [...magicCards].map(([card, { _tag }]) => ({ card, code: codeOf(_tag) })),
  hasMore: false
})

/** The routes; that of the reset where there is one. */
export const sandboxHandlers = ({ faults, reset, time }: Sandbox["Service"]): ReadonlyArray<Served> => {
  const state = () => ({ now: instant(time.now()), faults: faults.waiting() })
  return [
    looking("sandbox", state),
    looking("magicCards", cards),
    doing("advanceClock", (by) =>
      Effect.sync(() => {
        const all = Object.keys(units) as ReadonlyArray<Unit>
        time.advance(all.reduce((sum, unit) => sum + (by[unit] ?? 0) * units[unit], 0))
        return state()
      })
    ),
    doing("putFault", ({ kind, milliseconds = 1_000, times = 1 }) =>
      Effect.sync(() => {
        faults.put({ kind, times, milliseconds })
        return state()
      })
    ),
    doing("clearFaults", () => Effect.sync(faults.clear)),
    ...(reset === undefined ? [] : [doing("resetSandbox", () => reset)])
  ]
}
