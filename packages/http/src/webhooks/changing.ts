/**
 * Endpoints as they come, change and go: versions that follow each other, and secrets that are exchanged.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Endpoint } from "@tessera/core/ports"
import type { EndpointInput } from "../api/EndpointInput.ts"

const letters = "0123456789abcdefghijkmnopqrstuvwxyz"

/** So many characters that nobody guesses. */
export const drawn = (length: number): Effect.Effect<string> =>
  Effect.map(
    Effect.forEach(Array.from({ length }), () => Random.nextIntBetween(0, letters.length - 1)),
    (places) => places.map((place) => letters[place] ?? "0").join("")
  )

/** What of an endpoint is as somebody said. */
const said = ({ description, types, url }: EndpointInput) => ({
  url,
  ...(description !== undefined && { description }),
  ...(types !== undefined && { kinds: types })
})

/** An endpoint that nobody had before. */
export const begun = Effect.fnUntraced(function* (
  input: EndpointInput,
  now: number
): Effect.fn.Return<Endpoint> {
  return {
    id: `whe_${yield* drawn(24)}`,
    version: 1,
    ...said(input),
    scheme: input.scheme ?? "v1",
    secrets: [{ salt: yield* drawn(24) }],
    ...(input.enabled === false && { disabled: { because: "asked" as const, at: now } }),
    createdAt: now,
    changedAt: now
  }
})

/** The next version: what somebody says in place of what was said before; scheme and secrets stay. */
export const changed = (before: Endpoint, input: EndpointInput, now: number): Endpoint => {
  const { createdAt, id, scheme, secrets, version } = before
  const { disabled = { because: "asked" as const, at: now } } = before
  return {
    id,
    version: version + 1,
    ...said(input),
    scheme,
    secrets,
    ...(input.enabled === false && { disabled }),
    createdAt,
    changedAt: now
  }
}

/** More than these at once would make the header long. */
const mostSecrets = 4

/** The next version: a new secret, beside which those that are in use sign until an instant. */
export const rotated = Effect.fnUntraced(function* (
  before: Endpoint,
  until: number,
  now: number
): Effect.fn.Return<Endpoint> {
  const older = before.secrets
    .map(({ salt, ...one }) => ({ salt, until: Math.min(until, one.until ?? until) }))
    .filter((one) => one.until > now)
  const secrets = [{ salt: yield* drawn(24) }, ...older].slice(0, mostSecrets)
  return { ...before, version: before.version + 1, secrets, changedAt: now }
})
