/**
 * A notifier that posts events to one URL of the configuration, signed as Standard Webhooks 1.0.0 says.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import type * as Redacted from "effect/Redacted"
import type { Notifier } from "@tessera/core/ports"
import { post, refusalOf } from "../post.ts"
import { bodyOf } from "./payload.ts"
import { signedHeaders, signingKey } from "./signing.ts"

/** A receiver. */
export interface WebhookOptions {
  /** The notifier's name. */
  readonly name: string
  /** `https:` and public, unless `allowPrivate`. */
  readonly url: string
  /**
   * `whsec_` and 24–64 random bytes in base64, or `whsk_` and an Ed25519 key. Several while they are exchanged: each signs, and
   * the receiver takes whichever it knows.
   */
  readonly secrets: ReadonlyArray<Redacted.Redacted>
  /** Absent: events of every kind. */
  readonly kinds?: Notifier["kinds"]
  /** Whether the receiver may be on a private network, and without TLS: on this machine, in a test. Absent: false. */
  readonly allowPrivate?: boolean
}

const urlOf = ({ allowPrivate, url }: WebhookOptions): URL => {
  const parsed = URL.parse(url)
  const refused = parsed === null ? "Expected a URL" : refusalOf(parsed, allowPrivate)
  if (parsed === null || refused !== undefined) throw new TypeError(`url: ${refused ?? "Expected a URL"}`)
  return parsed
}

const make = (options: WebhookOptions): Notifier => {
  const { allowPrivate = false, kinds, name, secrets } = options
  const url = urlOf(options)
  if (secrets.length === 0) throw new TypeError("secrets: Expected at least one")
  const keys = secrets.map((secret, n) => signingKey(secret, n))
  return {
    name,
    ...(kinds !== undefined && { kinds }),
    deliver: (event) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const body = bodyOf(event)
        return post({
          url,
          headers: signedHeaders(keys, event.id, body, now),
          body,
          allowPrivate,
          quotes: true
        })
      })
  }
}

/**
 * Notifiers that post `{ type, timestamp, apiVersion, data }` to a URL. Only 2xx is success; 410 ends the event at once;
 * `Retry-After` is kept. `make` throws for a URL or a secret that cannot be used.
 */
export const Webhook: { readonly make: (options: WebhookOptions) => Notifier } = { make }
