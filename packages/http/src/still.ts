/**
 * Still: what is answered for hours looks now and then whether its caller would be let in by now, and as whom.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Problem } from "./api/Problem.ts"
import type { Hearing } from "./Exchange.ts"

/** Milliseconds for which a caller is believed who was looked at. */
const believed = 5_000

/** The hearing as it is by now; or why nothing more is done for its caller. */
type Still = Effect.Effect<Hearing, Problem>

/** How a hearing is looked at again, on the clock of the service: in a sandbox that is another one than the machine's. */
export const stillHeard = (hearing: Hearing): Effect.Effect<Still> =>
  Effect.map(Effect.service(Clock.Clock), (clock) => {
    const { again } = hearing
    if (again === undefined) return Effect.succeed(hearing)
    let [now, looked] = [hearing, clock.currentTimeMillisUnsafe()]
    const look = Effect.gen(function* () {
      const at = yield* Clock.currentTimeMillis
      if (at < looked + believed) return now
      now = { ...hearing, caller: yield* again }
      looked = at
      return now
    })
    return Effect.provideService(look, Clock.Clock, clock)
  })
