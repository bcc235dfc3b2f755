/**
 * PIN hashes by Argon2id (RFC 9106) from Node.js, peppered by a key that is derived from the vault's secret.
 *
 * @module
 */
import * as crypto from "node:crypto"
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Schema from "effect/Schema"
import * as Semaphore from "effect/Semaphore"
import { PinHasher } from "../ports/PinHasher.ts"
import { namedKeys, type SecretsBefore } from "./secretKeys.ts"

/** What a hash costs. */
export interface PinHashing extends SecretsBefore {
  /** KiB. Absent: 19,456 (19 MiB), with two passes what OWASP recommends. */
  readonly memory?: number
  /** Absent: 2. */
  readonly passes?: number
  /** How many at once, each on a processor of its own. Absent: 1, so that the others are left to the tills. */
  readonly atOnce?: number
}

const hashBytes = 32

/** Other runtimes that speak as Node.js does may have none: there everything works but PINs. */
const hasArgon2 = "argon2" in crypto

const derive = (peppered: Uint8Array, salt: Uint8Array, memory: number, passes: number) =>
  Effect.callback<Uint8Array>((resume) => {
    if (!hasArgon2) return resume(Effect.die(new Error("PINs: Expected a runtime that has Argon2id")))
    crypto.argon2(
      "argon2id",
      { message: peppered, nonce: salt, parallelism: 1, tagLength: hashBytes, memory, passes },
      (error, hash) => resume(error === null ? Effect.succeed(hash) : Effect.die(error))
    )
  })

const shape =
  /^\$argon2id\$v=19\$m=(\d{1,7}),t=(\d{1,2}),p=1(?:,keyid=([\w-]{8}))?\$([A-Za-z0-9+/]+)\$([A-Za-z0-9+/]+)$/

const encode = Schema.encodeSync(Schema.Uint8ArrayFromBase64)
const decode = Schema.decodeSync(Schema.Uint8ArrayFromBase64)

/** As hashes are written: base64 without padding. */
const written = (bytes: Uint8Array): string => encode(bytes).replaceAll("=", "")

const bytesOf = (text: string): Uint8Array => decode(text.padEnd(Math.ceil(text.length / 4) * 4, "="))

/** The PIN hasher of a Node.js process. */
export const NodePinHasher = {
  /**
   * Hashes under a pepper derived from the same secret as the key vault's keys. One hash keeps a processor busy for a
   * quarter of a second. It names the secret, so that after another one has followed it is compared under its own.
   */
  layer: (
    secret: Redacted.Redacted,
    { atOnce = 1, before = [], memory = 19_456, passes = 2 }: PinHashing = {}
  ) =>
    Layer.sync(PinHasher, () => {
      const { named, newest } = namedKeys(secret, before, "pin")
      const peppered = (pin: Redacted.Redacted, pepper: Uint8Array): Uint8Array =>
        createHmac("sha256", pepper).update(Redacted.value(pin)).digest()
      const turns = Semaphore.makeUnsafe(atOnce)
      const nobody = {
        memory,
        passes,
        pepper: newest.key,
        salt: randomBytes(16),
        hash: randomBytes(hashBytes)
      }
      const read = (text: string) => {
        const [, m, t, id, salt, hash] = shape.exec(text) ?? []
        const pepper = named(id)?.key
        return salt === undefined || hash === undefined || pepper === undefined
          ? nobody
          : {
              memory: Number(m),
              passes: Number(t),
              pepper,
              salt: bytesOf(salt),
              hash: bytesOf(hash)
            }
      }
      return PinHasher.of({
        isOutdated: (text) => shape.exec(text)?.[3] !== newest.id && before.length > 0,
        hash: (pin) =>
          Effect.suspend(() => {
            const salt = randomBytes(16)
            return derive(peppered(pin, newest.key), salt, memory, passes).pipe(
              turns.withPermits(1),
              Effect.map(
                (hash) =>
                  `$argon2id$v=19$m=${memory},t=${passes},p=1,keyid=${newest.id}$${written(salt)}$${written(hash)}`
              )
            )
          }),
        compare: (pin, text) =>
          Effect.suspend(() => {
            const known = read(text)
            return derive(peppered(pin, known.pepper), known.salt, known.memory, known.passes).pipe(
              turns.withPermits(1),
              Effect.map((hash) => hash.length === known.hash.length && timingSafeEqual(hash, known.hash))
            )
          })
      })
    })
}
