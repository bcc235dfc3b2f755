/**
 * Holds: reservations pinned to lots, which are captured, released or expire.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { HoldId, LimitId, LotId, OutletId, OwnerId, SubWalletId, WalletId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"

/** A line of the basket: what is being bought, and for how much. A line without category is anything. */
export const BasketLine = Schema.Struct({
  category: Schema.optional(Schema.String),
  sku: Schema.optional(Schema.String),
  amount: Minor
})
export type BasketLine = typeof BasketLine.Type

/** Part of a hold: an amount of one lot, kept for one line of the basket. */
export const Pin = Schema.Struct({ lot: LotId, line: Schema.Int, amount: Minor })
export type Pin = typeof Pin.Type

/** What a hold, a redemption or a load counts against a limit, in the period it was taken from. */
export const LimitShare = Schema.Struct({
  limit: LimitId,
  window: Schema.String,
  amount: Minor,
  /** The wallet that counts it, where that is not the one whose value moves. */
  counter: Schema.optional(WalletId)
})
export type LimitShare = typeof LimitShare.Type

/** An open hold. Held at first + increments = captured + released + what is pinned. */
export const Hold = Schema.Struct({
  id: HoldId,
  placedAt: Instant,
  expiresAt: Instant,
  outlet: Schema.optional(OutletId),
  owner: Schema.optional(OwnerId),
  /** How much more than `asked` the captures may take together, in percent of `asked`. */
  tolerancePercent: Schema.Int,
  /** Held at first, and increments. */
  asked: Minor,
  captured: Minor,
  /** The whole basket's worth as the till said it. Absent: what was asked. */
  basket: Schema.optional(Minor),
  lines: Schema.Array(BasketLine),
  /** In draw-down order; the order in which captures take them. */
  pins: Schema.Array(Pin),
  /** What was pinned from each sub-wallet since the hold was placed, captured parts included. */
  drawn: Schema.Array(Schema.Struct({ subWallet: SubWalletId, amount: Minor })),
  reserved: Schema.Array(LimitShare)
})
export type Hold = typeof Hold.Type

/** What of a hold is still reserved. */
export const outstanding = (hold: Hold): bigint => hold.pins.reduce((sum, pin) => sum + pin.amount, 0n)

/** A hold as it is stored: written out by hand, at a fifth of what the schema costs, in the order of the schema. */
export const plainHold = (hold: Hold): object => ({
  id: hold.id,
  placedAt: hold.placedAt,
  expiresAt: hold.expiresAt,
  outlet: hold.outlet,
  owner: hold.owner,
  tolerancePercent: hold.tolerancePercent,
  asked: Number(hold.asked),
  captured: Number(hold.captured),
  basket: hold.basket === undefined ? undefined : Number(hold.basket),
  lines: hold.lines.map(({ amount, category, sku }) => ({ category, sku, amount: Number(amount) })),
  pins: hold.pins.map(({ amount, line, lot }) => ({ lot, line, amount: Number(amount) })),
  drawn: hold.drawn.map(({ amount, subWallet }) => ({ subWallet, amount: Number(amount) })),
  reserved: hold.reserved.map(({ amount, counter, limit, window }) => ({
    limit,
    window,
    amount: Number(amount),
    counter
  }))
})

const text = (hold: Hold): string => JSON.stringify(plainHold(hold))

/** Whether a hold is exactly as it was. */
export const isSameHold = (a: Hold, b: Hold): boolean => a === b || text(a) === text(b)
