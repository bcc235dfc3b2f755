/**
 * Trying again: how long a letter waits until its next try, from a table of delays, with some chance in it.
 *
 * @module
 */
import * as Clock from "effect/Clock"
import * as Effect from "effect/Effect"
import * as Random from "effect/Random"
import type { Instant } from "./values/Instant.ts"

/** When an event is tried again. */
export interface Retries {
  /**
   * Milliseconds before the second try, the third and so on; where more are left than the table says, the last one again.
   * Absent: `standardDelays`.
   */
  readonly delays?: ReadonlyArray<number>
  /** Tries in all, after which a letter is dead. Absent: one more than there are delays. */
  readonly tries?: number
  /**
   * Percent, 0 to 100, by which a delay is made shorter or longer by chance, so that what failed together does not come
   * together again. Absent: 20.
   */
  readonly jitter?: number
}

const [second, minute, hour] = [1_000, 60_000, 3_600_000]
const day = 24 * hour

/** The table that Standard Webhooks recommends: ten tries over 75 hours and a half. */
export const standardDelays: ReadonlyArray<number> = [
  5 * second,
  5 * minute,
  30 * minute,
  2 * hour,
  5 * hour,
  10 * hour,
  14 * hour,
  20 * hour,
  24 * hour
]

/** Three tries within minutes, for whoever tries out a receiver. */
export const sandboxDelays: ReadonlyArray<number> = [5 * second, 2 * minute]

const isWhole = (n: number, least: number, most: number): boolean =>
  Number.isSafeInteger(n) && n >= least && n <= most

/** The table with its defaults; throws for one that cannot be. */
export const retriesOf = ({
  delays = standardDelays,
  jitter = 20,
  tries
}: Retries = {}): Required<Retries> => {
  const wrong = delays.findIndex((delay) => !isWhole(delay, 0, 365 * day))
  if (wrong >= 0) throw new TypeError(`retries.delays[${wrong}]: Expected milliseconds, at most a year`)
  if (!isWhole(jitter, 0, 100)) throw new TypeError("retries.jitter: Expected whole percent, 0 to 100")
  return { delays, jitter, tries: tries ?? delays.length + 1 }
}

/**
 * The instant of the next try after so many: the table's delay, shorter or longer by chance; or later where the receiver wants
 * it, but not by more than a day.
 */
export const nextTry: (
  retries: Required<Retries>,
  tries: number,
  retryAfter?: number
) => Effect.Effect<Instant> = Effect.fnUntraced(function* ({ delays, jitter }, tries, retryAfter = 0) {
  const delay = delays[tries - 1] ?? delays.at(-1) ?? 0
  const leeway = Math.floor((delay * jitter) / 100)
  const pause = leeway === 0 ? delay : yield* Random.nextIntBetween(delay - leeway, delay + leeway)
  return (yield* Clock.currentTimeMillis) + Math.max(pause, Math.min(day, retryAfter))
})
