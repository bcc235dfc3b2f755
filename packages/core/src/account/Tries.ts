/**
 * Tries of what could be guessed: how many were wrong, and until when no more are taken.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { mostTries } from "../program/Verification.ts"
import { Instant } from "../values/Instant.ts"

export const Tries = Schema.Struct({
  /** In a row, since the last right one or the last lock. */
  tries: Schema.Int,
  /** Wrong ones in all, since somebody last unlocked it. */
  wrong: Schema.Int,
  /** No try is taken before this instant. */
  lockedUntil: Schema.optional(Instant)
})
export type Tries = typeof Tries.Type

/** How many tries are taken. */
export interface TryTerms {
  readonly tries: number
  readonly lockMinutes: number
  /** After so many in all somebody has to unlock it. Absent: 100. */
  readonly most?: number
}

/** Nothing was tried yet. */
export const untried: Tries = { tries: 0, wrong: 0 }

const minute = 60_000
/** Until somebody unlocks it: the last day of the year 9999. */
const untilUnlocked: Instant = 253_402_214_400_000

/** Until when nothing may be tried, if it is locked at an instant. */
export const lockedAt = ({ lockedUntil }: Tries, at: Instant): Instant | undefined =>
  lockedUntil !== undefined && lockedUntil > at ? lockedUntil : undefined

/** One try more. The last one that is taken locks; what was locked before and is over begins anew. */
export const countedOnceMore = (before: Tries, terms: TryTerms, at: Instant): Tries => {
  const { lockMinutes, most = mostTries } = terms
  const tries = (before.lockedUntil === undefined ? before.tries : 0) + 1
  const wrong = before.wrong + 1
  const until = wrong >= most ? untilUnlocked : tries >= terms.tries ? at + lockMinutes * minute : undefined
  return { tries, wrong, ...(until !== undefined && { lockedUntil: until }) }
}
