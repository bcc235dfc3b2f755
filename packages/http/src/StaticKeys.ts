/**
 * Static keys: the simplest access there is. Each key is a text that somebody keeps secret; here is only its SHA-256.
 *
 * @module
 */
import { hash as digestOf } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type * as Redacted from "effect/Redacted"
import * as RedactedValue from "effect/Redacted"
import { Access, type Call } from "./Access.ts"
import { problem, type Problem } from "./api/Problem.ts"
import type { Caller } from "./Caller.ts"

/** A key, and whose it is. */
export interface StaticKey {
  /** SHA-256 of the key, in hexadecimal digits: `StaticKeys.hash`. */
  readonly hash: string
  readonly caller: Caller
}

const digest = (key: string): string => digestOf("sha256", key, "hex")

/** What is kept of a key; the key itself is shown once and kept nowhere. Keys are random, so nothing is stretched. */
const hash = (key: Redacted.Redacted): string => digest(RedactedValue.value(key))

const unknownCaller = problem("unauthenticated", { headers: { "www-authenticate": "Bearer" } })

const bearer = ({ headers }: Call): string | undefined => {
  const { authorization } = headers
  return typeof authorization === "string"
    ? /^Bearer +([\w.~+/=-]{1,512})$/i.exec(authorization)?.[1]
    : undefined
}

const hashShape = /^[0-9a-f]{64}$/

const admitBy = (keys: ReadonlyArray<StaticKey>): ((call: Call) => Caller | Problem) => {
  const known = new Map<string, Caller>()
  for (const [n, { caller, hash }] of keys.entries()) {
    if (!hashShape.test(hash)) throw new TypeError(`keys[${n}].hash: Expected 64 hexadecimal digits`)
    if (!known.has(hash)) known.set(hash, caller)
  }
  // How long it takes to find a hash says nothing of any key that has another one.
  return (call) => {
    const key = bearer(call)
    return (key === undefined ? undefined : known.get(digest(key))) ?? unknownCaller
  }
}

/** Callers by `Authorization: Bearer` and a key from a list. The layer throws for a hash that is none. */
export const StaticKeys = {
  hash,
  layer: (keys: ReadonlyArray<StaticKey>): Layer.Layer<Access> => {
    const admit = admitBy(keys)
    return Layer.succeed(
      Access,
      Access.of({
        mode: keys.some(({ caller }) => caller.mode === "live") ? "live" : "test",
        admit: (call) => {
          const found = admit(call)
          return "_tag" in found ? Effect.fail(found) : Effect.succeed({ caller: found })
        }
      })
    )
  }
}
