import { generateKeyPairSync } from "node:crypto"
import { assert, describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Secret, TOTP, URI } from "otpauth"
import type { StoredValue } from "@tessera/core"
import { Access } from "../../../src/Access.ts"
import { AccessRecords } from "../../../src/auth/AccessRecords.ts"
import { SignIn } from "../../../src/auth/accessLayer.ts"
import { memoryRecords } from "../../../src/auth/memoryRecords.ts"
import { StaffSignIn } from "../../../src/auth/staff/StaffSignIn.ts"
import { stepOf } from "../../../src/auth/staff/totp.ts"
import { OutsideClock } from "../../../src/outsideTime.ts"
import { testTime } from "../../../src/sandbox/TestTime.ts"
import { desk, house, told, usual, withBearer } from "../house.ts"
import { Authenticator, type Tampering } from "./authenticator.ts"

const party = { id: "pos.example", name: "Harbour", origins: ["https://pos.example"] }

const inOffice = <A, E>(
  run: Effect.Effect<A, E, Access | SignIn | StaffSignIn | StoredValue | AccessRecords>
) => Effect.provide(run, Layer.provideMerge(StaffSignIn.layer({ ...usual, party }), house()), { local: true })

/** Records in a database: between two looks somebody else has a turn. */
const slowRecords = Layer.effect(
  AccessRecords,
  Effect.map(Effect.service(AccessRecords), ({ change, sweep }) =>
    AccessRecords.of({
      change: (name, at, look) => Effect.andThen(Effect.yieldNow, change(name, at, look)),
      sweep
    })
  )
).pipe(Layer.provide(memoryRecords))

const codeOf = <A, R>(effect: Effect.Effect<A, { readonly code: string }, R>) =>
  Effect.match(effect, { onSuccess: () => "done", onFailure: ({ code }) => code })

const admitted = (token: Redacted.Redacted) =>
  Effect.flatMap(Access, ({ admit }) =>
    Effect.match(admit(withBearer(token)), {
      onSuccess: ({ caller }) => `${caller.kind} ${caller.client}`,
      onFailure: ({ code }) => code
    })
  )

const invited = (operator: string) =>
  Effect.gen(function* () {
    const { people } = yield* SignIn
    return { operator, code: (yield* people.invite(desk(), operator)).code }
  })

const password = Redacted.make("correct horse battery")

/** An app that was set up by scanning what was shown. */
const app = Effect.gen(function* () {
  const { setPassword } = yield* StaffSignIn
  const uri = yield* setPassword(yield* invited("fin"), password)
  const totp = URI.parse(Redacted.value(uri))
  if (!(totp instanceof TOTP)) throw new Error("a code of an app depends on the time")
  return (at: number) => Redacted.make(totp.generate({ timestamp: at }))
})

describe("codes of apps", () => {
  /** RFC 6238, appendix B: the last six digits of what is published for SHA-1. */
  it.each([
    [59, "287082"],
    [1_111_111_109, "081804"],
    [1_111_111_111, "050471"],
    [1_234_567_890, "005924"],
    [2_000_000_000, "279037"],
    [20_000_000_000, "353130"]
  ])("at %i seconds %s is right, and in the next step, and not after", (second, code) => {
    const secret = Redacted.make(Secret.fromLatin1("12345678901234567890").base32)
    const step = Math.floor(second / 30)
    const at = (seconds: number) => stepOf(secret, Redacted.make(code), seconds * 1_000)
    expect([at(second), at(step * 30 + 59), at(step * 30 + 60), at((step - 1) * 30)]).toEqual([
      step,
      step,
      undefined,
      step
    ])
    expect(stepOf(secret, Redacted.make(`${code}0`), second * 1_000)).toBeUndefined()
    expect(stepOf(secret, Redacted.make("ключ"), second * 1_000)).toBeUndefined()
  })
})

describe("passwords", () => {
  it.effect("count with the code of the app, which passes once", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const code = yield* app
        const at = 60_000
        yield* TestClock.adjust(at)
        const { token } = yield* staff.byPassword("fin", password, code(at))
        assert.strictEqual(yield* admitted(token), "staff staff:fin")
        assert.strictEqual(yield* codeOf(staff.byPassword("fin", password, code(at))), "unauthenticated")
        assert.strictEqual(
          yield* codeOf(staff.byPassword("fin", password, code(at - 30_000))),
          "unauthenticated"
        )
        assert.strictEqual(yield* codeOf(staff.byPassword("fin", password, code(at + 30_000))), "done")
        assert.strictEqual(
          yield* codeOf(staff.byPassword("fin", Redacted.make("wrong horse battery"), code(at + 60_000))),
          "unauthenticated"
        )
        assert.strictEqual(
          yield* codeOf(staff.byPassword("nobody", password, code(at + 60_000))),
          "unauthenticated"
        )
        assert.strictEqual(
          yield* codeOf(staff.byPassword("max", password, code(at + 60_000))),
          "unauthenticated"
        )
      })
    )
  )

  it.effect("count with a code of the phone's own time, where a sandbox is ahead of it", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const code = yield* app
        const phone = testTime().outside
        const now = yield* phone.currentTimeMillis
        yield* TestClock.adjust(86_400_000)
        const signIn = Effect.provideService(
          codeOf(staff.byPassword("fin", password, code(now))),
          OutsideClock,
          phone
        )
        assert.deepStrictEqual([yield* signIn, yield* signIn], ["done", "unauthenticated"])
      })
    )
  )

  it.effect("of fifty codes at once five are looked at, and who has no password takes none of them", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const code = yield* app
        const guess = (n: number, with_ = password) =>
          codeOf(staff.byPassword("fin", with_, Redacted.make(String(100_000 + n))))
        for (let n = 0; n < 4; n += 1) yield* guess(n, Redacted.make("wrong horse battery"))
        assert.strictEqual(yield* codeOf(staff.byPassword("fin", password, code(0))), "done")
        yield* Effect.forEach(
          Array.from({ length: 50 }, (_, n) => n),
          (n) => guess(n),
          { concurrency: "unbounded" }
        )
        yield* TestClock.adjust(30_000)
        assert.strictEqual(yield* codeOf(staff.byPassword("fin", password, code(30_000))), "unauthenticated")
        yield* TestClock.adjust(870_000)
        assert.strictEqual(yield* codeOf(staff.byPassword("fin", password, code(900_000))), "done")
      })
    )
  )

  it.effect("are long enough, and are set by who was invited", () =>
    inOffice(
      Effect.gen(function* () {
        const { setPassword } = yield* StaffSignIn
        const shown = yield* invited("max")
        assert.strictEqual(yield* codeOf(setPassword(shown, Redacted.make("too short"))), "invalid")
        assert.strictEqual(
          yield* codeOf(setPassword({ ...shown, operator: "fin" }, password)),
          "unauthenticated"
        )
        assert.strictEqual(yield* codeOf(setPassword(shown, password)), "done")
        assert.strictEqual(yield* codeOf(setPassword(shown, password)), "unauthenticated")
      })
    )
  )
})

describe("sessions of staff", () => {
  it.effect("see what the role and the place allow, are renewed, and end", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { sessions } = yield* SignIn
        const code = yield* app
        const { expiresAt, token } = yield* staff.byPassword("fin", password, code(0))
        assert.strictEqual(expiresAt, 1_800_000)
        const { caller } = yield* (yield* Access).admit(withBearer(token))
        assert.deepStrictEqual([caller.rows, caller.operator], [{}, "fin"])
        assert.isTrue((caller.scopes as ReadonlySet<string>).has("network:write"))
        assert.strictEqual(caller.channel, "backoffice")
        yield* TestClock.adjust(1_799_999)
        const again = yield* sessions.renewed(token)
        assert.strictEqual(yield* admitted(token), "unauthenticated")
        yield* TestClock.adjust(1)
        assert.strictEqual(yield* admitted(again.token), "staff staff:fin")
        let last = again
        for (let n = 0; n < 23; n += 1) {
          yield* TestClock.adjust(1_799_000)
          last = yield* sessions.renewed(last.token)
        }
        assert.strictEqual(last.expiresAt, 12 * 3_600_000)
        yield* TestClock.adjust(1_799_000)
        assert.strictEqual(yield* codeOf(sessions.renewed(last.token)), "unauthenticated")
      })
    )
  )

  it.effect("are renewed by one of two who ask at once", () =>
    Effect.gen(function* () {
      const staff = yield* StaffSignIn
      const { sessions } = yield* SignIn
      const code = yield* app
      const { token } = yield* staff.byPassword("fin", password, code(0))
      const renewals = [sessions.renewed(token), sessions.renewed(token)].map(codeOf)
      const said = yield* Effect.all(renewals, { concurrency: "unbounded" })
      assert.deepStrictEqual(said.toSorted(), ["done", "unauthenticated"])
    }).pipe(
      Effect.provide(
        Layer.provideMerge(StaffSignIn.layer({ ...usual, party }), house({}, { records: slowRecords })),
        { local: true }
      )
    )
  )

  it.effect("end with a new password, with the service, and do not count at tills", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { people, sessions } = yield* SignIn
        const code = yield* app
        const { token } = yield* staff.byPassword("fin", password, code(0))
        yield* TestClock.adjust(1)
        yield* people.exchange("fin", "password", {
          from: password,
          to: Redacted.make("another long password")
        })
        assert.strictEqual(yield* admitted(token), "unauthenticated")
        yield* TestClock.adjust(30_000)
        const second = yield* staff.byPassword("fin", Redacted.make("another long password"), code(30_001))
        assert.strictEqual(yield* codeOf(sessions.inShift(desk(), second.token, "s")), "unauthenticated")
        yield* told({
          type: "ChangeOperator",
          version: 1,
          reason: "left",
          to: { id: "fin", role: "finance", active: false }
        })
        assert.strictEqual(yield* admitted(second.token), "unauthenticated")
      })
    )
  )
})

describe("who works at a till", () => {
  it.effect("does not sign in away from it, and the invitation is still good for a PIN", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { people } = yield* SignIn
        const shown = yield* invited("amy")
        assert.strictEqual(yield* codeOf(staff.setPassword(shown, password)), "unauthenticated")
        assert.strictEqual(yield* codeOf(staff.passkeyOptions(shown)), "unauthenticated")
        const accepted = people.accept("amy", shown.code, "pin", Redacted.make("4711"))
        assert.strictEqual(yield* codeOf(accepted), "done")
      })
    )
  )

  it.effect("is signed out of the office from the change of the role on", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const phone = new Authenticator()
        const options = yield* staff.passkeyOptions(yield* invited("max"))
        yield* staff.addPasskey(phone.make(options))
        const { token } = yield* staff.byPasskey(phone.show(yield* staff.signInOptions))
        assert.strictEqual(yield* admitted(token), "staff staff:max")
        const to = { id: "max", role: "cashier", outlet: "A1" }
        yield* told({ type: "ChangeOperator", version: 1, reason: "other work", to })
        assert.strictEqual(yield* admitted(token), "unauthenticated")
        const shown = phone.show(yield* staff.signInOptions)
        assert.strictEqual(yield* codeOf(staff.byPasskey(shown)), "unauthenticated")
      })
    )
  )

  it.effect("signs in in the office where a host says so", () =>
    Effect.gen(function* () {
      const staff = yield* StaffSignIn
      assert.strictEqual(yield* codeOf(staff.setPassword(yield* invited("amy"), password)), "done")
    }).pipe(
      Effect.provide(
        Layer.provideMerge(
          StaffSignIn.layer({ ...usual, party, staffRoles: new Set(["cashier"]) }),
          house({ staffRoles: new Set(["cashier"]) })
        ),
        { local: true }
      )
    )
  )
})

describe("passkeys", () => {
  const made = (tampering?: Tampering) =>
    Effect.gen(function* () {
      const staff = yield* StaffSignIn
      const phone = new Authenticator()
      const options = yield* staff.passkeyOptions(yield* invited("max"))
      const response = phone.make(options, tampering)
      return { phone, response, said: yield* codeOf(staff.addPasskey(response)) }
    })

  it.effect("are made once, and sign in", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { phone, response, said } = yield* made()
        assert.strictEqual(said, "done")
        assert.strictEqual(yield* codeOf(staff.addPasskey(response)), "unauthenticated")
        const options = yield* staff.signInOptions
        assert.strictEqual(options.allowCredentials, undefined)
        const shown = phone.show(options)
        const { token } = yield* staff.byPasskey(shown)
        assert.strictEqual(yield* admitted(token), "staff staff:max")
        const { caller } = yield* (yield* Access).admit(withBearer(token))
        assert.deepStrictEqual([caller.rows, caller.operator], [{ outlets: ["A1"] }, "max"])
        assert.strictEqual(yield* codeOf(staff.byPasskey(shown)), "unauthenticated")
        yield* TestClock.adjust(1)
        yield* staff.removePasskey(token, shown.id)
        assert.strictEqual(yield* admitted(token), "unauthenticated")
        assert.strictEqual(
          yield* codeOf(staff.byPasskey(phone.show(yield* staff.signInOptions))),
          "unauthenticated"
        )
      })
    )
  )

  it.effect("of one and its copy that say the same count at once, one signs in", () =>
    Effect.gen(function* () {
      const staff = yield* StaffSignIn
      const { phone } = yield* made()
      const [one, other] = [yield* staff.signInOptions, yield* staff.signInOptions]
      const shown = [phone.show(one), phone.show(other, { counter: 1 })].map(staff.byPasskey)
      const said = yield* Effect.all(shown.map(codeOf), { concurrency: "unbounded" })
      assert.deepStrictEqual(said.toSorted(), ["done", "unauthenticated"])
    }).pipe(
      Effect.provide(
        Layer.provideMerge(StaffSignIn.layer({ ...usual, party }), house({}, { records: slowRecords })),
        { local: true }
      )
    )
  )

  it.effect("another one is added with a session", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { phone } = yield* made()
        const { token } = yield* staff.byPasskey(phone.show(yield* staff.signInOptions))
        const options = yield* staff.passkeyOptions({ token })
        assert.deepStrictEqual(
          options.excludeCredentials?.map(({ id }) => id),
          [phone.id.toString("base64url")]
        )
        const laptop = new Authenticator()
        assert.strictEqual(yield* codeOf(staff.addPasskey(laptop.make(options))), "done")
        assert.strictEqual(yield* codeOf(staff.byPasskey(laptop.show(yield* staff.signInOptions))), "done")
        assert.strictEqual(
          yield* codeOf(staff.passkeyOptions({ token: Redacted.make("stf_x.y") })),
          "unauthenticated"
        )
      })
    )
  )

  for (const [title, ending] of [
    ["all was forgotten", "forget"],
    ["all sessions were ended", "signOutEverywhere"]
  ] as const)
    it.effect(`one that was asked for before ${title} is none`, () =>
      inOffice(
        Effect.gen(function* () {
          const staff = yield* StaffSignIn
          const { people } = yield* SignIn
          const { phone } = yield* made()
          const { token } = yield* staff.byPasskey(phone.show(yield* staff.signInOptions))
          const options = yield* staff.passkeyOptions({ token })
          yield* TestClock.adjust(1)
          yield* people[ending](desk(), "max")
          const thiefs = new Authenticator()
          assert.strictEqual(yield* codeOf(staff.addPasskey(thiefs.make(options))), "unauthenticated")
          const shown = thiefs.show(yield* staff.signInOptions)
          assert.strictEqual(yield* codeOf(staff.byPasskey(shown)), "unauthenticated")
        })
      )
    )

  for (const [title, tampering] of [
    ["for another page", { origin: "https://evil.example" }],
    ["for another domain", { rpId: "evil.example" }],
    ["to another challenge", { challenge: "AAAA" }],
    ["of another kind", { type: "webauthn.get" }],
    ["without looking at the owner", { flags: 1 }],
    ["with nobody there", { flags: 4 }]
  ] as ReadonlyArray<readonly [string, Tampering]>)
    it.effect(`one made ${title} is none`, () =>
      inOffice(
        Effect.gen(function* () {
          assert.strictEqual((yield* made(tampering)).said, "unauthenticated")
        })
      )
    )

  for (const [title, tampering] of [
    ["for another page", { origin: "https://evil.example" }],
    ["for another domain", { rpId: "evil.example" }],
    ["to a challenge that nobody gave", { challenge: "AAAA" }],
    ["of another kind", { type: "webauthn.create" }],
    ["without looking at the owner", { flags: 1 }],
    ["with a counter that is behind: a copy", { counter: 1 }],
    ["for somebody else", { userHandle: Buffer.from("fin").toString("base64url") }],
    ["for nobody", { userHandle: "" }],
    ["by another key", { signer: generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey }]
  ] as ReadonlyArray<readonly [string, Tampering]>)
    it.effect(`a signature ${title} signs nobody in`, () =>
      inOffice(
        Effect.gen(function* () {
          const staff = yield* StaffSignIn
          const { phone } = yield* made()
          yield* staff.byPasskey(phone.show(yield* staff.signInOptions))
          assert.strictEqual(
            yield* codeOf(staff.byPasskey(phone.show(yield* staff.signInOptions, tampering))),
            "unauthenticated"
          )
          assert.strictEqual(yield* codeOf(staff.byPasskey(phone.show(yield* staff.signInOptions))), "done")
        })
      )
    )

  it.effect("an answer in which something is no text signs nobody in, and is not measured", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { phone } = yield* made()
        let looked = 0
        const long = {
          get length() {
            looked += 1
            return 8
          }
        }
        for (const wrong of [long, 7, null, ["a"]])
          for (const name of ["clientDataJSON", "userHandle", "authenticatorData", "signature"]) {
            const shown = phone.show(yield* staff.signInOptions)
            const sent = { ...shown, response: { ...shown.response, [name]: wrong } }
            assert.strictEqual(yield* codeOf(staff.byPasskey(sent)), "unauthenticated")
          }
        for (const clientDataJSON of [long, 7, null]) {
          const sent = { ...phone.show(yield* staff.signInOptions), response: { clientDataJSON } }
          assert.strictEqual(yield* codeOf(staff.addPasskey(sent as never)), "unauthenticated")
        }
        assert.strictEqual(looked, 0)
      })
    )
  )

  it.effect("what says how it can be reached in no words is a passkey all the same", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const phone = new Authenticator()
        const made = phone.make(yield* staff.passkeyOptions(yield* invited("max")))
        const sent = { ...made, response: { ...made.response, transports: [{ usb: 1 }] as never } }
        assert.strictEqual(yield* codeOf(staff.addPasskey(sent)), "done")
        assert.strictEqual(yield* codeOf(staff.byPasskey(phone.show(yield* staff.signInOptions))), "done")
      })
    )
  )

  it.effect("a challenge waits for five minutes", () =>
    inOffice(
      Effect.gen(function* () {
        const staff = yield* StaffSignIn
        const { phone } = yield* made()
        const options = yield* staff.signInOptions
        yield* TestClock.adjust(300_000)
        assert.strictEqual(yield* codeOf(staff.byPasskey(phone.show(options))), "unauthenticated")
      })
    )
  )
})
