/** Dongles: a PIV key on a reader proves itself, and an operator without one is locked. */
import { createHash } from "node:crypto"
import { deepEqual, equal, ok } from "node:assert/strict"
import { describe, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import { operatorLock } from "../../src/dongle/operatorLock.ts"
import { pivDongle, type PivOptions } from "../../src/dongle/pivDongle.ts"
import { Dongle } from "../../src/ports/Dongle.ts"
import { SimulatedReader } from "../../src/simulator/SimulatedReader.ts"
import { VirtualPiv } from "../../src/simulator/VirtualPiv.ts"

const key = (name: string): Uint8Array => Uint8Array.from(createHash("sha256").update(name).digest())
const chanceOf = (name: string) => {
  let n = 0
  return () => key(`${name} ${n++}`)
}
const pivOf = (name: string, pin?: string) =>
  new VirtualPiv({ key: key(name), chance: chanceOf(name), ...(pin !== undefined && { pin }) })

const asking = new Uint8Array(32).fill(5)

const plugged = Effect.fnUntraced(function* (options: Partial<PivOptions>) {
  const reader = new SimulatedReader("dongle")
  const layer = Layer.provide(pivDongle({ slot: "dongle", enrolled: {}, ...options }), reader.layer)
  return { reader, dongle: Context.get(yield* Layer.build(layer), Dongle) }
})

/** What was told to a stream is heard when everybody had a turn. */
const turn = Effect.promise(() => new Promise((resolve) => setImmediate(resolve)))

const faultOf = <A, E extends { readonly _tag: string }, R>(effect: Effect.Effect<A, E, R>) =>
  Effect.match(effect, { onFailure: ({ _tag }) => _tag, onSuccess: () => "none" })

describe("a dongle", () => {
  it.effect("signs a challenge, and is known by its key", () =>
    Effect.gen(function* () {
      const [mine, other] = [pivOf("mine"), pivOf("other")]
      const { dongle, reader } = yield* plugged({
        enrolled: { other: other.publicKey, mine: mine.publicKey }
      })
      for (const [piv, name] of [
        [mine, "mine"],
        [other, "other"]
      ] as const) {
        reader.put(piv)
        yield* turn
        const proof = yield* dongle.prove(asking)
        equal(proof.dongle, name)
        deepEqual(proof.challenge, asking)
      }
    })
  )

  it.effect("that is not there, not enrolled, or pulled while it signs, proves nothing", () =>
    Effect.gen(function* () {
      const mine = pivOf("mine")
      const { dongle, reader } = yield* plugged({ enrolled: { mine: mine.publicKey } })
      equal(yield* faultOf(dongle.prove(asking)), "NoDongle")
      reader.put(pivOf("stranger"))
      yield* turn
      equal(yield* faultOf(dongle.prove(asking)), "WrongDongle")
      reader.put(mine, { command: 1, in: "answer", after: 0 })
      yield* turn
      equal(yield* faultOf(dongle.prove(asking)), "NoDongle")
    })
  )

  it.effect("with a PIN counts wrong ones, and says how many are left", () =>
    Effect.gen(function* () {
      const mine = pivOf("mine", "123456")
      let pin = "123456"
      const { dongle, reader } = yield* plugged({
        enrolled: { mine: mine.publicKey },
        key: "9a",
        pin: Effect.sync(() => Redacted.make(pin))
      })
      reader.put(mine)
      yield* turn
      equal((yield* dongle.prove(asking)).dongle, "mine")
      pin = "000000"
      const left: Array<number | undefined> = []
      for (let n = 0; n < 4; n++) {
        const told = yield* Effect.result(dongle.prove(asking))
        ok(told._tag === "Failure" && told.failure._tag === "DonglePinRefused")
        left.push(told.failure.triesLeft)
      }
      deepEqual(left, [2, 1, 0, 0])
    })
  )
})

describe("an operator", () => {
  it.effect("does nothing privileged before the dongle proved itself, nor after it was pulled", () =>
    Effect.gen(function* () {
      const [mine, other] = [pivOf("mine"), pivOf("other")]
      const { dongle, reader } = yield* plugged({
        enrolled: { mine: mine.publicKey, other: other.publicKey }
      })
      const place = yield* Effect.provideService(operatorLock, Dongle, dongle)
      let done = 0
      const load = place.privileged(Effect.sync(() => (done += 1)))
      reader.put(mine)
      yield* turn
      equal(yield* faultOf(load), "OperatorLocked")
      yield* place.unlock
      equal(yield* place.operator, "mine")
      equal(yield* faultOf(load), "none")
      reader.take()
      yield* turn
      equal(yield* place.operator, undefined)
      reader.put(mine)
      yield* turn
      equal(yield* faultOf(load), "OperatorLocked")
      yield* place.unlock
      reader.put(other)
      yield* turn
      equal(yield* faultOf(load), "OperatorLocked")
      equal(done, 1)
    })
  )

  it.effect("is locked by a dongle that is swapped before anybody saw it go", () =>
    Effect.gen(function* () {
      const [mine, other] = [pivOf("mine"), pivOf("other")]
      const { dongle, reader } = yield* plugged({
        enrolled: { mine: mine.publicKey, other: other.publicKey }
      })
      const silent = { ...dongle, present: (yield* plugged({})).dongle.present }
      const place = yield* Effect.provideService(operatorLock, Dongle, silent)
      reader.put(mine)
      yield* turn
      yield* place.unlock
      reader.put(other)
      yield* turn
      equal(yield* faultOf(place.privileged(Effect.void)), "WrongDongle")
      equal(yield* place.operator, undefined)
    })
  )
})
