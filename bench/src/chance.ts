/**
 * Chance that comes again with the same seed: who asks for what, on which card.
 *
 * @module
 */

/** Numbers from 0 to below 1 (mulberry32). */
export const chance = (seed: number): (() => number) => {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** So many things of which the first is asked for most, the n-th `n` to the power of `-skew` times as often. */
export const zipf = (count: number, skew: number): ((drawn: number) => number) => {
  const upTo = new Float64Array(count)
  let sum = 0
  for (let n = 0; n < count; n++) upTo[n] = sum += (n + 1) ** -skew
  return (drawn) => {
    const wanted = drawn * sum
    let [low, high] = [0, count - 1]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((upTo[middle] ?? 0) < wanted) low = middle + 1
      else high = middle
    }
    return low
  }
}

/** A step that visits each of so many things once before it comes round: neighbours in rank are far apart in place. */
export const scattered = (rank: number, count: number): number =>
  Number((BigInt(rank) * 7_919n) % BigInt(count))
