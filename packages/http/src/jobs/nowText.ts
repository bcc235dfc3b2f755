/**
 * The instant at which a job begins or ends, as it is written down.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

/** RFC 3339 in UTC. */
export const nowText: Effect.Effect<string> = Effect.map(Clock.currentTimeMillis, (at) =>
  new Date(at).toISOString()
)
