/** Keyed hashes of our own: the same as the platform makes, text after text. */
import { createHmac } from "node:crypto"
import * as fc from "fast-check"
import { expect, it } from "vitest"
import { keyedHash } from "../../src/node/keyedHash.ts"

const platforms = (key: Uint8Array, text: string): string =>
  createHmac("sha256", key).update(text).digest("hex")

const key = fc.uint8Array({ minLength: 32, maxLength: 32 })
const text = fc.oneof(
  fc.string({ unit: "binary" }),
  fc.constantFrom(55, 56, 63, 64, 65, 1365, 1366, 4096, 10_000).map((length) => "é".repeat(length))
)

it("a keyed hash is the platform's own, whatever was hashed before it", () => {
  fc.assert(
    fc.property(key, fc.array(text, { minLength: 1, maxLength: 5 }), (own, texts) => {
      const hashed = keyedHash(own)
      for (const one of texts) expect(hashed(one)).toBe(platforms(own, one))
    })
  )
})
