/**
 * Verifying a webhook at its receiver: that it is the ledger's, that nobody has changed it, and that it is not an old one.
 *
 * @module
 */
import { createHmac, timingSafeEqual, verify } from "node:crypto"
import * as Redacted from "effect/Redacted"
import { publicKeyIn, signedText, signingKey } from "./signing.ts"

/** Why a webhook is not to be believed. */
export class WebhookRefused extends Error {
  override readonly name = "WebhookRefused"
}

/** A webhook as it came. */
export interface Arrived {
  /** Byte for byte as it came: parsed and written again it is another one. */
  readonly body: string
  readonly headers: Readonly<Record<string, string | ReadonlyArray<string> | undefined>>
  /** The endpoint's `whsec_…` secret or `whpk_…` key; several while they are exchanged, of which one suffices. */
  readonly secrets: ReadonlyArray<string | Redacted.Redacted>
  /** Milliseconds since 1970. Absent: by the clock of this machine. */
  readonly now?: number
  /** Seconds by which its time may be off. Absent: 300. */
  readonly tolerance?: number
}

/** What a webhook says. */
export interface Payload {
  readonly type: string
  readonly timestamp: string
  readonly apiVersion: string
  readonly data: Readonly<Record<string, unknown>>
}

const headerOf = ({ headers }: Arrived, name: string): string => {
  const found = Object.entries(headers).find(([given]) => given.toLowerCase() === name)?.[1]
  if (typeof found !== "string" || found === "") throw new WebhookRefused(`Expected the header ${name}`)
  return found
}

const isSame = (a: Uint8Array, b: Uint8Array): boolean => a.length === b.length && timingSafeEqual(a, b)

/** Whether one of the signatures is that of a secret or key. */
const isSigned = (secret: string, signatures: ReadonlyArray<string>, text: string): boolean => {
  const of = (scheme: string): ReadonlyArray<Buffer> =>
    signatures.flatMap((one) => {
      const [version, encoded = ""] = one.split(",")
      return version === scheme ? [Buffer.from(encoded, "base64")] : []
    })
  const publicKey = publicKeyIn(secret)
  if (publicKey !== undefined)
    return of("v1a").some((signature) => verify(undefined, Buffer.from(text), publicKey, signature))
  const signing = signingKey(Redacted.make(secret))
  if (signing.scheme !== "v1") throw new TypeError("secrets: Expected whsec_ or whpk_, which a receiver has")
  const expected = createHmac("sha256", signing.secret).update(text).digest()
  return of("v1").some((signature) => isSame(signature, expected))
}

/**
 * What a webhook says, where it is to be believed; throws `WebhookRefused` where not. A receiver may get the same one twice: it
 * keeps the `webhook-id`s that it has dealt with.
 */
export const verifyWebhook = (arrived: Arrived): Payload => {
  const { body, now = Date.now(), secrets, tolerance = 300 } = arrived
  const [id, seconds] = [headerOf(arrived, "webhook-id"), headerOf(arrived, "webhook-timestamp")]
  if (!/^\d{1,12}$/.test(seconds)) throw new WebhookRefused("Expected webhook-timestamp in seconds")
  if (Math.abs(now / 1_000 - Number(seconds)) > tolerance)
    throw new WebhookRefused(`Expected a webhook-timestamp of the last ${tolerance} seconds`)
  const signatures = headerOf(arrived, "webhook-signature").split(" ")
  const texts = secrets.map((secret) => (typeof secret === "string" ? secret : Redacted.value(secret)))
  const text = signedText(id, seconds, body)
  if (!texts.some((secret) => isSigned(secret, signatures, text)))
    throw new WebhookRefused("Expected a webhook-signature of a known secret")
  return JSON.parse(body) as Payload
}
