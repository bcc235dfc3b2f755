import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { oneTimeCodeOf, StoredValue, walkJournal } from "@tessera/core"
import { KeyVault, Store } from "@tessera/core/ports"
import { Access } from "../../src/Access.ts"
import type { AccessRecords } from "../../src/auth/AccessRecords.ts"
import { SignIn } from "../../src/auth/accessLayer.ts"
import type { ShownByHolder } from "../../src/auth/Sessions.ts"
import { tokenOf } from "../../src/auth/Token.ts"
import { usualLimits } from "../../src/rate/limits.ts"
import { house, told, withBearer } from "./house.ts"

const card = Redacted.make("4000-1234")
const pin = Redacted.make("4711")

const withCard = <A, E>(
  run: Effect.Effect<A, E, Access | SignIn | StoredValue | AccessRecords | KeyVault | Store>,
  options: Parameters<typeof house>[0] = {},
  strangersWait = 0
) =>
  Effect.provide(
    Effect.gen(function* () {
      yield* told({ type: "Issue", program: "gift", card: Redacted.value(card), outlet: "A1" })
      yield* told({ type: "SetPin", card: Redacted.value(card), newPin: "4711" })
      yield* told({ type: "Issue", program: "gift", card: "4000-9999", outlet: "A1" })
      return yield* run
    }),
    house(options, { strangersWait }),
    { local: true }
  )

const signIn = (shown: ShownByHolder) => Effect.flatMap(SignIn, ({ sessions }) => sessions.holder(shown))
const said = (shown: ShownByHolder) =>
  Effect.match(signIn(shown), { onSuccess: () => "done", onFailure: ({ code }) => code })

describe("holders", () => {
  it.effect("sign in with card and PIN, for their own account and a quarter of an hour", () =>
    withCard(
      Effect.gen(function* () {
        const { admit } = yield* Access
        const { sessions } = yield* SignIn
        const { expiresAt, token } = yield* signIn({ card, pin })
        assert.strictEqual(expiresAt, 900_000)
        const { caller } = yield* admit(withBearer(token))
        const [account, ...others] = caller.rows.accounts ?? []
        assert.match(account ?? "", /^acc_/)
        assert.deepStrictEqual(others, [])
        assert.deepStrictEqual(
          [caller.kind, caller.channel, caller.details, caller.client],
          ["holder", "web", false, `holder:${account}`]
        )
        assert.isFalse((caller.scopes as ReadonlySet<string>).has("redemptions:create"))
        yield* sessions.signOut(token)
        assert.strictEqual((yield* Effect.flip(admit(withBearer(token)))).code, "unauthenticated")
        const second = yield* signIn({ card, pin })
        yield* TestClock.adjust(900_000)
        assert.strictEqual((yield* Effect.flip(admit(withBearer(second.token)))).code, "unauthenticated")
      })
    )
  )

  it.effect("of another tenant, or of the other mode, are nobody here, also under the same secret", () =>
    withCard(
      Effect.gen(function* () {
        const { admit } = yield* Access
        const { mac } = yield* KeyVault
        const asHolder = (tenant: string, mode: "live" | "test") =>
          tokenOf(mac, {
            id: "t1",
            kind: "holder",
            tenant,
            mode,
            subject: "acc_1",
            signedInAt: 0,
            expiresAt: 900_000
          })
        const { caller } = yield* admit(withBearer(asHolder("house", "test")))
        assert.deepStrictEqual(caller.rows, { accounts: ["acc_1"] })
        for (const foreign of [asHolder("other", "test"), asHolder("house", "live")])
          assert.strictEqual((yield* Effect.flip(admit(withBearer(foreign)))).code, "unauthenticated")
      })
    )
  )

  it.effect("or with a code that was sent to them, once", () =>
    withCard(
      Effect.gen(function* () {
        yield* told({ type: "RequestOneTimeCode", card: Redacted.value(card), verb: "IdentifyHolder" })
        const { network } = yield* StoredValue
        const { mac } = yield* KeyVault
        let code = ""
        yield* walkJournal(yield* Store, ({ operation }) => {
          code = oneTimeCodeOf({ network, mac }, operation) ?? code
          return undefined
        })
        const shown = { card, oneTimeCode: Redacted.make(code) }
        assert.strictEqual(yield* said(shown), "done")
        assert.strictEqual(yield* said(shown), "unauthenticated")
      })
    )
  )

  const wrong: ReadonlyArray<readonly [string, ShownByHolder, ReadonlyArray<Record<string, unknown>>]> = [
    ["a card that is none", { card: Redacted.make("4000-0000"), pin }, []],
    ["a wrong PIN", { card, pin: Redacted.make("0000") }, []],
    ["no PIN", { card }, []],
    ["a wrong code", { card, oneTimeCode: Redacted.make("000000") }, []],
    ["a card without a PIN", { card: Redacted.make("4000-9999"), pin }, []],
    ["a blocked card", { card, pin }, [{ type: "Block", card: "4000-1234", reason: "test" }]],
    ["a lost card", { card, pin }, [{ type: "ReportLost", card: "4000-1234", reason: "test" }]]
  ]
  for (const [title, shown, before] of wrong)
    it.effect(`${title}: the same answer, at the same moment`, () =>
      withCard(
        Effect.gen(function* () {
          for (const sent of before) yield* told(sent)
          const fiber = yield* Effect.forkChild(Effect.flip(signIn(shown)), { startImmediately: true })
          const settled = Effect.promise(() => new Promise((resolve) => setTimeout(resolve, 40)))
          yield* settled
          yield* TestClock.adjust(999)
          yield* settled
          assert.strictEqual(fiber.pollUnsafe(), undefined)
          yield* TestClock.adjust(1)
          const problem = yield* Fiber.join(fiber)
          assert.deepStrictEqual(problem, {
            _tag: "Problem",
            code: "unauthenticated",
            members: {},
            headers: { "www-authenticate": "Bearer" }
          })
        }),
        {},
        1_000
      )
    )

  it.effect(
    "a card is looked up five times in a quarter of an hour, however it is spelled, and others go on",
    () =>
      withCard(
        Effect.gen(function* () {
          const spelled = ["4000-1234", "4000 1234", "40001234", "4OOO-I234"]
          const shown = (text: string, source = "192.0.2.7") =>
            said({ card: Redacted.make(text), pin: Redacted.make("0000"), source })
          const answers = yield* Effect.forEach(spelled, (text) => shown(text))
          assert.deepStrictEqual(answers, [
            "unauthenticated",
            "unauthenticated",
            "unauthenticated",
            "rate_limited"
          ])
          assert.strictEqual(yield* shown("4000-9999"), "unauthenticated")
          const refused = yield* Effect.flip(signIn({ card, pin }))
          assert.deepStrictEqual(refused.headers, {
            "ratelimit-policy": '"card";q=5;w=900',
            ratelimit: '"card";r=0;t=300',
            "retry-after": "300"
          })
        }),
        { limits: usualLimits }
      )
  )

  it.effect("who is refused by the address takes nothing of what is left for the holders of cards", () =>
    withCard(
      Effect.gen(function* () {
        const numbers = Array.from({ length: 10 }, (_, n) => `5000-${1_000 + n}`)
        for (const text of [...numbers, "4000-1234", "4000-1234", "4000-1234"])
          yield* said({ card: Redacted.make(text), pin: Redacted.make("0000"), source: "192.0.2.1" })
        assert.strictEqual(yield* said({ card, pin, source: "192.0.2.2" }), "done")
      }),
      { limits: usualLimits }
    )
  )

  it.effect("from one address ten are looked up at once, and twenty in an hour", () =>
    withCard(
      Effect.gen(function* () {
        const numbers = Array.from({ length: 30 }, (_, n) => `5000-${1_000 + n}`)
        const looked = (source: string) =>
          Effect.map(
            Effect.forEach(numbers, (text) => said({ card: Redacted.make(text), pin, source })),
            (answers) => answers.filter((one) => one === "unauthenticated").length
          )
        assert.strictEqual(yield* looked("192.0.2.1"), 10)
        assert.strictEqual(yield* looked("192.0.2.2"), 10)
        yield* TestClock.adjust(3_599_999)
        assert.strictEqual(yield* looked("192.0.2.1"), 10)
      }),
      { limits: usualLimits.filter(({ by }) => by !== "card") }
    )
  )
})
