/**
 * The access of a server: keys of clients, signatures of terminals, sessions of people, and the limits of all of them.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { StoredValue } from "@tessera/core"
import type { KeyVault, PinHasher } from "@tessera/core/ports"
import { Access } from "../Access.ts"
import { commandRoutes } from "../api/routes.ts"
import { AccessRecords } from "./AccessRecords.ts"
import { admitting } from "./admit.ts"
import { apiKeysOn } from "./ApiKeys.ts"
import { type AccessOptions, accessGround } from "./ground.ts"
import { type Knocking, knockingOn } from "./knocking.ts"
import { memoryRecords } from "./memoryRecords.ts"
import { type PeopleOf, peopleOn } from "./people.ts"
import { sessionsOn } from "./Sessions.ts"
import { StaffRoutes } from "./StaffRoutes.ts"
import { terminalsOn } from "./Terminals.ts"

/** What somebody does to be let in, and who is let in: the desk of an office, a till, a portal calls it. */
interface Shape {
  readonly keys: ReturnType<typeof apiKeysOn>
  readonly terminals: ReturnType<typeof terminalsOn>
  readonly sessions: ReturnType<typeof sessionsOn>
  readonly people: PeopleOf
  readonly knocking: Knocking
}

export class SignIn extends Context.Service<SignIn, Shape>()("@tessera/http/SignIn") {}

const tenMinutes = 10 * 60_000

/** How far the clocks of servers may be apart that share records: what has ended for one of them still counts for another, and must be known to it. */
const apart = 60_000

/** Forgets what has ended, for as long as the server is there. A sweep that fails is made good by the next one. */
const swept = ({ sweep }: AccessRecords["Service"], every = tenMinutes) =>
  Effect.forever(
    Effect.andThen(
      Effect.sleep(every),
      Effect.catchCause(
        Effect.flatMap(Clock.currentTimeMillis, (at) => sweep(at - apart)),
        () => Effect.void
      )
    )
  )

const made = Effect.fnUntraced(function* (options: AccessOptions) {
  const ground = yield* accessGround(options)
  const own = Context.get(yield* Layer.build(Layer.fresh(memoryRecords)), AccessRecords)
  yield* Effect.forkScoped(swept(ground.records, options.sweepEvery))
  yield* Effect.forkScoped(swept(own, options.sweepEvery))
  return Context.make(Access, Access.of({ mode: options.mode, admit: admitting(ground, own) })).pipe(
    Context.add(
      SignIn,
      SignIn.of({
        keys: apiKeysOn(ground),
        terminals: terminalsOn(ground),
        sessions: sessionsOn(ground, own),
        people: peopleOn(ground),
        knocking: knockingOn(ground, own)
      })
    )
  )
})

/** Access by what the ledger's network knows, and the ways to sign in. Throws for a limit that cannot be kept. */
export const accessLayer = (options: AccessOptions) => Layer.effectContext(made(options))

/** How a server that is opened as a whole lets callers in. */
export interface NetworkAccess extends Omit<AccessOptions, "scopeOf"> {
  /** Where tries, codes, nonces and proofs are kept. Absent: in memory, and forgotten when the process ends. */
  readonly records?: Layer.Layer<AccessRecords, unknown>
  /** How staff sign in: `staffAccess(…)` of `@tessera/http/staff`. Absent: they do not. */
  readonly staff?: (
    options: AccessOptions
  ) => Layer.Layer<StaffRoutes, never, AccessRecords | KeyVault | PinHasher | StoredValue>
}

/** `accessLayer` for the routes of this package, with its records, and staff where there are some. */
export const networkAccess = ({ records = memoryRecords, staff, ...rest }: NetworkAccess) => {
  const options: AccessOptions = { ...rest, scopeOf: (verb) => commandRoutes[verb].scope }
  const routes = staff?.(options) ?? Layer.succeed(StaffRoutes, [])
  return Layer.provide(Layer.merge(accessLayer(options), routes), records)
}
