/**
 * The time: that of the machine, or in a demonstration one that is set, so that the story is the same every time.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"

/** Milliseconds since 1970; absent: the machine's own. */
export interface Hands {
  at: number | undefined
}

export const clockOn = (hands: Hands): Layer.Layer<never> => {
  const real = Effect.runSync(Clock.clockWith(Effect.succeed))
  const now = (): number => hands.at ?? real.currentTimeMillisUnsafe()
  const nanos = (): bigint => BigInt(now()) * 1_000_000n
  const set: Clock.Clock = {
    currentTimeMillisUnsafe: now,
    currentTimeMillis: Effect.sync(now),
    currentTimeNanosUnsafe: nanos,
    currentTimeNanos: Effect.sync(nanos),
    monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
    monotonicTimeNanos: real.monotonicTimeNanos,
    sleep: (duration) => real.sleep(duration)
  }
  return Layer.succeed(Clock.Clock, set)
}
