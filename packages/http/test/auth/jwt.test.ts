import { createServer } from "node:http"
import type { AddressInfo } from "node:net"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Redacted from "effect/Redacted"
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose"
import { Access } from "../../src/Access.ts"
import { jwtCallers, type JwtTrust } from "../../src/auth/jwt/jwtCallers.ts"
import { house, scopeOf, withBearer } from "./house.ts"

const [right, other] = await Promise.all([generateKeyPair("ES256"), generateKeyPair("ES256")])
const keys = { keys: [{ ...(await exportJWK(right.publicKey)), kid: "k1", alg: "ES256" }] }

const trust: JwtTrust = { mode: "test", issuer: "https://id.example", audience: "tessera", keys, scopeOf }

const payload = {
  iss: "https://id.example",
  aud: "tessera",
  sub: "shop",
  exp: 300,
  iat: 0,
  scope: "redemptions:create balances:read"
}

const tokenOf = (claims: JWTPayload, { alg = "ES256", key = right.privateKey, kid = "k1" } = {}) =>
  Effect.promise(() => new SignJWT(claims).setProtectedHeader({ alg, kid }).sign(key))

/** Who a token is from, with what it may and where. */
const admitted = (token: string, changed: Partial<JwtTrust> = {}) =>
  Effect.provide(
    Effect.flatMap(Access, ({ admit }) =>
      Effect.match(admit(withBearer(Redacted.make(token))), {
        onSuccess: ({ caller: { client, kind, rows, scopes } }) =>
          `${kind} ${client} ${scopes === "all" ? scopes : [...scopes].slice(0, 2).join(" ")} ${JSON.stringify(rows)}`,
        onFailure: ({ code }) => code
      })
    ),
    house({ others: [jwtCallers({ ...trust, ...changed })] }),
    { local: true }
  )

describe("tokens of an identity provider", () => {
  const cases: ReadonlyArray<readonly [string, JWTPayload, Partial<JwtTrust>, string]> = [
    ["as they should be", {}, {}, "server oidc:shop redemptions:create balances:read {}"],
    ["of another issuer", { iss: "https://evil.example" }, {}, "unauthenticated"],
    ["for somebody else", { aud: "other" }, {}, "unauthenticated"],
    ["that have ended", { exp: -31 }, {}, "unauthenticated"],
    ["that have just ended", { exp: -29 }, {}, "server oidc:shop redemptions:create balances:read {}"],
    ["that do not count yet", { nbf: 31 }, {}, "unauthenticated"],
    ["without an end", { exp: undefined as never }, {}, "unauthenticated"],
    ["of nobody", { sub: undefined as never }, {}, "unauthenticated"],
    ["of nobody in particular", { sub: "" }, {}, "unauthenticated"],
    ["of somebody with a line's end in the name", { sub: "a\nb" }, {}, "unauthenticated"],
    ["that claim everything by themselves", { scope: "all" }, {}, "server oidc:shop all {}"],
    [
      "whose roles are translated",
      { realm_access: { roles: ["till", "unheard-of"] } },
      { claims: { scopes: "realm_access.roles", scopesOf: { till: ["loads:create"] } } },
      "server oidc:shop loads:create {}"
    ],
    [
      "whose claims have URLs for names",
      { "https://pos.example/roles": ["till"], "https://pos.example/owner": "fr1" },
      {
        claims: {
          scopes: "https://pos.example/roles",
          scopesOf: { till: ["loads:create"] },
          owner: "https://pos.example/owner"
        }
      },
      'server oidc:shop loads:create {"owners":["fr1"]}'
    ],
    [
      "whose roles are those of every object",
      { roles: ["constructor", "__proto__"] },
      { claims: { scopes: "roles", scopesOf: { till: ["loads:create"] } } },
      "server oidc:shop  {}"
    ],
    [
      "with an owner",
      { org: "fr1" },
      { claims: { owner: "org" } },
      'server oidc:shop redemptions:create balances:read {"owners":["fr1"]}'
    ],
    [
      "with an outlet",
      { store: "A1" },
      { claims: { outlet: "store" } },
      'server oidc:shop redemptions:create balances:read {"outlets":["A1"]}'
    ],
    ["without the owner that has to be there", {}, { claims: { owner: "org" } }, "unauthenticated"],
    ["with an empty owner", { org: "" }, { claims: { owner: "org" } }, "unauthenticated"],
    [
      "of an operator",
      { opr: "max" },
      { claims: { operator: "opr" } },
      'staff oidc:shop issue:create activate:create {"outlets":["A1"]}'
    ],
    ["of an operator who is none", { opr: "nobody" }, { claims: { operator: "opr" } }, "unauthenticated"]
  ]
  for (const [title, changed, trusted, said] of cases)
    it.effect(title, () =>
      Effect.gen(function* () {
        const claims = Object.fromEntries(
          Object.entries({ ...payload, ...changed }).filter(([, value]) => value !== undefined)
        )
        assert.strictEqual(yield* admitted(yield* tokenOf(claims), trusted), said)
      })
    )

  it.effect("are signed by a key of the issuer, by a way that was agreed on", () =>
    Effect.gen(function* () {
      const good = yield* tokenOf(payload)
      const byOther = yield* tokenOf(payload, { key: other.privateKey })
      const unsigned = new UnsecuredJWT(payload).encode()
      const shared = yield* Effect.promise(() =>
        new SignJWT(payload)
          .setProtectedHeader({ alg: "HS256", kid: "k1" })
          .sign(Buffer.from(JSON.stringify(keys.keys[0])))
      )
      for (const token of [byOther, unsigned, shared, `${good}A`, good.slice(1)])
        assert.strictEqual(yield* admitted(token), "unauthenticated")
      assert.strictEqual(yield* admitted(good, { algorithms: ["RS256"] }), "unauthenticated")
    })
  )

  it.effect(
    "of an issuer whose keys cannot be had are not said to be wrong; another issuer's are not looked up there",
    () =>
      Effect.gen(function* () {
        const served = { text: "", status: 200 }
        const server = createServer((_, answer) => answer.writeHead(served.status).end(served.text))
        yield* Effect.promise(() => new Promise<void>((done) => server.listen(0, "127.0.0.1", done)))
        const { port } = server.address() as AddressInfo
        const at: Partial<JwtTrust> = { keys: new URL(`http://127.0.0.1:${port}`) }
        const good = yield* tokenOf(payload)
        for (const [status, text] of [
          [500, ""],
          [200, "<html>"],
          [200, "{}"]
        ] as const) {
          Object.assign(served, { status, text })
          assert.strictEqual(yield* admitted(good, at), "unavailable")
        }
        const foreign = yield* tokenOf({ ...payload, iss: "https://evil.example" })
        assert.strictEqual(yield* admitted(foreign, at), "unauthenticated")
        Object.assign(served, { status: 200, text: JSON.stringify(keys) })
        assert.match(yield* admitted(good, at), /^server oidc:shop/)
        const byOther = yield* tokenOf(payload, { key: other.privateKey, kid: "k2" })
        assert.strictEqual(yield* admitted(byOther, at), "unauthenticated")
        yield* Effect.promise(() => new Promise((done) => server.close(done)))
        assert.strictEqual(yield* admitted(good, at), "unavailable")
      })
  )

  it.effect("of two issuers are two clients, also of one subject", () =>
    Effect.gen(function* () {
      const good = yield* tokenOf(payload)
      assert.match(yield* admitted(good, { name: "partners" }), /^server partners:shop /)
    })
  )

  it.each(["terminal", "staff", "holder", "", "Oidc", "a:b"])(
    "a name that others have is refused: %s",
    (name) => {
      expect(() => jwtCallers({ ...trust, name })).toThrow(RangeError)
    }
  )

  it.each(["HS256", "none", "dir"])("%s is never agreed on", (algorithm) => {
    expect(() => jwtCallers({ ...trust, algorithms: ["ES256", algorithm] })).toThrow(RangeError)
  })
})
