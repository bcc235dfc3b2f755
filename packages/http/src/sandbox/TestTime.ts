/**
 * The time of a sandbox: it runs as everywhere, and is put forward when a test does not want to wait for a gift to expire.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"

export interface TestTime {
  /** What the ledger and access read. Who sleeps, sleeps in real time. */
  readonly clock: Clock.Clock
  /** What the clocks of all others say. */
  readonly outside: Clock.Clock
  /** Milliseconds of the epoch. */
  readonly now: () => number
  /** Puts it forward by so many milliseconds. It never goes back: neither does a ledger. */
  readonly advance: (milliseconds: number) => void
  /** What it was without being put forward, for a ledger that begins anew. */
  readonly reset: () => void
}

export const testTime = (): TestTime => {
  const real = Effect.runSync(Effect.service(Clock.Clock))
  let ahead = 0
  const now = () => real.currentTimeMillisUnsafe() + ahead
  const nanos = () => real.currentTimeNanosUnsafe() + BigInt(ahead) * 1_000_000n
  return {
    outside: real,
    clock: {
      currentTimeMillisUnsafe: now,
      currentTimeMillis: Effect.sync(now),
      currentTimeNanosUnsafe: nanos,
      currentTimeNanos: Effect.sync(nanos),
      monotonicTimeNanosUnsafe: () => real.monotonicTimeNanosUnsafe(),
      monotonicTimeNanos: real.monotonicTimeNanos,
      sleep: (duration) => real.sleep(duration)
    },
    now,
    advance: (milliseconds) => {
      ahead += milliseconds
    },
    reset: () => {
      ahead = 0
    }
  }
}
