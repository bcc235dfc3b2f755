/**
 * Rate limits: how often something may be asked, exactly, whatever moment is looked at.
 *
 * A limit is a bucket that holds `burst` and gains one at a time, in equal steps (the generic cell rate algorithm of ATM
 * traffic management). The steps are as long as they must be for the sentence to hold: in no window of `window`
 * milliseconds, wherever it begins, more than `quota` pass.
 *
 * @module
 */

export interface RateLimit {
  /** As it is told to callers: small letters, digits and hyphens. */
  readonly name: string
  /** How many pass in any window, from 1 on. */
  readonly quota: number
  /** Milliseconds, from 1 on. */
  readonly window: number
  /** How many of them at once: 1 to `quota`. Absent: half of the quota, rounded up. */
  readonly burst?: number
}

/** What a bucket says. */
export interface Passed {
  readonly passes: boolean
  /** How many would pass at this moment. */
  readonly left: number
  /** Milliseconds until what was refused would pass, or one more than now; 0 with a full bucket. */
  readonly wait: number
  /** When the bucket is full again, in milliseconds of the epoch: then it can be forgotten. */
  readonly fullAt: number
  /** What is remembered of it. */
  readonly state: bigint
}

const most = 1_000_000_000

/** A limit that can be kept; throws for one that cannot. */
export const rateLimit = (limit: RateLimit): Required<RateLimit> => {
  const burst = limit.burst ?? Math.ceil(limit.quota / 2)
  const isCount = (n: number): boolean => Number.isSafeInteger(n) && n >= 1 && n <= most
  if (!/^[a-z][a-z0-9-]{0,39}$/.test(limit.name))
    throw new RangeError(`limit ${limit.name}: Expected a name of 1–40 small letters, digits or hyphens`)
  if (!isCount(limit.quota) || !isCount(limit.window))
    throw new RangeError(`limit ${limit.name}: Expected a quota and a window from 1 on`)
  if (!isCount(burst) || burst > limit.quota)
    throw new RangeError(`limit ${limit.name}: Expected a burst from 1 to the quota`)
  return { ...limit, burst }
}

const ceiling = (value: bigint, unit: bigint): number => Number((value + unit - 1n) / unit)

/**
 * Takes `count` from a bucket at an instant in whole milliseconds. Time is counted in parts of a millisecond, so many that
 * the steps are whole: with `quota − burst + 1` parts, one step is as many of them as the window has milliseconds.
 */
export const take = (
  { burst, quota, window }: Required<RateLimit>,
  state: bigint | undefined,
  at: number,
  count = 1
): Passed => {
  const parts = BigInt(quota - burst + 1)
  const step = BigInt(window)
  const now = BigInt(at) * parts
  const room = BigInt(burst) * step
  const before = state === undefined || state < now ? now : state
  const asked = before + BigInt(count) * step
  const passes = asked - now <= room
  const after = passes ? asked : before
  const used = after - now
  const free = used > room ? 0n : room - used
  const wanting = passes ? step - (free % step) : asked - now - room
  return {
    passes,
    left: Number(free / step),
    wait: used === 0n ? 0 : ceiling(wanting, parts),
    fullAt: ceiling(after, parts),
    state: after
  }
}
