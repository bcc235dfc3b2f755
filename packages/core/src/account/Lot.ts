/**
 * Lots: the single funding events that a sub-wallet's value consists of.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { FundingClass } from "../program/SubWalletRule.ts"
import { Minor } from "../values/Amount.ts"
import { LotId, OutletId, OwnerId, SubWalletId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"

/** Everything about a lot that never changes, so that a refund can re-create it after it was used up. */
export const LotTerms = Schema.Struct({
  id: LotId,
  subWallet: SubWalletId,
  funding: FundingClass,
  /** What the funding event promised or paid in, in minor units. */
  funded: Minor,
  /** What was paid for it: the amount for paid value, 0 for gifts. */
  costBasis: Minor,
  fundedAt: Instant,
  /** Usable from this instant on; value before it is promised, not yet owed. */
  activeFrom: Instant,
  /** Usable before this instant. Absent: never expires. Changed only by an operation that says so. */
  expiresAt: Schema.optional(Instant),
  /** The outlet and owner that took the load. */
  loadedAt: Schema.Struct({ outlet: Schema.optional(OutletId), owner: Schema.optional(OwnerId) }),
  /** The lot that this one stands in for: after a grace refund or a transfer. */
  restoredFrom: Schema.optional(LotId)
})
export type LotTerms = typeof LotTerms.Type

/** A lot and what is left of it: 0 ≤ held ≤ remaining ≤ funded, and promised is 0 once it is active. */
export const Lot = Schema.Struct({ ...LotTerms.fields, remaining: Minor, held: Minor, promised: Minor })
export type Lot = typeof Lot.Type

/** What the lot could give at this instant: nothing before it is active and from its expiry on. */
export const free = (lot: Lot): bigint => lot.remaining - lot.held

/** Whether the lot's value has ended at an instant; usable while `activeFrom ≤ t < expiresAt`. */
export const isExpired = (lot: Pick<Lot, "expiresAt">, at: Instant): boolean =>
  lot.expiresAt !== undefined && lot.expiresAt <= at

/** What may be drawn from the lot at an instant, before any spend rule is asked. */
export const drawable = (lot: Lot, at: Instant): bigint =>
  lot.activeFrom <= at && !isExpired(lot, at) ? free(lot) : 0n

/** Whether nothing is left of the lot, so that it leaves the wallet. */
export const isDepleted = (lot: Lot): boolean =>
  lot.remaining === 0n && lot.promised === 0n && lot.held === 0n

/**
 * Draw-down order: sub-wallet priority, then soonest to expire (never comes last), then oldest funding, then lot id.
 * It is total, so that every store draws alike.
 */
export const compareLots = (priority: (lot: Lot) => number, a: Lot, b: Lot): number =>
  priority(a) - priority(b) ||
  (a.expiresAt ?? Number.MAX_SAFE_INTEGER) - (b.expiresAt ?? Number.MAX_SAFE_INTEGER) ||
  a.fundedAt - b.fundedAt ||
  (a.id < b.id ? -1 : a.id > b.id ? 1 : 0)

/** The lots in draw-down order; the same array when they are in order already, as they nearly always are. */
export const inDrawDownOrder = (
  lots: ReadonlyArray<Lot>,
  priority: (lot: Lot) => number
): ReadonlyArray<Lot> => {
  const isLate = (lot: Lot, n: number): boolean => {
    const next = lots[n + 1]
    return next !== undefined && compareLots(priority, lot, next) > 0
  }
  return lots.some(isLate) ? [...lots].sort((a, b) => compareLots(priority, a, b)) : lots
}
