/**
 * The only divisions of money: what a part of an amount is, and how an amount falls into parts, to the last unit.
 *
 * @module
 */

/** The whole minor units in `percent` (a whole number from 0 on) of an amount, rounded down once. */
export const percentOf = (amount: bigint, percent: number): bigint => (amount * BigInt(percent)) / 100n

/** What happens to a fraction: it is dropped, rounded to the nearest with halves up, or made whole. */
export type Rounding = "down" | "halfUp" | "up"

/** A fraction of two amounts (0 or more, and more than 0) as a whole number, rounded once. */
export const wholeOf = (numerator: bigint, denominator: bigint, rounding: Rounding): bigint => {
  const whole = numerator / denominator
  const rest = numerator % denominator
  if (rest === 0n || rounding === "down") return whole
  return rounding === "up" || rest * 2n >= denominator ? whole + 1n : whole
}

/**
 * So many hundredths of a percent of an amount, both of either sign, as whole minor units: rounded once to the nearest, halves
 * to the even one, so that neither side gains by rounding.
 */
export const shareOf = (amount: bigint, basisPoints: number): bigint => {
  const exact = amount * BigInt(basisPoints)
  const size = exact < 0n ? -exact : exact
  const whole = size / 10_000n
  const rest = (size % 10_000n) * 2n
  const isUp = rest > 10_000n || (rest === 10_000n && whole % 2n === 1n)
  const share = isUp ? whole + 1n : whole
  return exact < 0n ? -share : share
}

/** How often a unit goes into an amount that is a multiple of it; `undefined` where it is none. */
export const timesIn = (amount: bigint, unit: bigint): bigint | undefined =>
  amount % unit === 0n ? amount / unit : undefined

/** Equal parts of an amount; an indivisible remainder goes to the earliest parts, one unit each. */
export const equalParts = (amount: bigint, parts: number): ReadonlyArray<bigint> => {
  const each = amount / BigInt(parts)
  const left = Number(amount % BigInt(parts))
  return Array.from({ length: parts }, (_, part) => (part < left ? each + 1n : each))
}

/**
 * Parts of an amount in proportion to weights by largest remainder: every part is within one unit of its exact share
 * and the parts add up to the amount. Equal remainders go to the earlier part. Weights are ≥ 0 and not all 0.
 */
export const inProportion = (amount: bigint, weights: ReadonlyArray<bigint>): ReadonlyArray<bigint> => {
  const whole = weights.reduce((sum, weight) => sum + weight, 0n)
  const parts = weights.map((weight) => (amount * weight) / whole)
  let left = amount - parts.reduce((sum, part) => sum + part, 0n)
  const byRemainder = weights
    .map((weight, index) => ({ index, remainder: (amount * weight) % whole }))
    .sort((a, b) => Number(b.remainder - a.remainder))
  for (const { index } of byRemainder) {
    if (left === 0n) break
    parts[index] = (parts[index] ?? 0n) + 1n
    left -= 1n
  }
  return parts
}
