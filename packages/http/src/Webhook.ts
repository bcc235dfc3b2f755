/**
 * Webhooks: a retailer's program is told of events by HTTP, signed as Standard Webhooks 1.0.0 says.
 *
 * @module
 */
import { createHmac } from "node:crypto"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { encodeEvent, type Event, type Notifier } from "@tessera/core/ports"
import { post, refusalOf } from "./post.ts"

/** Where events are sent, and with which signatures. */
export interface WebhookOptions {
  /** The notifier's name. */
  readonly name: string
  /** `https:` and public, unless `allowPrivate`. */
  readonly url: string
  /**
   * `whsec_` and 24–64 random bytes in base64. Several while they are exchanged: each signs, and the receiver takes whichever
   * it knows.
   */
  readonly secrets: ReadonlyArray<Redacted.Redacted>
  /** Absent: events of every kind. */
  readonly kinds?: Notifier["kinds"]
  /** Whether the receiver may be on a private network, and without TLS: on this machine, in a test. Absent: false. */
  readonly allowPrivate?: boolean
}

const shape = /^whsec_([A-Za-z0-9+/]+={0,2})$/

const keyOf = (secret: Redacted.Redacted, n: number): Uint8Array => {
  const [, encoded = ""] = shape.exec(Redacted.value(secret)) ?? []
  const key = Buffer.from(encoded, "base64")
  if (key.length < 24 || key.length > 64)
    throw new TypeError(`secrets[${n}]: Expected whsec_ and 24 to 64 bytes in base64`)
  return key
}

const urlOf = ({ allowPrivate, url }: WebhookOptions): URL => {
  const parsed = URL.parse(url)
  const refused = parsed === null ? "Expected a URL" : refusalOf(parsed, allowPrivate)
  if (parsed === null || refused !== undefined) throw new TypeError(`url: ${refused ?? "Expected a URL"}`)
  return parsed
}

const signature = (key: Uint8Array, signed: string): string =>
  `v1,${createHmac("sha256", key).update(signed).digest("base64")}`

/** What is posted: the same for the same event, whenever it is tried. */
const bodyOf = (event: Event): string => {
  const data = encodeEvent(event)
  return JSON.stringify({ type: data.kind, timestamp: data.recordedAt, data })
}

const make = (options: WebhookOptions): Notifier => {
  const { allowPrivate = false, kinds, name, secrets } = options
  const url = urlOf(options)
  if (secrets.length === 0) throw new TypeError("secrets: Expected at least one")
  const keys = secrets.map((secret, n) => keyOf(secret, n))
  return {
    name,
    ...(kinds !== undefined && { kinds }),
    deliver: (event) =>
      Effect.flatMap(Clock.currentTimeMillis, (now) => {
        const body = bodyOf(event)
        const timestamp = String(Math.floor(now / 1_000))
        const signed = `${event.id}.${timestamp}.${body}`
        const headers = {
          "content-type": "application/json",
          "webhook-id": event.id,
          "webhook-timestamp": timestamp,
          "webhook-signature": keys.map((key) => signature(key, signed)).join(" ")
        }
        return post({ url, headers, body, allowPrivate })
      })
  }
}

/**
 * Notifiers that post `{ type, timestamp, data }` to a URL. Only 2xx is success; 410 ends the event at once; `Retry-After` is
 * kept. `make` throws for a URL or a secret that cannot be used.
 */
export const Webhook: { readonly make: (options: WebhookOptions) => Notifier } = { make }
