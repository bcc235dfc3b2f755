/**
 * A person vault in the memory of a Node.js process: AES-256-GCM, each record under a random key of its own.
 *
 * @module
 */
import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import { PersonVault, SealBroken } from "../ports/PersonVault.ts"

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

/** The person vault of a Node.js process. */
export const NodePersonVault = {
  /**
   * Wraps data keys under a key that is derived (HKDF, RFC 5869) from the same secret as the key vault's keys. It is good
   * for 2^32 records; then the chance that two of them share a nonce is no longer negligible.
   */
  layer: (secret: Redacted.Redacted) =>
    Layer.sync(PersonVault, () => {
      const wrapping = new Uint8Array(
        hkdfSync("sha256", Redacted.value(secret), "tessera", "holderKey", keyBytes)
      )
      return PersonVault.of({
        seal: (text, bound) =>
          Effect.sync(() => {
            const [key, to] = [randomBytes(keyBytes), bytesOf(bound)]
            const sealed = {
              dataKey: first + encode(encrypted(wrapping, key, to)),
              record: first + encode(encrypted(key, bytesOf(text), to))
            }
            key.fill(0)
            return sealed
          }),
        open: ({ dataKey, record }, bound) =>
          Effect.try({
            try: () => {
              const to = bytesOf(bound)
              const key = decrypted(wrapping, unwritten(dataKey), to)
              const text = textOf(decrypted(key, unwritten(record), to))
              key.fill(0)
              return text
            },
            catch: () => new SealBroken({ bound })
          })
      })
    })
}
