/** Hashes of PINs and sealed records after another secret: each says under which it was made. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { NodePersonVault, NodePinHasher } from "../src/node/index.ts"
import { PersonVault, PinHasher } from "../src/ports/index.ts"

const [first, second, third] = ["first", "second", "third"].map((name) => Redacted.make(`the ${name} secret`))
type Secret = Redacted.Redacted | undefined
const cheap = { memory: 64, passes: 1 }
const none = Redacted.make("")
const given = (before: ReadonlyArray<Secret>) => before.flatMap((one) => one ?? [])

const hasher = (...[secret, ...before]: ReadonlyArray<Secret>) =>
  Effect.provide(
    PinHasher,
    Layer.fresh(NodePinHasher.layer(secret ?? none, { ...cheap, before: given(before) }))
  )
const vault = (...[secret, ...before]: ReadonlyArray<Secret>) =>
  Effect.provide(PersonVault, Layer.fresh(NodePersonVault.layer(secret ?? none, { before: given(before) })))
const pin = Redacted.make("4711")
const unnamed = (hash: string): string => hash.replace(/,keyid=[\w-]{8}/, "")

describe("the hash of a PIN", () => {
  it.effect.each([
    ["the secret that counts", [first], [first], true, false],
    ["an older one", [first], [second, first], true, true],
    ["the one between", [second, first], [third, second, first], true, true],
    ["one that is not given", [first], [second], false, false],
    ["the newest, beside older ones", [second, first], [second, first], true, false]
  ] as const)("is under %s", ([, made, now, isRight, isOutdated]) =>
    Effect.gen(function* () {
      const hash = yield* (yield* hasher(...made)).hash(pin)
      const later = yield* hasher(...now)
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1,keyid=[\w-]{8}\$/)
      expect(yield* later.compare(pin, hash)).toBe(isRight)
      expect(yield* later.compare(Redacted.make("4712"), hash)).toBe(false)
      expect(later.isOutdated?.(hash)).toBe(isOutdated)
    })
  )

  it.effect("that names no secret is under the first", () =>
    Effect.gen(function* () {
      const hash = unnamed(yield* (yield* hasher(first)).hash(pin))
      expect(hash).toMatch(/^\$argon2id\$v=19\$m=64,t=1,p=1\$/)
      expect(yield* (yield* hasher(first)).compare(pin, hash)).toBe(true)
      expect(yield* (yield* hasher(third, second, first)).compare(pin, hash)).toBe(true)
      expect((yield* hasher(second, first)).isOutdated?.(hash)).toBe(true)
      expect((yield* hasher(first)).isOutdated?.(hash)).toBe(false)
    })
  )
})

describe("a sealed record", () => {
  const opens = (text: Effect.Effect<string, { readonly _tag: string }>) =>
    Effect.match(text, { onSuccess: (one) => one, onFailure: ({ _tag }) => _tag })

  it.effect.each([
    ["the secret that counts", [first], [first], "Ana"],
    ["an older one", [first], [second, first], "Ana"],
    ["the one between", [second, first], [third, second, first], "Ana"],
    ["one that is not given", [first], [second], "SealBroken"]
  ] as const)("is under %s", ([, made, now, expected]) =>
    Effect.gen(function* () {
      const sealed = yield* (yield* vault(...made)).seal("Ana", "H1")
      const later = yield* vault(...now)
      expect(yield* opens(later.open(sealed, "H1"))).toBe(expected)
      expect(yield* opens(later.open(sealed, "H2"))).toBe("SealBroken")
    })
  )

  it.effect("whose data key names no secret is under the first", () =>
    Effect.gen(function* () {
      const { dataKey, record } = yield* (yield* vault(first)).seal("Ana", "H1")
      const sealed = { dataKey: dataKey.replace(/^2\.[\w-]{8}\./, "1."), record }
      expect(sealed.dataKey).not.toBe(dataKey)
      expect(yield* opens((yield* vault(first)).open(sealed, "H1"))).toBe("Ana")
      expect(yield* opens((yield* vault(third, second, first)).open(sealed, "H1"))).toBe("Ana")
      expect(yield* opens((yield* vault(second)).open(sealed, "H1"))).toBe("SealBroken")
    })
  )
})
