/**
 * A person vault in the memory of a Node.js process: AES-256-GCM, each record under a random key of its own.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { PersonVault, SealBroken } from "../ports/PersonVault.ts"
import { namedKeys, type SecretsBefore } from "./secretKeys.ts"

const algorithm = "aes-256-gcm"
const keyBytes = 32
const nonceBytes = 12
const tagBytes = 16

const encode = Schema.encodeSync(Schema.Uint8ArrayFromBase64)
const decode = Schema.decodeSync(Schema.Uint8ArrayFromBase64)
const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text)
const textOf = (bytes: Uint8Array): string => new TextDecoder("utf-8", { fatal: true }).decode(bytes)

const joined = (...parts: ReadonlyArray<Uint8Array>): Uint8Array => {
  const all = new Uint8Array(parts.reduce((length, part) => length + part.length, 0))
  let at = 0
  for (const part of parts) {
    all.set(part, at)
    at += part.length
  }
  return all
}

/** Nonce, ciphertext and tag, one after the other. */
const encrypted = (key: Uint8Array, plain: Uint8Array, bound: Uint8Array): Uint8Array => {
  const nonce = randomBytes(nonceBytes)
  const cipher = createCipheriv(algorithm, key, nonce, { authTagLength: tagBytes }).setAAD(bound)
  return joined(nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag())
}

/** Throws when a bit of it, or what it is bound to, is another one. */
const decrypted = (key: Uint8Array, written: Uint8Array, bound: Uint8Array): Uint8Array => {
  const decipher = createDecipheriv(algorithm, key, written.subarray(0, nonceBytes), {
    authTagLength: tagBytes
  })
  decipher.setAAD(bound).setAuthTag(written.subarray(written.length - tagBytes))
  return joined(decipher.update(written.subarray(nonceBytes, written.length - tagBytes)), decipher.final())
}

/** Says how it was sealed, so that another way can come beside it. */
const first = "1."

const unwritten = (text: string): Uint8Array => {
  if (!text.startsWith(first)) throw new Error("sealed in a way that this release does not know")
  return decode(text.slice(first.length))
}

/** A data key says under which secret it is wrapped. One that was wrapped before it did is under the first of all. */
const wrapped = /^2\.([\w-]{8})\.([A-Za-z0-9+/=]+)$/

/** The person vault of a Node.js process. */
export const NodePersonVault = {
  /**
   * Wraps data keys under a key that is derived (HKDF, RFC 5869) from the same secret as the key vault's keys. It is good
   * for 2^32 records; then the chance that two of them share a nonce is no longer negligible. What was wrapped under a
   * secret in `before` opens too, and is wrapped under the newest when its record is sealed again.
   */
  layer: (secret: Redacted.Redacted, { before = [] }: SecretsBefore = {}) =>
    Layer.sync(PersonVault, () => {
      const { named, newest } = namedKeys(secret, before, "holderKey")
      const unwrapped = (text: string, to: Uint8Array): Uint8Array => {
        const [, id, key] = wrapped.exec(text) ?? []
        const wrapping = named(id)
        if (wrapping === undefined) throw new Error("wrapped under a secret that is not given")
        return decrypted(wrapping.key, key === undefined ? unwritten(text) : decode(key), to)
      }
      return PersonVault.of({
        seal: (text, bound) =>
          Effect.sync(() => {
            const [key, to] = [randomBytes(keyBytes), bytesOf(bound)]
            const sealed = {
              dataKey: `2.${newest.id}.${encode(encrypted(newest.key, key, to))}`,
              record: first + encode(encrypted(key, bytesOf(text), to))
            }
            key.fill(0)
            return sealed
          }),
        open: ({ dataKey, record }, bound) =>
          Effect.try({
            try: () => {
              const to = bytesOf(bound)
              const key = unwrapped(dataKey, to)
              const text = textOf(decrypted(key, unwritten(record), to))
              key.fill(0)
              return text
            },
            catch: () => new SealBroken({ bound })
          })
      })
    })
}
