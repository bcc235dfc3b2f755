import { assert, describe, it } from "@effect/vitest"
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { StoredValue } from "@tessera/core"
import { Access, type Call } from "../../src/Access.ts"
import { AccessRecords } from "../../src/auth/AccessRecords.ts"
import { SignIn } from "../../src/auth/accessLayer.ts"
import { apiKeyHash } from "../../src/auth/apiKey.ts"
import type { AccessOptions } from "../../src/auth/ground.ts"
import { memoryRecords } from "../../src/auth/memoryRecords.ts"
import { usualLimits } from "../../src/rate/limits.ts"
import { desk, type Device, device, house, origin, signed, type Signing, told, withBearer } from "./house.ts"

const why = { operator: "fin", reason: "test" }

/** Who a call is from, or the code of the problem. */
const admitted = (call: Call) =>
  Effect.flatMap(Access, ({ admit }) =>
    Effect.match(admit(call), {
      onSuccess: ({ caller }) => `${caller.kind} ${caller.client}`,
      onFailure: ({ code }) => code
    })
  )

const codeOf = <A, R>(effect: Effect.Effect<A, { readonly code: string }, R>) =>
  Effect.match(effect, { onSuccess: () => "done", onFailure: ({ code }) => code })

const inHouse = <A, E>(
  run: Effect.Effect<A, E, Access | SignIn | StoredValue>,
  options: Partial<AccessOptions> = {}
) => Effect.provide(run, house(options), { local: true })

/** A terminal that is enrolled. */
const enrolled = (terminal: string) =>
  Effect.gen(function* () {
    const { terminals } = yield* SignIn
    const till = device()
    const { code } = yield* terminals.pairingCode(desk(), terminal)
    const created = Math.floor((yield* Clock.currentTimeMillis) / 1_000)
    yield* terminals.pair(signed(till, { path: "/v1/pairings" }, { created }), {
      terminal,
      code,
      publicKey: till.publicKey
    })
    return till
  })

/** The token of an operator who has a PIN and signs in. */
const token = (till: Device, operator: string, pin = "4711", shift?: string) =>
  Effect.gen(function* () {
    const { people, sessions } = yield* SignIn
    const { code } = yield* people.invite(desk(), operator)
    yield* people.accept(operator, code, "pin", Redacted.make(pin))
    const { caller } = yield* (yield* Access).admit(signed(till))
    const shown = { operator, pin: Redacted.make(pin), ...(shift !== undefined && { shift }) }
    return (yield* sessions.operator(caller, shown)).token
  })

const atTill = (till: Device, bearer: Redacted.Redacted, signing?: Signing) =>
  signed(till, { headers: { authorization: `Bearer ${Redacted.value(bearer)}` } }, signing)

it.effect("what is known of an operator of one tenant says nothing of another one's of the same id", () =>
  Effect.gen(function* () {
    const shared = Layer.succeed(AccessRecords, yield* AccessRecords)
    const of = (tenant: string) => house({}, { records: shared, tenant })
    const invited = Effect.gen(function* () {
      const { people } = yield* SignIn
      return yield* people.invite(desk({ tenant: "house" }), "amy")
    })
    const accepted = (code: Redacted.Redacted) =>
      Effect.gen(function* () {
        const { people } = yield* SignIn
        return yield* codeOf(people.accept("amy", code, "pin", Redacted.make("4711")))
      })
    const { code } = yield* Effect.provide(invited, of("house"), { local: true })
    assert.strictEqual(yield* Effect.provide(accepted(code), of("other"), { local: true }), "unauthenticated")
    assert.strictEqual(yield* Effect.provide(accepted(code), of("house"), { local: true }), "done")
  }).pipe(Effect.provide(memoryRecords, { local: true }))
)

describe("keys of clients", () => {
  it.effect("are taken while they are there, of the server's own mode, and two at a time", () =>
    inHouse(
      Effect.gen(function* () {
        const { keys } = yield* SignIn
        const first = yield* keys.add(desk(), "shop", { ...why, client: { scopes: ["redemptions:create"] } })
        assert.match(Redacted.value(first.key), /^test_[\w-]{43}$/)
        assert.strictEqual(yield* admitted(withBearer(first.key)), "server shop")
        const second = yield* keys.add(desk(), "shop", { ...why, expiresAt: 1_000 })
        assert.strictEqual(yield* admitted(withBearer(second.key)), "server shop")
        assert.strictEqual(yield* codeOf(keys.add(desk(), "shop", why)), "invalid")
        assert.strictEqual(yield* codeOf(keys.add(desk(), "nobody", why)), "invalid")
        const ended = { ...why, client: { scopes: [] }, expiresAt: 0 }
        assert.strictEqual(yield* codeOf(keys.add(desk(), "nobody", ended)), "invalid")
        const odd = { ...why, client: { scopes: ["everything"] } }
        assert.strictEqual(yield* codeOf(keys.add(desk(), "nobody", odd)), "invalid")
        const far = "n".repeat(200)
        assert.strictEqual(
          yield* codeOf(keys.add(desk(), far, { ...why, client: { scopes: ["all"] } })),
          "invalid"
        )
        assert.strictEqual(yield* codeOf(keys.revoke(desk(), far, "key", why)), "not_found")
        yield* TestClock.adjust(1_000)
        assert.strictEqual(yield* admitted(withBearer(second.key)), "unauthenticated")
        yield* keys.revoke(desk(), "shop", first.id, why)
        assert.strictEqual(yield* admitted(withBearer(first.key)), "unauthenticated")
        assert.strictEqual(yield* codeOf(keys.revoke(desk(), "shop", first.id, why)), "not_found")
        const live = Redacted.make(Redacted.value(first.key).replace("test_", "live_"))
        assert.strictEqual(yield* admitted(withBearer(live)), "unauthenticated")
      })
    )
  )

  it.effect("may what their client may: one that is asked for with other scopes is not made", () =>
    inHouse(
      Effect.gen(function* () {
        const { keys } = yield* SignIn
        const add = (scopes: ReadonlyArray<string>, more = {}) =>
          codeOf(keys.add(desk(), "office", { ...why, client: { scopes, ...more } }))
        assert.strictEqual(yield* add(["all"]), "done")
        assert.deepStrictEqual(
          [
            yield* add(["balances:read"]),
            yield* add(["all", "balances:read"]),
            yield* add([]),
            yield* add(["all"], { outlet: "F1" })
          ],
          ["invalid", "invalid", "invalid", "invalid"]
        )
        assert.strictEqual(yield* add(["all", "all"]), "done")
      })
    )
  )

  it.effect("have the rows and scopes that the network says, also after it says others", () =>
    inHouse(
      Effect.gen(function* () {
        const { keys } = yield* SignIn
        const { id, key } = yield* keys.add(desk(), "erp", {
          ...why,
          client: { scopes: ["balances:read"], outlet: "F1" as never }
        })
        const { admit } = yield* Access
        const { caller } = yield* admit(withBearer(key))
        assert.deepStrictEqual([...(caller.scopes as ReadonlySet<string>)], ["balances:read"])
        assert.deepStrictEqual(caller.rows, { outlets: ["F1"] })
        yield* told({
          type: "ChangeClient",
          version: 1,
          reason: "other work",
          to: { id: "erp", scopes: ["reports:read"], owner: "fr1", keys: [{ id, sha256: apiKeyHash(key) }] }
        })
        const { caller: after } = yield* admit(withBearer(key))
        assert.deepStrictEqual([...(after.scopes as ReadonlySet<string>)], ["reports:read"])
        assert.deepStrictEqual(after.rows, { owners: ["fr1"] })
        yield* told({
          type: "ChangeClient",
          version: 2,
          reason: "closed",
          to: { id: "erp", scopes: ["all"], owner: "fr1", active: false }
        })
        assert.strictEqual(yield* admitted(withBearer(key)), "unauthenticated")
      })
    )
  )

  it.effect("are added and taken out in the journal, with who and why, and no key in it", () =>
    inHouse(
      Effect.gen(function* () {
        const { keys } = yield* SignIn
        const ledger = yield* StoredValue
        const { id, key } = yield* keys.add(desk(), "shop", { ...why, client: { scopes: [] } })
        yield* keys.revoke(desk(), "shop", id, { operator: "fin", reason: "left in a chat" })
        const changes = yield* ledger.changes({ type: "Changes", part: "client" })
        assert.deepStrictEqual(
          changes.map(({ operator, reason, version }) => [operator, reason, version]),
          [
            ["fin", "test", 1],
            ["fin", "left in a chat", 2]
          ]
        )
        assert.notInclude(JSON.stringify(changes), Redacted.value(key).slice(5))
      })
    )
  )

  it.effect("are not added by somebody who may not change the network", () =>
    inHouse(
      Effect.gen(function* () {
        const { keys } = yield* SignIn
        const add = keys.add(desk(), "shop", {
          operator: "fran",
          reason: "mine",
          client: { scopes: ["all"] }
        })
        assert.strictEqual(yield* codeOf(add), "forbidden")
      })
    )
  )

  it.effect("their last use is noted, not at each call", () =>
    inHouse(
      Effect.gen(function* () {
        const { keys } = yield* SignIn
        const { id, key } = yield* keys.add(desk(), "shop", { ...why, client: { scopes: [] } })
        assert.strictEqual(yield* keys.lastUsed("shop", id), undefined)
        yield* TestClock.adjust(1)
        yield* admitted(withBearer(key))
        yield* TestClock.adjust(599_999)
        yield* admitted(withBearer(key))
        assert.strictEqual(yield* keys.lastUsed("shop", id), 1)
        yield* TestClock.adjust(1)
        yield* admitted(withBearer(key))
        assert.strictEqual(yield* keys.lastUsed("shop", id), 600_001)
      })
    )
  )
})

describe("terminals", () => {
  it.effect("are enrolled with a code, once, by a request that they sign", () =>
    inHouse(
      Effect.gen(function* () {
        const { terminals } = yield* SignIn
        const [till, other] = [device(), device()]
        const { code } = yield* terminals.pairingCode(desk(), "T1")
        const pairing = { terminal: "T1", code, publicKey: till.publicKey }
        assert.strictEqual(yield* codeOf(terminals.pair(signed(other), pairing)), "unauthenticated")
        assert.strictEqual(
          yield* codeOf(terminals.pair(signed(till), { ...pairing, terminal: "T2" })),
          "unauthenticated"
        )
        assert.strictEqual(yield* admitted(signed(till)), "unauthenticated")
        assert.deepStrictEqual(yield* terminals.pair(signed(till), pairing), { keyId: till.keyId })
        assert.strictEqual(yield* admitted(signed(till)), "terminal terminal:T1")
        assert.strictEqual(yield* codeOf(terminals.pair(signed(till), pairing)), "unauthenticated")
        const [change] = yield* (yield* StoredValue).changes({ type: "Changes", part: "terminal" })
        assert.deepStrictEqual([change?.operator, change?.reason], ["fin", "paired"])
      })
    )
  )

  it.effect("keep their code where they were not enrolled", () =>
    inHouse(
      Effect.gen(function* () {
        const { terminals } = yield* SignIn
        const till = device()
        const { code } = yield* terminals.pairingCode(desk({ operator: "max" }), "T1")
        const pairing = { terminal: "T1", code, publicKey: till.publicKey }
        const max = { id: "max", role: "manager", outlet: "A1" }
        yield* told({ type: "ChangeOperator", version: 1, reason: "away", to: { ...max, active: false } })
        assert.strictEqual(yield* codeOf(terminals.pair(signed(till), pairing)), "forbidden")
        yield* told({ type: "ChangeOperator", version: 2, reason: "back", to: { ...max, role: "finance" } })
        assert.deepStrictEqual(yield* terminals.pair(signed(till), pairing), { keyId: till.keyId })
        assert.strictEqual(yield* codeOf(terminals.pair(signed(till), pairing)), "unauthenticated")
      })
    )
  )

  it.effect("are refused from the call on after which they were taken out", () =>
    inHouse(
      Effect.gen(function* () {
        const { terminals } = yield* SignIn
        const till = yield* enrolled("T1")
        yield* terminals.unpair(desk(), "T1", { operator: "fin", reason: "stolen" })
        assert.strictEqual(yield* admitted(signed(till)), "unauthenticated")
        const again = yield* enrolled("T1")
        assert.strictEqual(yield* admitted(signed(again)), "terminal terminal:T1")
        assert.strictEqual(yield* admitted(signed(till)), "unauthenticated")
        yield* told({
          type: "ChangeTerminal",
          version: 4,
          reason: "sold",
          to: { id: "T1", outlet: "A1", active: false, keys: [{ id: "k", publicKey: again.publicKey }] }
        })
        assert.strictEqual(yield* admitted(signed(again)), "unauthenticated")
      })
    )
  )

  it.effect("are not enrolled by a code that was out when they were taken out", () =>
    inHouse(
      Effect.gen(function* () {
        const { terminals } = yield* SignIn
        yield* enrolled("T1")
        const { code } = yield* terminals.pairingCode(desk(), "T1")
        yield* terminals.unpair(desk(), "T1", why)
        const thiefs = device()
        const pairing = terminals.pair(signed(thiefs, { path: "/v1/pairings" }), {
          terminal: "T1",
          code,
          publicKey: thiefs.publicKey
        })
        assert.strictEqual(yield* codeOf(pairing), "unauthenticated")
      })
    )
  )

  it.effect("are one device each: what is enrolled as one terminal is not as another", () =>
    inHouse(
      Effect.gen(function* () {
        const { terminals } = yield* SignIn
        const till = yield* enrolled("T1")
        const { code } = yield* terminals.pairingCode(desk(), "T2")
        const pairing = () =>
          terminals.pair(signed(till, { path: "/v1/pairings" }), {
            terminal: "T2",
            code,
            publicKey: till.publicKey
          })
        assert.strictEqual(yield* codeOf(pairing()), "invalid")
        assert.strictEqual(yield* admitted(signed(till)), "terminal terminal:T1")
        yield* terminals.unpair(desk(), "T1", why)
        assert.strictEqual(yield* codeOf(pairing()), "done")
        assert.strictEqual(yield* admitted(signed(till)), "terminal terminal:T2")
        yield* terminals.unpair(desk(), "T2", why)
        assert.strictEqual(yield* admitted(signed(till)), "unauthenticated")
      })
    )
  )

  it.effect("are not taken for one another where somebody writes the key of one to another", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const { keyId: id, publicKey } = till
        const to = { id: "TF", outlet: "F1", kind: "kiosk", keys: [{ id, publicKey }] }
        yield* told({ type: "ChangeTerminal", version: 1, reason: "mine", operator: "fran", to })
        assert.strictEqual(yield* admitted(signed(till)), "unauthenticated")
      })
    )
  )

  it.effect("see their own place, and name nobody", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("TF")
        const { caller } = yield* (yield* Access).admit(signed(till))
        assert.deepStrictEqual([caller.rows, caller.operator], [{ outlets: ["F1"], terminals: ["TF"] }, null])
        assert.strictEqual(caller.channel, "kiosk")
        assert.isFalse((caller.scopes as ReadonlySet<string>).has("loads:create"))
      })
    )
  )

  it.effect("are coded by those whose they are; another's terminal looks like none", () =>
    inHouse(
      Effect.gen(function* () {
        const { terminals } = yield* SignIn
        const fran = desk({ rows: { owners: ["fr1"] }, operator: "fran" })
        const code = (terminal: string, caller = fran) => codeOf(terminals.pairingCode(caller, terminal))
        assert.strictEqual(yield* code("TF"), "done")
        assert.strictEqual(yield* code("T1"), "not_found")
        assert.strictEqual(yield* code("T9"), "not_found")
        assert.strictEqual(yield* code("\u0000"), "not_found")
        assert.strictEqual(yield* code("TF", { ...fran, tenant: "other" }), "not_found")
        assert.strictEqual(yield* code("TF", { ...fran, mode: "live" }), "not_found")
        assert.strictEqual(yield* code("TF", { ...fran, scopes: new Set(["loads:create"]) }), "forbidden")
      })
    )
  )
})

describe("what a terminal signs", () => {
  const body = Buffer.from('{"amount":5}')
  const cases: ReadonlyArray<readonly [string, (till: Device) => Call, boolean]> = [
    ["as it should be", (till) => signed(till), true],
    ["without a body", (till) => signed(till, { method: "GET", body: new Uint8Array() }), true],
    ["with its algorithm", (till) => signed(till, {}, { parameters: ';alg="ed25519"' }), true],
    ["with an end to come", (till) => signed(till, {}, { parameters: ";expires=301" }), true],
    ["at the end of the window", (till) => signed(till, {}, { created: -199 }), true],
    ["a clock that is a little ahead", (till) => signed(till, {}, { created: 130 }), true],
    ["too old", (till) => signed(till, {}, { created: -200 }), false],
    ["from the future", (till) => signed(till, {}, { created: 131 }), false],
    ["ended", (till) => signed(till, {}, { parameters: ";expires=100" }), false],
    ["another algorithm", (till) => signed(till, {}, { parameters: ';alg="hmac-sha256"' }), false],
    ["no nonce", (till) => signed(till, {}, { nonce: "" }), false],
    ["a nonce that can be guessed", (till) => signed(till, {}, { nonce: "1" }), false],
    ["a key that nobody has", (till) => signed(till, {}, { keyId: device().keyId }), false],
    ["not the method", (till) => signed(till, {}, { covered: ["@target-uri", "content-digest"] }), false],
    ["not the address", (till) => signed(till, {}, { covered: ["@method", "content-digest"] }), false],
    [
      "the path alone",
      (till) => signed(till, {}, { covered: ["@method", "@path", "content-digest"] }),
      false
    ],
    ["not the body", (till) => signed(till, {}, { covered: ["@method", "@target-uri"] }), false],
    [
      "not the idempotency key",
      (till) =>
        signed(
          till,
          { headers: { "idempotency-key": "1" } },
          { covered: ["@method", "@target-uri", "content-digest"] }
        ),
      false
    ],
    ["with the idempotency key", (till) => signed(till, { headers: { "idempotency-key": "1" } }), true],
    ["another body", (till) => ({ ...signed(till), body: Buffer.from('{"amount":6}') }), false],
    ["a body that was taken away", (till) => ({ ...signed(till), body: new Uint8Array() }), false],
    ["another path", (till) => ({ ...signed(till), path: "/v1/loads" }), false],
    ["another method", (till) => ({ ...signed(till), method: "PUT" }), false],
    ["a digest of another body", (till) => ({ ...signed(till, { body: Buffer.from("{}") }), body }), false],
    [
      "another idempotency key",
      (till) => {
        const sent = signed(till, { headers: { "idempotency-key": "1" } })
        return { ...sent, headers: { ...sent.headers, "idempotency-key": "2" } }
      },
      false
    ],
    [
      "an operator's token that was added on the way",
      (till) => {
        const sent = signed(till)
        return { ...sent, headers: { ...sent.headers, authorization: "Bearer opr_x.y" } }
      },
      false
    ],
    [
      "no signature, but its input",
      (till) => {
        const { signature: _, ...headers } = signed(till).headers
        return { ...signed(till), headers }
      },
      false
    ]
  ]
  for (const [title, made, passes] of cases)
    it.effect(`${title}: ${passes ? "is taken" : "is not"}`, () =>
      inHouse(
        Effect.gen(function* () {
          const till = yield* enrolled("T1")
          yield* TestClock.adjust(100_000)
          assert.strictEqual(yield* admitted(made(till)), passes ? "terminal terminal:T1" : "unauthenticated")
        })
      )
    )

  it.effect("is over the address of the server, with a slash at its end or not", () =>
    inHouse(
      Effect.gen(function* () {
        assert.strictEqual(yield* admitted(signed(yield* enrolled("T1"))), "terminal terminal:T1")
      }),
      { origin: `${origin}/` }
    )
  )

  it.effect("is taken once, also by a server whose clock is behind that of the one that forgets", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const sent = signed(till)
        assert.strictEqual(yield* admitted(sent), "terminal terminal:T1")
        yield* TestClock.adjust(301_000)
        yield* TestClock.setTime(299_000)
        assert.strictEqual(yield* admitted(sent), "unauthenticated")
        assert.strictEqual(yield* admitted(signed(till)), "terminal terminal:T1")
      }),
      { sweepEvery: 1_000 }
    )
  )

  it.effect("is taken once, in its window and after it, from whichever process", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const sent = signed(till)
        assert.strictEqual(yield* admitted(sent), "terminal terminal:T1")
        assert.strictEqual(yield* admitted(sent), "unauthenticated")
        yield* TestClock.adjust(299_999)
        assert.strictEqual(yield* admitted(sent), "unauthenticated")
        yield* TestClock.adjust(2)
        assert.strictEqual(yield* admitted(sent), "unauthenticated")
        const nonce = "0123456789abcdef"
        assert.strictEqual(yield* admitted(signed(till, {}, { created: 300, nonce })), "terminal terminal:T1")
        assert.strictEqual(
          yield* admitted(signed(till, { path: "/v1/loads" }, { created: 300, nonce })),
          "unauthenticated"
        )
        const other = yield* enrolled("T2").pipe(Effect.provideService(SignIn, yield* SignIn))
        assert.strictEqual(
          yield* admitted(signed(other, {}, { created: 300, nonce })),
          "terminal terminal:T2"
        )
      })
    )
  )
})

describe("operators", () => {
  it.effect("sign in at a terminal, and count at that terminal alone", () =>
    inHouse(
      Effect.gen(function* () {
        const [till, other] = [yield* enrolled("T1"), yield* enrolled("T2")]
        const bearer = yield* token(till, "amy", "4711", "s1")
        assert.strictEqual(yield* admitted(atTill(till, bearer)), "operator terminal:T1")
        assert.strictEqual(yield* admitted(atTill(other, bearer)), "unauthenticated")
        assert.strictEqual(yield* admitted(withBearer(bearer)), "unauthenticated")
        const covered = ["@method", "@target-uri", "content-digest"]
        assert.strictEqual(yield* admitted(atTill(till, bearer, { covered })), "unauthenticated")
        const { caller } = yield* (yield* Access).admit(atTill(till, bearer))
        assert.deepStrictEqual(caller.rows, {
          outlets: ["A1"],
          terminals: ["T1"],
          shifts: ["s1"]
        })
        assert.strictEqual(caller.operator, "amy")
        const scopes = caller.scopes as ReadonlySet<string>
        assert.deepStrictEqual(
          ["load:create", "adjust:create", "network:write", "reports:read"].map((one) => scopes.has(one)),
          [true, false, false, false]
        )
      })
    )
  )

  it.effect("are refused alike: unknown, of another outlet, with a wrong PIN, dismissed", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const { people, sessions } = yield* SignIn
        for (const id of ["amy", "bob"]) {
          const { code } = yield* people.invite(desk(), id)
          yield* people.accept(id, code, "pin", Redacted.make("4711"))
        }
        const { caller } = yield* (yield* Access).admit(signed(till))
        const attempt = (operator: string, pin = "4711") =>
          codeOf(sessions.operator(caller, { operator, pin: Redacted.make(pin) }))
        assert.strictEqual(yield* attempt("amy"), "done")
        assert.strictEqual(yield* attempt("amy", "0000"), "unauthenticated")
        assert.strictEqual(yield* attempt("bob"), "unauthenticated")
        assert.strictEqual(yield* attempt("max"), "unauthenticated")
        assert.strictEqual(yield* attempt("nobody"), "unauthenticated")
        assert.strictEqual(yield* attempt("\u0000"), "unauthenticated")
        yield* told({
          type: "ChangeOperator",
          version: 1,
          reason: "left",
          to: { id: "amy", role: "cashier", outlet: "A1", active: false }
        })
        assert.strictEqual(yield* attempt("amy"), "unauthenticated")
        assert.strictEqual(
          yield* codeOf(sessions.operator(desk(), { operator: "amy", pin: Redacted.make("4711") })),
          "unauthenticated"
        )
      })
    )
  )

  it.effect(
    "are locked after five wrong PINs, also against the right one, until a quarter of an hour is over",
    () =>
      inHouse(
        Effect.gen(function* () {
          const till = yield* enrolled("T1")
          yield* token(till, "amy")
          const { sessions } = yield* SignIn
          const { caller } = yield* (yield* Access).admit(signed(till))
          const attempt = (pin: string) =>
            codeOf(sessions.operator(caller, { operator: "amy", pin: Redacted.make(pin) }))
          const guesses = Array.from({ length: 50 }, (_, n) => String(1_000 + n))
          const said = yield* Effect.forEach(guesses, attempt, { concurrency: "unbounded" })
          assert.deepStrictEqual(new Set(said), new Set(["unauthenticated"]))
          assert.strictEqual(yield* attempt("4711"), "unauthenticated")
          yield* TestClock.adjust(900_000)
          assert.strictEqual(yield* attempt("4711"), "done")
        })
      )
  )

  it.effect("are not kept from their till by who guesses PINs where they are exchanged", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        yield* token(till, "amy")
        const { people, sessions } = yield* SignIn
        const { caller } = yield* (yield* Access).admit(signed(till))
        const exchange = (from: string) =>
          codeOf(people.exchange("amy", "pin", { from: Redacted.make(from), to: Redacted.make("0815") }))
        for (let n = 0; n < 5; n += 1) assert.strictEqual(yield* exchange(`100${n}`), "unauthenticated")
        assert.strictEqual(yield* exchange("4711"), "unauthenticated")
        const signIn = sessions.operator(caller, { operator: "amy", pin: Redacted.make("4711") })
        assert.strictEqual(yield* codeOf(signIn), "done")
        yield* TestClock.adjust(900_000)
        assert.strictEqual(yield* exchange("4711"), "done")
      })
    )
  )

  it.effect("are not kept from their till by who guesses PINs at another outlet's", () =>
    inHouse(
      Effect.gen(function* () {
        const [till, foreign] = [yield* enrolled("T1"), yield* enrolled("TF")]
        yield* token(till, "amy")
        const { sessions } = yield* SignIn
        const attempt = (at: Device, pin: string) =>
          Effect.flatMap(Access, ({ admit }) =>
            Effect.flatMap(admit(signed(at)), ({ caller }) =>
              codeOf(sessions.operator(caller, { operator: "amy", pin: Redacted.make(pin) }))
            )
          )
        for (let n = 0; n < 6; n += 1)
          assert.strictEqual(yield* attempt(foreign, `100${n}`), "unauthenticated")
        assert.strictEqual(yield* attempt(foreign, "4711"), "unauthenticated")
        assert.strictEqual(yield* attempt(till, "4711"), "done")
      })
    )
  )

  it.effect("are compared ten at once at one till, whoever it names, and those of another go on", () =>
    inHouse(
      Effect.gen(function* () {
        const [till, other] = [yield* enrolled("T1"), yield* enrolled("T2")]
        const asked = (at: Device) => admitted(signed(at, { path: "/v1/sessions", route: "signInAtTill" }))
        for (let n = 0; n < 10; n += 1) assert.strictEqual(yield* asked(till), "terminal terminal:T1")
        assert.strictEqual(yield* asked(till), "rate_limited")
        assert.strictEqual(yield* admitted(signed(till)), "terminal terminal:T1")
        assert.strictEqual(yield* asked(other), "terminal terminal:T2")
      }),
      { limits: usualLimits }
    )
  )

  it.effect("log out, take another shift, are sent off, and their time ends", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const { people, sessions } = yield* SignIn
        const first = yield* token(till, "amy")
        const { caller } = yield* (yield* Access).admit(atTill(till, first))
        const { token: second } = yield* sessions.inShift(caller, first, "s2")
        assert.strictEqual(yield* admitted(atTill(till, first)), "unauthenticated")
        const at = yield* (yield* Access).admit(atTill(till, second))
        assert.deepStrictEqual(at.caller.rows.shifts, ["s2"])
        yield* sessions.signOut(second)
        assert.strictEqual(yield* admitted(atTill(till, second)), "unauthenticated")
        const third = yield* token(till, "amy")
        yield* people.signOutEverywhere(desk(), "amy")
        assert.strictEqual(yield* admitted(atTill(till, third)), "unauthenticated")
        yield* TestClock.adjust(1_000)
        const fourth = yield* token(till, "amy")
        yield* TestClock.adjust(12 * 3_600_000 - 1)
        assert.strictEqual(yield* admitted(atTill(till, fourth, { created: 43_200 })), "operator terminal:T1")
        yield* TestClock.adjust(1)
        assert.strictEqual(yield* admitted(atTill(till, fourth, { created: 43_200 })), "unauthenticated")
      })
    )
  )

  it.effect("a dismissed one does nothing more, and one whose PIN is another signs in anew", () =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const { people } = yield* SignIn
        const first = yield* token(till, "amy")
        yield* TestClock.adjust(1)
        yield* people.exchange("amy", "pin", { from: Redacted.make("4711"), to: Redacted.make("0815") })
        assert.strictEqual(yield* admitted(atTill(till, first)), "unauthenticated")
        const second = yield* token(till, "amy", "1234")
        assert.strictEqual(yield* admitted(atTill(till, second)), "operator terminal:T1")
        yield* told({
          type: "ChangeOperator",
          version: 1,
          reason: "left",
          to: { id: "amy", role: "cashier", outlet: "A1", active: false }
        })
        assert.strictEqual(yield* admitted(atTill(till, second)), "unauthenticated")
      })
    )
  )

  it.effect.each([
    ["works elsewhere", { type: "ChangeOperator", to: { id: "amy", role: "cashier", outlet: "A2" } }],
    ["works for another owner", { type: "ChangeOperator", to: { id: "amy", role: "cashier", owner: "fr1" } }],
    ["has a terminal that stands elsewhere", { type: "ChangeTerminal", to: { outlet: "A2" } }]
  ] as const)("one who %s by now does nothing more there", ([, { to, type }]) =>
    inHouse(
      Effect.gen(function* () {
        const till = yield* enrolled("T1")
        const bearer = yield* token(till, "amy")
        assert.strictEqual(yield* admitted(atTill(till, bearer)), "operator terminal:T1")
        const { keyId: id, publicKey } = till
        const moved = type === "ChangeTerminal" ? { id: "T1", kind: "till", keys: [{ id, publicKey }] } : {}
        const version = type === "ChangeTerminal" ? 2 : 1
        yield* told({ type, version, reason: "moved", to: { ...moved, ...to } })
        assert.strictEqual(yield* admitted(atTill(till, bearer)), "unauthenticated")
        assert.strictEqual(yield* admitted(signed(till)), "terminal terminal:T1")
      })
    )
  )

  it.effect("are invited by those whose they are, and set what can be a PIN", () =>
    inHouse(
      Effect.gen(function* () {
        const { people } = yield* SignIn
        const fran = desk({ rows: { owners: ["fr1"] }, operator: "fran" })
        const invite = (operator: string, caller = fran) => codeOf(people.invite(caller, operator))
        assert.deepStrictEqual(
          [
            yield* invite("fran"),
            yield* invite("amy"),
            yield* invite("fin"),
            yield* invite("nobody"),
            yield* invite("fin", desk())
          ],
          ["done", "not_found", "not_found", "not_found", "done"]
        )
        const { code } = yield* people.invite(desk(), "amy")
        const accept = (pin: string, operator = "amy") =>
          codeOf(people.accept(operator, code, "pin", Redacted.make(pin)))
        assert.deepStrictEqual(
          [yield* accept("123"), yield* accept("4711", "bob"), yield* accept("4711"), yield* accept("4711")],
          ["invalid", "unauthenticated", "done", "unauthenticated"]
        )
      })
    )
  )
})

it.effect(
  "what somebody signs in with is forgotten also once they are dismissed, with an invitation that is out",
  () =>
    inHouse(
      Effect.gen(function* () {
        const { people, sessions } = yield* SignIn
        const till = yield* enrolled("T1")
        yield* token(till, "amy")
        const { code } = yield* people.invite(desk(), "amy")
        const change = (version: number, more: object) =>
          told({
            type: "ChangeOperator",
            version,
            reason: "left",
            to: { id: "amy", role: "cashier", outlet: "A1", ...more }
          })
        yield* change(1, { active: false })
        assert.strictEqual(yield* codeOf(people.invite(desk(), "amy")), "not_found")
        assert.strictEqual(yield* codeOf(people.signOutEverywhere(desk(), "amy")), "done")
        assert.strictEqual(yield* codeOf(people.forget(desk(), "amy")), "done")
        yield* change(2, {})
        const pin = Redacted.make("4711")
        const { caller } = yield* (yield* Access).admit(signed(till))
        assert.strictEqual(
          yield* codeOf(sessions.operator(caller, { operator: "amy", pin })),
          "unauthenticated"
        )
        assert.strictEqual(yield* codeOf(people.accept("amy", code, "pin", pin)), "unauthenticated")
      })
    )
)

describe("whom somebody may invite, sign out and forget", () => {
  const people = [
    { id: "hqfin", role: "finance", owner: "hq" },
    { id: "boss", role: "finance", outlet: "A1" },
    { id: "own", role: "owner" },
    { id: "shop", role: "owner", outlet: "A1" },
    { id: "tess", role: "manager", outlet: "A1", permissions: { ChangeTerminal: "yes" } },
    { id: "rich", role: "cashier", outlet: "F1", permissions: { Sweep: "yes" } }
  ]
  const atA1 = { outlets: ["A1"], terminals: ["T1"] }
  const erp = desk({ kind: "server", rows: { outlets: ["A1"] } })
  const { operator: _, ...program } = erp

  it.effect.each([
    // who                                                        whom     answer
    ["head office", desk(), "own", "done"],
    ["an owner of no place", desk({ operator: "own" }), "amy", "done"],
    ["an owner of no place: a higher role", desk({ operator: "own" }), "fin", "forbidden"],
    ["an owner", desk({ operator: "fran", rows: { owners: ["fr1"] } }), "fran", "done"],
    ["an owner: of another", desk({ operator: "fran", rows: { owners: ["fr1"] } }), "amy", "not_found"],
    [
      "an owner: with a right of head office's",
      desk({ operator: "fran", rows: { owners: ["fr1"] } }),
      "rich",
      "forbidden"
    ],
    ["somebody of an outlet", desk({ operator: "shop", rows: atA1 }), "amy", "done"],
    [
      "somebody of an outlet: a higher role there",
      desk({ operator: "shop", rows: atA1 }),
      "boss",
      "forbidden"
    ],
    ["somebody of an outlet: head office's", desk({ operator: "shop", rows: atA1 }), "hqfin", "not_found"],
    ["somebody of an outlet: another owner's", desk({ operator: "shop", rows: atA1 }), "fran", "not_found"],
    ["a manager who enrols tills", desk({ operator: "tess", rows: atA1 }), "amy", "forbidden"],
    ["a program of an outlet", program, "amy", "done"],
    ["a program of an outlet: head office's", program, "hqfin", "not_found"]
  ] as const)("%s, %s: %s", ([, caller, id, answer]) =>
    inHouse(
      Effect.gen(function* () {
        for (const to of people) yield* told({ type: "ChangeOperator", version: 0, reason: "new", to })
        const { people: desks } = yield* SignIn
        assert.deepStrictEqual(
          yield* Effect.all([
            codeOf(desks.invite(caller, id)),
            codeOf(desks.signOutEverywhere(caller, id)),
            codeOf(desks.forget(caller, id))
          ]),
          [answer, answer, answer]
        )
      })
    )
  )
})

describe("a bearer's text that is nobody's", () => {
  const texts = [
    "",
    "x",
    "test_",
    `test_${"A".repeat(43)}`,
    `live_${"A".repeat(43)}`,
    "opr_",
    "opr_.",
    "stf_e30.AAAA",
    `hld_${"A".repeat(1_900)}.A`,
    "a.b.c",
    "ключ"
  ]
  for (const text of texts)
    it.effect(`${text.slice(0, 20)} (${text.length})`, () =>
      inHouse(
        Effect.gen(function* () {
          assert.strictEqual(yield* admitted(withBearer(Redacted.make(text))), "unauthenticated")
        })
      )
    )
})
