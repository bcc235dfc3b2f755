/**
 * Knocking: who has not shown yet who they are is counted by where they come from.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type { Problem } from "../api/Problem.ts"
import { limiter, usualLimits } from "../rate/limits.ts"
import type { AccessRecords } from "./AccessRecords.ts"
import { type AccessGround, orUnavailable } from "./ground.ts"

/** The headers of a call by nobody yet, or that there were too many. Without a source nothing is counted by it. */
export type Knocking = (
  route: string,
  source: string | undefined
) => Effect.Effect<Readonly<Record<string, string>>, Problem>

/** A holder who signs in is counted there, by the card too. */
const elsewhere = "signInHolder"

export const knockingOn = (ground: AccessGround, own: AccessRecords["Service"]): Knocking => {
  const { limits = usualLimits } = ground.options
  const limited = limiter({ mac: ground.mac, shared: ground.records, own }, limits)
  const nobody = { kind: undefined, client: undefined, card: undefined }
  return (route, source) =>
    route === elsewhere
      ? Effect.succeed({})
      : orUnavailable(
          Effect.flatMap(Clock.currentTimeMillis, (at) => limited({ ...nobody, route, source }, at))
        )
}
