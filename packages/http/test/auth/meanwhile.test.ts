/** What is changed or forgotten while somebody is still being compared, or while what they set is hashed. */
import { assert, describe, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as TestClock from "effect/testing/TestClock"
import { Access } from "../../src/Access.ts"
import { AccessRecords } from "../../src/auth/AccessRecords.ts"
import { SignIn } from "../../src/auth/accessLayer.ts"
import { memoryRecords } from "../../src/auth/memoryRecords.ts"
import type { Caller } from "../../src/Caller.ts"
import { desk, type Device, device, house, signed } from "./house.ts"

/** What happens once, right after a record was changed whose name has these letters in it. */
interface Meanwhile {
  after: string
  happens: Effect.Effect<unknown, unknown> | undefined
}

const watchedRecords = (meanwhile: Meanwhile) =>
  Layer.effect(
    AccessRecords,
    Effect.map(Effect.service(AccessRecords), ({ change, sweep }) =>
      AccessRecords.of({
        change: (name, at, look) =>
          Effect.tap(change(name, at, look), () => {
            const { after, happens = Effect.void } = meanwhile
            if (!name.includes(after)) return Effect.void
            meanwhile.happens = undefined
            return Effect.ignore(happens)
          }),
        sweep
      })
    )
  ).pipe(Layer.provide(memoryRecords))

const codeOf = <A, R>(effect: Effect.Effect<A, { readonly code: string }, R>) =>
  Effect.match(effect, { onSuccess: () => "done", onFailure: ({ code }) => code })

const pin = Redacted.make("4711")

/** Amy, who has a PIN, at her till. */
const amy = Effect.gen(function* () {
  const { people, sessions, terminals } = yield* SignIn
  const { admit } = yield* Access
  const till: Device = device()
  const { code: pairing } = yield* terminals.pairingCode(desk(), "T1")
  yield* terminals.pair(signed(till), { terminal: "T1", code: pairing, publicKey: till.publicKey })
  const { code } = yield* people.invite(desk(), "amy")
  yield* people.accept("amy", code, "pin", pin)
  const { caller } = yield* admit(signed(till))
  yield* TestClock.adjust(1)
  const admitted = (token: Redacted.Redacted) =>
    codeOf(admit(signed(till, { headers: { authorization: `Bearer ${Redacted.value(token)}` } })))
  const signIn = (typed = pin) => sessions.operator(caller satisfies Caller, { operator: "amy", pin: typed })
  return { admitted, people, signIn }
})

/** Once the PIN was right: a try is counted first, and then tries are cleared. */
const compared = (meanwhile: Meanwhile, happens: Effect.Effect<unknown, unknown>, as = "pin") => {
  const counted = Effect.sync(() => Object.assign(meanwhile, { happens }))
  Object.assign(meanwhile, { after: `tries:${as}:amy`, happens: counted })
}

const inHouse = <A, E>(run: (meanwhile: Meanwhile) => Effect.Effect<A, E, Access | SignIn>) => {
  const meanwhile: Meanwhile = { after: "nothing", happens: undefined }
  return Effect.provide(run(meanwhile), house({}, { records: watchedRecords(meanwhile) }), { local: true })
}

describe("who signs in while", () => {
  for (const ending of ["forget", "signOutEverywhere"] as const)
    it.effect(`${ending} ends all sessions: that one too`, () =>
      inHouse((meanwhile) =>
        Effect.gen(function* () {
          const { admitted, people, signIn } = yield* amy
          const end = Effect.andThen(TestClock.adjust(1), people[ending](desk(), "amy"))
          const later = Effect.andThen(end, TestClock.adjust(5))
          compared(meanwhile, later)
          const { token } = yield* signIn()
          assert.strictEqual(yield* admitted(token), "unauthenticated")
        })
      )
    )

  it.effect("another PIN is hashed: a session by the one before ends with it", () =>
    inHouse((meanwhile) =>
      Effect.gen(function* () {
        const { admitted, people, signIn } = yield* amy
        const tokens: Array<Redacted.Redacted> = []
        const signedIn = Effect.tap(signIn(), ({ token }) => Effect.sync(() => tokens.push(token)))
        const later = Effect.andThen(TestClock.adjust(1), Effect.andThen(signedIn, TestClock.adjust(1)))
        compared(meanwhile, later, "exchange pin")
        yield* people.exchange("amy", "pin", { from: pin, to: Redacted.make("0815") })
        const said = yield* Effect.forEach(tokens, admitted)
        assert.deepStrictEqual(said, ["unauthenticated"])
      })
    )
  )
})

describe("a PIN is not set that was shown for before", () => {
  for (const ending of ["forget", "signOutEverywhere"] as const)
    it.effect(`${ending}: by an invitation`, () =>
      inHouse((meanwhile) =>
        Effect.gen(function* () {
          const { people, signIn } = yield* amy
          const { code } = yield* people.invite(desk(), "amy")
          const end = Effect.andThen(TestClock.adjust(1), people[ending](desk(), "amy"))
          Object.assign(meanwhile, { after: "code:invitation:amy", happens: end })
          const other = Redacted.make("0815")
          assert.strictEqual(yield* codeOf(people.accept("amy", code, "pin", other)), "unauthenticated")
          assert.strictEqual(yield* codeOf(signIn(other)), "unauthenticated")
        })
      )
    )
})
