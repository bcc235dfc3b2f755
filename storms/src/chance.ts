/**
 * Chance that only a seed decides, so that a storm can be played again.
 *
 * @module
 */

const mixed = (a: number, b: number): number => {
  let state = Math.imul(a ^ (b + 0x9e3779b9 + (a << 6) + (a >>> 2)), 0x85ebca6b)
  state = Math.imul(state ^ (state >>> 13), 0xc2b2ae35)
  return state ^ (state >>> 16)
}

/** A number from 0 to below 1 for a place: the same place gives the same number whoever asks, and in any order. */
export const chanceAt = (...place: ReadonlyArray<number>): number =>
  (place.reduce(mixed, 0x2545f491) >>> 0) / 4_294_967_296

/** A whole number from 0 to below `most` for a place. */
export const oneOf = (most: number, ...place: ReadonlyArray<number>): number =>
  Math.floor(chanceAt(...place) * most)
