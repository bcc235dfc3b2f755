/**
 * What a ledger for tests needs of chance and secrets, all of it known: the same seed gives the same ledger again.
 *
 * @module
 */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { type Configuration, readConfiguration } from "../network/Configuration.ts"
import { NodeDigest } from "../node/NodeDigest.ts"
import { NodeKeyVault } from "../node/NodeKeyVault.ts"
import { Digest } from "../ports/Digest.ts"
import { KeyVault } from "../ports/KeyVault.ts"
import { operationIds, OperationIds } from "../ports/OperationIds.ts"
import { PinHasher } from "../ports/PinHasher.ts"
import type { Hmac, Mac } from "../values/Mac.ts"

/** Numbers from 0 to below 1 that only the seed decides (mulberry32). */
export const chance = (seed: number): (() => number) => {
  let state = seed
  return () => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

const known = Layer.mergeAll(
  NodeDigest.layer,
  NodeKeyVault.layer(Redacted.make("a secret that every reader of the tests knows"))
)

/** Digest, keys and ids of a ledger for tests. */
export const servicesFor = (seed: number) =>
  Layer.mergeAll(known, Layer.succeed(OperationIds, OperationIds.of({ next: operationIds(chance(seed)) })))

/** PINs in clear: that a hash is slow and peppered is no matter of the laws. */
export const pinsInClear = Layer.succeed(
  PinHasher,
  PinHasher.of({
    hash: (pin) => Effect.succeed(Redacted.value(pin)),
    compare: (pin, text) => Effect.succeed(Redacted.value(pin) === text)
  })
)

interface Hashes {
  readonly sha256: Digest["Service"]["sha256"]
  readonly hmac: Hmac
  readonly mac: Mac
}

/** Digest and keyed hash as plain functions. */
export const hashes: Hashes = Effect.runSync(
  Effect.provide(
    Effect.gen(function* () {
      const { hmac, sha256 } = yield* Digest
      const { mac } = yield* KeyVault
      return { sha256, hmac, mac }
    }),
    known
  )
)

/** The configuration that a document describes; every fault in it is thrown, because a test wrote it. */
export const configurationOf = (document: unknown): Configuration => {
  const read = readConfiguration(document)
  if (Result.isSuccess(read)) return read.success
  throw new Error(read.failure.map(({ message, path }) => `${path.join(".")}: ${message}`).join("\n"))
}
