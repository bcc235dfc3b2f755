/**
 * An endpoint as a notifier: posts to it, and says when it is gone or nothing arrives there any more.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import { type Endpoint, NotDelivered, type Notifier } from "@tessera/core/ports"
import { post, refusalOf } from "../post.ts"
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
  Effect.map(Clock.currentTimeMillis, (now) => ({
    url: new URL(endpoint.url),
    headers: signedHeaders(signingKeys(keys, endpoint, now), id, body, now),
    body,
    allowPrivate,
    quotes: true
  }))

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
    deliver: (event) =>
      Effect.catchTag(
        Effect.flatMap(postTo(telling, endpoint, event.id, bodyOf(event)), post),
        "NotDelivered",
        gone
      ),
    whenFailing: (since) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) =>
        now - since >= disableAfter ? disable(endpoint, "failing") : Effect.void
      )
  }
}
