import { createPrivateKey, generateKeyPairSync, sign } from "node:crypto"
import { createSigner, createVerifier, httpbis } from "http-message-signatures"
import { describe, expect, it } from "vitest"
import { contentDigest, isDigestOf } from "../../src/auth/contentDigest.ts"
import { isSignedBy, readSignature, type Signed } from "../../src/auth/httpSignature.ts"

/** RFC 9421, appendices B.1.4 and B.2.6: the key, the request and its signature as they are published. */
const published = {
  jwk: {
    kty: "OKP",
    crv: "Ed25519",
    d: "n4Ni-HpISpVObnQMW0wOhCKROaIKqKtW_2ZYb2p9KcU",
    x: "JrQLj5P_89iXES9-vFgrIy29clF9CC_oPPsw3c5D0bs"
  },
  body: '{"hello": "world"}',
  base: `"date": Tue, 20 Apr 2021 02:07:55 GMT
"@method": POST
"@path": /foo
"@authority": example.com
"content-type": application/json
"content-length": 18
"@signature-params": ("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`,
  signature: "wqcAqbmYJ2ji2glfAMaRy4gruYYnx2nEFN2HN6jrnDnQCK1u02Gb04v9EDgwUPiu4A0w6vuQv5lIp5WPpBKRCw==",
  digest: "sha-512=:WZDPaVn/7XgHaAy8pmojAkGWoRx2UFChF41A2svX+TaPm+AbwAgBWnrIiYllu7BNNyealdVLvRwEmTHWXvJwew==:"
}
const request: Signed = {
  method: "POST",
  url: "https://example.com/foo?param=Value&Pet=dog",
  headers: {
    host: "example.com",
    date: "Tue, 20 Apr 2021 02:07:55 GMT",
    "content-type": "application/json",
    "content-digest": published.digest,
    "content-length": "18",
    "signature-input": `sig-b26=("date" "@method" "@path" "@authority" "content-type" "content-length");created=1618884473;keyid="test-key-ed25519"`,
    signature: `sig-b26=:${published.signature}:`
  }
}

const says = (changed: Partial<Signed> = {}) => readSignature({ ...request, ...changed })

describe("the published vector", () => {
  it("has the published signature base, and is signed by the published key", () => {
    const found = says()
    expect(found?.base).toBe(published.base)
    expect(found).toMatchObject({ label: "sig-b26", created: 1_618_884_473, keyid: "test-key-ed25519" })
    expect(found !== undefined && isSignedBy(found, published.jwk.x)).toBe(true)
  })

  it("is what Ed25519 makes of the base", () => {
    const key = createPrivateKey({ key: published.jwk, format: "jwk" })
    expect(sign(null, Buffer.from(published.base), key).toString("base64")).toBe(published.signature)
  })

  it.each<[string, Partial<Signed>]>([
    ["another method", { method: "PUT" }],
    ["another path", { url: "https://example.com/bar?param=Value&Pet=dog" }],
    ["another host", { url: "https://example.org/foo?param=Value&Pet=dog" }],
    ["another date", { headers: { ...request.headers, date: "Tue, 20 Apr 2021 02:07:56 GMT" } }],
    ["another length", { headers: { ...request.headers, "content-length": "19" } }],
    [
      "another time of signing",
      {
        headers: {
          ...request.headers,
          "signature-input": String(request.headers["signature-input"]).replace("473", "474")
        }
      }
    ]
  ])("with %s is signed by nobody", (_, changed) => {
    const found = says(changed)
    expect(found).toBeDefined()
    expect(found !== undefined && isSignedBy(found, published.jwk.x)).toBe(false)
  })

  it("is not signed by another key", () => {
    const { publicKey } = generateKeyPairSync("ed25519")
    const found = says()
    expect(found !== undefined && isSignedBy(found, String(publicKey.export({ format: "jwk" }).x))).toBe(
      false
    )
  })

  it("flipping any bit of the signature breaks it", () => {
    const bytes = Buffer.from(published.signature, "base64")
    for (let bit = 0; bit < bytes.length * 8; bit += 1) {
      const flipped = Buffer.from(bytes)
      flipped.writeUInt8(flipped.readUInt8(bit >> 3) ^ (1 << (bit & 7)), bit >> 3)
      const found = says({
        headers: { ...request.headers, signature: `sig-b26=:${flipped.toString("base64")}:` }
      })
      expect(found !== undefined && isSignedBy(found, published.jwk.x)).toBe(false)
    }
  })
})

describe("what is no signature", () => {
  const withInput = (input: string | undefined, signature = request.headers["signature"]) =>
    says({ headers: { ...request.headers, "signature-input": input, signature } })

  it.each([
    ["no input", undefined],
    ["nothing at all", ""],
    ["no list", "sig-b26=1"],
    ["not structured", 'sig-b26=("date'],
    ["two signatures", 'sig-b26=("date");created=1, two=("date");created=1'],
    ["a component twice", 'sig-b26=("date" "date");created=1'],
    ["a component that is not there", 'sig-b26=("x-none");created=1'],
    ["a derived one that is not known", 'sig-b26=("@status");created=1'],
    ["a component with a parameter", 'sig-b26=("date";bs);created=1'],
    ["a name that is no text", "sig-b26=(1);created=1"],
    ["another label", 'other=("date");created=1']
  ])("%s", (_, input) => {
    expect(withInput(input)).toBeUndefined()
  })

  it("a signature that is no bytes", () => {
    expect(withInput(String(request.headers["signature-input"]), 'sig-b26="text"')).toBeUndefined()
    expect(says({ headers: { ...request.headers, signature: undefined } })).toBeUndefined()
  })
})

describe("with a public library on the other side", () => {
  const { privateKey, publicKey } = generateKeyPairSync("ed25519")
  const x = String(publicKey.export({ format: "jwk" }).x)
  const body = Buffer.from('{"amount":5}')
  const url = "https://pos.example/v1/redemptions?expand=card"
  const headers = { "content-type": "application/json", "content-digest": contentDigest(body) }
  const fields = [
    "@method",
    "@target-uri",
    "content-digest",
    "content-type",
    "@query",
    "@path",
    "@authority",
    "@scheme"
  ]

  it("what it signs is right here", async () => {
    const signed = await httpbis.signMessage(
      {
        key: createSigner(privateKey, "ed25519", "till-1"),
        fields,
        params: ["created", "expires", "nonce", "keyid", "alg"],
        paramValues: { nonce: "0123456789abcdef" }
      },
      { method: "POST", url, headers }
    )
    const lower = Object.fromEntries(
      Object.entries(signed.headers).map(([name, value]) => [name.toLowerCase(), value])
    )
    const found = readSignature({ method: "POST", url, headers: lower })
    expect(found).toMatchObject({
      keyid: "till-1",
      alg: "ed25519",
      nonce: "0123456789abcdef",
      covered: fields
    })
    expect(found !== undefined && isSignedBy(found, x)).toBe(true)
  })

  it("what is signed here is right there", async () => {
    const input = `("@method" "@target-uri" "content-digest");created=1618884473;keyid="till-1"`
    const unsigned = {
      method: "POST",
      url,
      headers: { ...headers, "signature-input": `sig=${input}`, signature: "sig=:AA==:" }
    }
    const base = readSignature(unsigned)?.base ?? ""
    const signature = `sig=:${sign(null, Buffer.from(base), privateKey).toString("base64")}:`
    const verified = httpbis.verifyMessage(
      {
        keyLookup: async () => ({
          id: "till-1",
          algs: ["ed25519"],
          verify: createVerifier(publicKey, "ed25519")
        })
      },
      { method: "POST", url, headers: { ...unsigned.headers, signature } }
    )
    await expect(verified).resolves.toBe(true)
  })
})

describe("digests of bodies", () => {
  const body = Buffer.from(published.body)
  it.each([
    ["the published one, of RFC 9421", published.digest, true],
    ["of RFC 9530, appendix B", "sha-256=:X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE=:", true],
    ["one beside one that nobody knows", `${contentDigest(body)}, crc32c=:AAAAAA==:`, true],
    [
      "one that is right and one that is wrong",
      `${contentDigest(body)}, ${contentDigest(Buffer.from("other"), "sha-512")}`,
      false
    ],
    ["of another body", contentDigest(Buffer.from("other")), false],
    ["of none that is known", "md5=:AAAA:", false],
    ["a text", 'sha-256="X48E9qOokqqrvdts8nOJRJN3OWDUoyWxBf7kbu9DBPE="', false],
    ["nothing", "", false],
    ["not structured", "sha-256=:", false]
  ])("%s", (_, field, isRight) => {
    expect(isDigestOf(field, body)).toBe(isRight)
  })
})
