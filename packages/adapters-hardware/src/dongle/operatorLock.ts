/**
 * What only an operator with a dongle may do: the dongle proves itself each time, and pulling it locks.
 *
 * @module
 */
import { randomBytes } from "node:crypto"
import * as Effect from "effect/Effect"
import * as Schema from "effect/Schema"
import * as Stream from "effect/Stream"
import { Dongle, type DongleFault, type DongleProof, WrongDongle } from "../ports/Dongle.ts"

/** Nobody is logged in: the dongle was pulled, or never plugged in. */
export class OperatorLocked extends Schema.TaggedError<OperatorLocked>()("OperatorLocked", {}) {}

const challenge = Effect.sync(() => Uint8Array.from(randomBytes(32)))

/** The operator's place at a till, for as long as its scope. */
export const operatorLock = Effect.gen(function* () {
  const dongle = yield* Dongle
  let operator: DongleProof | undefined
  yield* Effect.forkScoped(
    Stream.runForEach(dongle.present, (isThere) =>
      Effect.sync(() => {
        if (!isThere) operator = undefined
      })
    ),
    { startImmediately: true }
  )
  const proved = Effect.flatMap(challenge, dongle.prove)
  return {
    /** Who is logged in, by the name of the dongle. */
    operator: Effect.sync(() => operator?.dongle),
    unlock: Effect.tap(proved, (proof) =>
      Effect.sync(() => {
        operator = proof
      })
    ),
    lock: Effect.sync(() => {
      operator = undefined
    }),
    /** Asks the dongle again before it is done; a proof of any other dongle than the one that logged in locks. */
    privileged: <A, E, R>(
      what: Effect.Effect<A, E, R>
    ): Effect.Effect<A, E | OperatorLocked | DongleFault, R> =>
      Effect.gen(function* () {
        const before = operator
        if (before === undefined) return yield* new OperatorLocked()
        const now = yield* Effect.tapError(proved, () =>
          Effect.sync(() => {
            operator = undefined
          })
        )
        if (operator !== before) return yield* new OperatorLocked()
        if (now.dongle !== before.dongle) {
          operator = undefined
          return yield* new WrongDongle()
        }
        return yield* what
      })
  }
})
