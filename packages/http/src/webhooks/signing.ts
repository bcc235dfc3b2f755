/**
 * Signing webhooks as Standard Webhooks 1.0.0 says: with a secret that both sides know, or a key that only the sender has.
 *
 * @module
 */
import { createHmac, createPrivateKey, createPublicKey, type KeyObject, sign } from "node:crypto"
import * as Redacted from "effect/Redacted"

/** What signs. `v1`: HMAC-SHA256 under a shared secret. `v1a`: Ed25519, which a receiver checks with a public key. */
export type SigningKey =
  | { readonly scheme: "v1"; readonly secret: Uint8Array }
  | { readonly scheme: "v1a"; readonly key: KeyObject }

const shape = /^(whsec|whsk)_([A-Za-z0-9+/]+={0,2})$/

/** What stands before the 32 bytes of an Ed25519 seed, and before those of a public key, in DER (RFC 8410). */
const [beforeSeed, beforePublic] = ["302e020100300506032b657004220420", "302a300506032b6570032100"]

/** An Ed25519 key from its seed of 32 bytes. */
export const keyOfSeed = (seed: Uint8Array): KeyObject =>
  createPrivateKey({
    key: Buffer.concat([Buffer.from(beforeSeed, "hex"), seed]),
    format: "der",
    type: "pkcs8"
  })

/** `whpk_` and the 32 bytes by which a receiver checks what a key has signed. */
export const publicText = (key: KeyObject): string => {
  const der = createPublicKey(key).export({ format: "der", type: "spki" })
  return `whpk_${der.subarray(beforePublic.length / 2).toString("base64")}`
}

/** The public key in a text, or nothing. */
export const publicKeyIn = (text: string): KeyObject | undefined => {
  const [, encoded = ""] = /^whpk_([A-Za-z0-9+/]+={0,2})$/.exec(text) ?? []
  const bytes = Buffer.from(encoded, "base64")
  if (bytes.length !== 32) return undefined
  return createPublicKey({
    key: Buffer.concat([Buffer.from(beforePublic, "hex"), bytes]),
    format: "der",
    type: "spki"
  })
}

const wrong = (n: number): TypeError =>
  new TypeError(
    `secrets[${n}]: Expected whsec_ and 24 to 64 bytes in base64, or whsk_ and an Ed25519 key of 32 or 64`
  )

/**
 * What a text signs with: `whsec_` and 24–64 bytes in base64, or `whsk_` and an Ed25519 key: its seed of 32 bytes, which the
 * public key may follow. Throws for anything else, and does not say what it was.
 */
export const signingKey = (secret: Redacted.Redacted, n = 0): SigningKey => {
  const [, prefix = "", encoded = ""] = shape.exec(Redacted.value(secret)) ?? []
  const bytes = Buffer.from(encoded, "base64")
  if (prefix === "whsec" && bytes.length >= 24 && bytes.length <= 64) return { scheme: "v1", secret: bytes }
  if (prefix !== "whsk" || (bytes.length !== 32 && bytes.length !== 64)) throw wrong(n)
  const key = keyOfSeed(bytes.subarray(0, 32))
  if (bytes.length === 64 && publicText(key) !== `whpk_${bytes.subarray(32).toString("base64")}`)
    throw wrong(n)
  return { scheme: "v1a", key }
}

/** What is signed: the id, the seconds and the body, as they are sent. */
export const signedText = (id: string, seconds: string, body: string): string => `${id}.${seconds}.${body}`

const signature = (signing: SigningKey, text: string): string =>
  signing.scheme === "v1"
    ? `v1,${createHmac("sha256", signing.secret).update(text).digest("base64")}`
    : `v1a,${sign(undefined, Buffer.from(text), signing.key).toString("base64")}`

/** The headers of one try at an instant: the id stays the same, the time is that of the try, and every key signs. */
export const signedHeaders = (
  keys: ReadonlyArray<SigningKey>,
  id: string,
  body: string,
  now: number
): Readonly<Record<string, string>> => {
  const seconds = String(Math.floor(now / 1_000))
  const text = signedText(id, seconds, body)
  return {
    "content-type": "application/json",
    "webhook-id": id,
    "webhook-timestamp": seconds,
    "webhook-signature": keys.map((key) => signature(key, text)).join(" ")
  }
}
