/**
 * What every provider of keys and every identity of a terminal must do.
 *
 * @module
 */
import { deepEqual, equal, notDeepEqual, notEqual, ok } from "node:assert/strict"
import { inspect } from "node:util"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { type Bytes, toHex } from "../crypto/bytes.ts"
import { verifier } from "../crypto/Signed.ts"
import { KeyProvider } from "../ports/KeyProvider.ts"
import { TerminalIdentity } from "../ports/TerminalIdentity.ts"
import type { Case } from "./Case.ts"

const [one, other] = [1, 2].map((n) => Uint8Array.of(4, 0, 0, 0, 0, 0, n)) as [Bytes, Bytes]

const keyOf = Effect.fnUntraced(function* (uid: Bytes, generation = 0) {
  const provider = yield* KeyProvider
  const group = provider.groups[generation]
  if (group === undefined) throw new Error("A provider for the cases has two generations")
  return yield* provider.cardKey("purchase", uid, group)
})

/** Of a terminal with the masters of `purchase` of two generations, and no other. */
export const keyProviderCases: ReadonlyArray<Case<KeyProvider>> = [
  {
    name: "has one key for a card, of sixteen bytes, each time the same",
    run: Effect.gen(function* () {
      const [first, again] = [yield* keyOf(one), yield* keyOf(one)]
      equal(Redacted.value(first).length, 16)
      deepEqual(Redacted.value(first), Redacted.value(again))
    })
  },
  {
    name: "has another key for another card, and for another generation",
    run: Effect.gen(function* () {
      const key = Redacted.value(yield* keyOf(one))
      notDeepEqual(Redacted.value(yield* keyOf(other)), key)
      notDeepEqual(Redacted.value(yield* keyOf(one, 1)), key)
    })
  },
  {
    name: "has no key that makes value, and says that it has none",
    run: Effect.gen(function* () {
      const provider = yield* KeyProvider
      const [group] = provider.groups
      ok(group !== undefined)
      for (const purpose of ["admin", "credit", "mac", "identity"] as const)
        equal((yield* Effect.flip(provider.cardKey(purpose, one, group)))._tag, "KeyUnavailable")
    })
  },
  {
    name: "shows no key where one is written down",
    run: Effect.gen(function* () {
      const key = yield* keyOf(one)
      ok(!`${inspect(key)}${JSON.stringify(key)}`.includes(toHex(Redacted.value(key)).slice(0, 8)))
    })
  }
]

export const identityCases: ReadonlyArray<Case<TerminalIdentity>> = [
  {
    name: "signs a text so that its public key knows it, and no other text",
    run: Effect.gen(function* () {
      const { publicKey, sign } = yield* TerminalIdentity
      const isSigned = verifier(publicKey)
      for (const text of ["", "line 1", "чай 茶"]) {
        const signature = yield* sign(text)
        ok(isSigned({ text, signature }))
        ok(!isSigned({ text: `${text} `, signature }))
      }
    })
  },
  {
    name: "signs two texts otherwise, and is a terminal and not the office",
    run: Effect.gen(function* () {
      const { enrolment, sign } = yield* TerminalIdentity
      notEqual(yield* sign("a"), yield* sign("b"))
      ok(enrolment.terminal > 0)
    })
  }
]
