/** Signatures of Standard Webhooks 1.0.0: the published vector, the public library on whatever is signed, and keys of all shapes. */
import { generateKeyPairSync, randomBytes } from "node:crypto"
import * as Redacted from "effect/Redacted"
import { Webhook as Verifier } from "standardwebhooks"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import { verifyWebhook } from "../src/index.ts"
import { keyOfSeed, publicText, signedHeaders, signingKey } from "../src/webhooks/signing.ts"

const keyOf = (secret: string) => signingKey(Redacted.make(secret))
const published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

describe("a signature", () => {
  it("is the published one", () => {
    const headers = signedHeaders(
      [keyOf(published)],
      "msg_p5jXN8AQM9LWM0D4loKWxJek",
      '{"test": 2432232314}',
      1_614_265_330_999
    )
    expect(headers).toEqual({
      "content-type": "application/json",
      "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
      "webhook-timestamp": "1614265330",
      "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="
    })
  })

  it("is the public library's, whatever is signed and with whatever secret", () => {
    fc.assert(
      fc.property(
        fc.string({ unit: "grapheme" }),
        fc.stringMatching(/^[A-Za-z0-9_]{1,40}$/),
        fc.integer({ min: 0, max: 4_102_444_800_000 }),
        fc.uint8Array({ minLength: 24, maxLength: 64 }),
        (body, id, now, bytes) => {
          const secret = `whsec_${Buffer.from(bytes).toString("base64")}`
          const { "webhook-signature": signature } = signedHeaders([keyOf(secret)], id, body, now)
          expect(signature).toBe(new Verifier(secret).sign(id, new Date(now), body))
        }
      ),
      { seed: 20_261_122, numRuns: 200 }
    )
  })

  it("by Ed25519 is the one of RFC 8032, over the same text", () => {
    // The first test of section 7.1: the public key of this seed.
    const seed = Buffer.from("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60", "hex")
    const known = Buffer.from("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a", "hex")
    expect(publicText(keyOfSeed(seed))).toBe(`whpk_${known.toString("base64")}`)
    for (const bytes of [seed, Buffer.concat([seed, known])]) {
      const key = keyOf(`whsk_${bytes.toString("base64")}`)
      const headers = signedHeaders([key], "msg_1", '{"type":"ping"}', 1_000)
      const arrived = { headers, body: '{"type":"ping"}', now: 1_000 }
      expect(headers["webhook-signature"]).toMatch(/^v1a,[A-Za-z0-9+/]{86}==$/)
      expect(verifyWebhook({ ...arrived, secrets: [`whpk_${known.toString("base64")}`] })).toEqual({
        type: "ping"
      })
    }
  })

  it("of one scheme is never taken for one of the other", () => {
    const bytes = randomBytes(32)
    const shared = `whsec_${bytes.toString("base64")}`
    const body = "{}"
    const headers = signedHeaders([keyOf(shared)], "msg_1", body, 0)
    const swapped = { ...headers, "webhook-signature": `v1a,${headers["webhook-signature"]?.slice(3)}` }
    expect(() => verifyWebhook({ headers: swapped, body, secrets: [shared], now: 0 })).toThrow(
      "of a known secret"
    )
    const publicKey = publicText(keyOfSeed(bytes))
    expect(() => verifyWebhook({ headers, body, secrets: [publicKey], now: 0 })).toThrow("of a known secret")
    expect(verifyWebhook({ headers, body, secrets: [publicKey, shared], now: 0 })).toEqual({})
  })
})

describe("a secret", () => {
  const { privateKey } = generateKeyPairSync("ed25519")
  const der = privateKey.export({ format: "der", type: "pkcs8" })
  const seed = der.subarray(der.length - 32)
  it.each<readonly [string, string]>([
    ["nothing", ""],
    ["a word", "hunter2"],
    ["a prefix alone", "whsec_"],
    ["23 bytes", `whsec_${Buffer.alloc(23).toString("base64")}`],
    ["65 bytes", `whsec_${Buffer.alloc(65).toString("base64")}`],
    ["a public key", publicText(keyOfSeed(seed))],
    ["an Ed25519 key of 31 bytes", `whsk_${Buffer.alloc(31).toString("base64")}`],
    [
      "an Ed25519 key with another's public key",
      `whsk_${Buffer.concat([seed, Buffer.alloc(32)]).toString("base64")}`
    ]
  ])("is not %s, and what it was is not said", (_, secret) => {
    expect(() => keyOf(secret)).toThrow("secrets[0]: Expected whsec_ and 24 to 64 bytes in base64, or whsk_")
    try {
      keyOf(secret)
    } catch (error) {
      if (secret.length > 6) expect(String(error)).not.toContain(secret)
    }
  })

  it("is what a receiver has: not the key that signs", () => {
    const headers = signedHeaders([keyOf(`whsk_${seed.toString("base64")}`)], "msg_1", "{}", 0)
    expect(() =>
      verifyWebhook({ headers, body: "{}", secrets: [`whsk_${seed.toString("base64")}`], now: 0 })
    ).toThrow("secrets: Expected whsec_ or whpk_")
  })
})
