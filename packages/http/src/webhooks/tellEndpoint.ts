/**
 * An endpoint as a notifier: posts to it, and says when it is gone or nothing arrives there any more.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Exit from "effect/Exit"
import * as Result from "effect/Result"
import { type Endpoint, type Event, NotDelivered, type Notifier } from "@tessera/core/ports"
import { moment } from "../outsideTime.ts"
import { type Ended, posted, refusalOf } from "../post.ts"
import type { DeliveryLog, Tried } from "./log/DeliveryLog.ts"
import { bodyOf } from "./payload.ts"
import { type Keys, signingKeys } from "./secretOf.ts"
import { signedHeaders } from "./signing.ts"

/** What becomes of an endpoint by itself. */
type Because = "gone" | "failing"

/** How endpoints are told. */
export interface Telling {
  readonly keys: Keys
  readonly allowPrivate: boolean
  /** Milliseconds of nothing but failures after which an endpoint is told no more. */
  readonly disableAfter: number
  /** Where every post is written down. What cannot be written down is delivered all the same. */
  readonly log: DeliveryLog["Service"]
  /** Lets it be told no more. */
  readonly disable: (endpoint: Endpoint, because: Because) => Effect.Effect<void>
}

/** Until this process has seen that the endpoint is told no more, nothing else is sent there. */
const untilSeen = 60_000

/** One post of a body under an id, signed at this instant. */
export const postTo = (
  { allowPrivate, keys }: Pick<Telling, "allowPrivate" | "keys">,
  endpoint: Endpoint,
  id: string,
  body: string
) =>
  Effect.map(moment, ({ at, outside }) => ({
    url: new URL(endpoint.url),
    headers: signedHeaders(signingKeys(keys, endpoint, at), id, body, outside),
    body,
    allowPrivate,
    quotes: true
  }))

/** How a post ended; one that nobody waits for any more has not arrived either. */
const cameOf = (exit: Exit.Exit<Ended, NotDelivered>): Pick<Tried, "isDelivered" | "status" | "reason"> => {
  if (Exit.isSuccess(exit)) {
    const { failure, status } = exit.value
    return { status, isDelivered: failure === undefined, ...(failure && { reason: failure.reason }) }
  }
  const found = Exit.findError(exit)
  return { isDelivered: false, reason: Result.isSuccess(found) ? found.success.reason : "no answer in time" }
}

/** One post of an event, written down. */
const told = (telling: Telling, endpoint: Endpoint, event: Event): Effect.Effect<void, NotDelivered> =>
  Effect.gen(function* () {
    const at = yield* Clock.currentTimeMillis
    const request = yield* postTo(telling, endpoint, event.id, bodyOf(event))
    const { failure } = yield* Effect.onExit(posted(request), (exit) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const what = { endpoint: endpoint.id, event: event.id, kind: event.kind, at, milliseconds: now - at }
        return Effect.ignore(telling.log.add({ ...what, ...cameOf(exit) }))
      })
    )
    if (failure !== undefined) return yield* Effect.fail(failure)
  })

export const notifierOf = (telling: Telling, endpoint: Endpoint): Notifier => {
  const { disable, disableAfter } = telling
  const gone = (failure: NotDelivered) => {
    if (failure.permanent !== true) return Effect.fail(failure)
    // The event stays: it comes when somebody lets the endpoint be told again.
    const later = new NotDelivered({ reason: failure.reason, pausesAll: true, retryAfter: untilSeen })
    const isAllowed = refusalOf(new URL(endpoint.url), telling.allowPrivate) === undefined
    return Effect.andThen(isAllowed ? disable(endpoint, "gone") : Effect.void, Effect.fail(later))
  }
  return {
    name: endpoint.id,
    ...(endpoint.kinds !== undefined && { kinds: endpoint.kinds }),
    deliver: (event) => Effect.catchTag(told(telling, endpoint, event), "NotDelivered", gone),
    whenFailing: (since) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        now - since >= disableAfter ? disable(endpoint, "failing") : Effect.void
      )
  }
}
