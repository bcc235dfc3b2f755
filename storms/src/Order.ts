/**
 * The order to a till: where the ledger is, from where each terminal goes on, and what it asks again first.
 *
 * @module
 */
import type { Place } from "./Place.ts"

export interface Order {
  readonly place: Place
  readonly seed: number
  /** The next command of each terminal; there are as many terminals as numbers. */
  readonly from: ReadonlyArray<number>
  /** Where every terminal stops at the latest. */
  readonly until: number
  /** How many commands a terminal sends at most. */
  readonly most: number
  /** What each terminal asks again before it goes on: the answers must be the same to the byte. */
  readonly again: ReadonlyArray<ReadonlyArray<number>>
  /** Whether a terminal that was not answered sends the same key again; else it stops. */
  readonly insists: boolean
  readonly isPlanted: boolean
  /** Whether nothing is asked but what is sold. */
  readonly isSilent?: boolean
}
