/**
 * Wallets: one asset inside one account, the unit of locking and ordering.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Minor } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import { AccountId, HoldId, LimitId, type LotId, type SubWalletId, WalletId } from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"
import { Hold } from "./Hold.ts"
import { drawable, free, isExpired, Lot } from "./Lot.ts"
import { Inactivity } from "./Inactivity.ts"
import { PendingLoad } from "./PendingLoad.ts"
import { Progress } from "./Progress.ts"

/** What was consumed and is reserved of one limit in one period. */
export const LimitUse = Schema.Struct({
  limit: LimitId,
  window: Schema.String,
  consumed: Minor,
  reserved: Minor,
  /**
   * In a counter each hold reserves for itself, and until the instant at which it ends: what lapses with the hold need not
   * be given back, so that a hold expires without anybody's counter being locked.
   */
  hold: Schema.optional(HoldId),
  until: Schema.optional(Instant)
})
export type LimitUse = typeof LimitUse.Type

export const Wallet = Schema.Struct({
  id: WalletId,
  account: AccountId,
  asset: AssetCode,
  /** How many operations the wallet has seen: the length of its hash chain. */
  version: Schema.Int,
  /** The hash of its newest entry; empty before the first. */
  head: Schema.String,
  /** Where its newest entry is in the journal; at 0 before the first. */
  shard: Schema.Int,
  sequence: Schema.Int,
  /** In draw-down order; a lot that is used up leaves the wallet. */
  lots: Schema.Array(Lot),
  /** The open holds, oldest first. */
  holds: Schema.Array(Hold),
  uses: Schema.Array(LimitUse),
  /** Loads whose payment is pending, oldest first. Absent: none. */
  pendingLoads: Schema.optional(Schema.Array(PendingLoad)),
  /** What the holder owes; never mixed with the balance. */
  receivable: Minor,
  /** Absent: nothing counts towards anything. */
  progress: Schema.optional(Progress),
  /** Absent: nothing depends on how long the card is not used. */
  inactivity: Schema.optional(Inactivity)
})
export type Wallet = typeof Wallet.Type

/** Whether two uses are counted together. */
export const isSameUse = (
  a: Pick<LimitUse, "limit" | "window" | "hold">,
  b: Pick<LimitUse, "limit" | "window" | "hold">
): boolean => a.limit === b.limit && a.window === b.window && a.hold === b.hold

/** A wallet that nothing has happened to. */
export const emptyWallet = (id: WalletId, account: AccountId, asset: string): Wallet => ({
  id,
  account,
  asset,
  version: 0,
  head: "",
  shard: 0,
  sequence: 0,
  lots: [],
  holds: [],
  uses: [],
  receivable: 0n
})

/** The issuer's liability for the wallet: Σ remaining. */
export const ledger = (wallet: Wallet): bigint => wallet.lots.reduce((sum, lot) => sum + lot.remaining, 0n)

/** What open holds reserve: Σ held. */
export const held = (wallet: Wallet): bigint => wallet.lots.reduce((sum, lot) => sum + lot.held, 0n)

export const lotIn = (wallet: Wallet, id: LotId): Lot | undefined => wallet.lots.find((lot) => lot.id === id)

const none: ReadonlyArray<never> = []

/**
 * The instant at which something next falls due by itself: a hold or pending load ends, an instalment, an expiry, a review,
 * a dormancy fee.
 */
export const nextDue = (wallet: Wallet): Instant | undefined => {
  let due: number = wallet.progress?.reviewedAt ?? Number.POSITIVE_INFINITY
  due = Math.min(due, wallet.inactivity?.feeAt ?? due)
  for (const hold of wallet.holds) due = Math.min(due, hold.expiresAt)
  for (const { expiresAt } of wallet.pendingLoads ?? none) due = Math.min(due, expiresAt)
  for (const lot of wallet.lots) {
    if (lot.promised > 0n) due = Math.min(due, lot.activeFrom)
    else if (lot.expiresAt !== undefined && lot.remaining > lot.held) due = Math.min(due, lot.expiresAt)
  }
  return due === Number.POSITIVE_INFINITY ? undefined : due
}

/** The balances of one sub-wallet in minor units. `available` is what may be drawn in the context it was asked for. */
export interface SubWalletBalance {
  readonly subWallet: SubWalletId
  /** Owed to the holder: Σ remaining. */
  readonly ledger: bigint
  /** Reserved by open holds. */
  readonly held: bigint
  readonly available: bigint
  /** Promised instalments that are not due yet. */
  readonly scheduled: bigint
  /** Expired, but the breakage is not posted yet. */
  readonly expiredUnposted: bigint
}

/** The sub-wallets of a program, and after them those that only lots of wallets name: what has no rule any more is still shown. */
export const subWalletsOf = (
  named: ReadonlyArray<SubWalletId>,
  ...wallets: ReadonlyArray<Wallet>
): ReadonlyArray<SubWalletId> => {
  const unnamed = wallets.flatMap(({ lots }) =>
    lots.flatMap(({ subWallet }) => (named.includes(subWallet) ? [] : [subWallet]))
  )
  return unnamed.length === 0 ? named : [...named, ...new Set(unnamed)]
}

/** The balances per sub-wallet, in the order given; `accepts` says which lots count as available. */
export const balancesOf = (
  wallet: Wallet,
  subWallets: ReadonlyArray<SubWalletId>,
  at: Instant,
  accepts: (lot: Lot) => boolean
): ReadonlyArray<SubWalletBalance> =>
  subWallets.map((subWallet) => {
    let [ledger, held, available, scheduled, expiredUnposted] = [0n, 0n, 0n, 0n, 0n]
    for (const lot of wallet.lots) {
      if (lot.subWallet !== subWallet) continue
      ledger += lot.remaining
      held += lot.held
      scheduled += lot.promised
      if (isExpired(lot, at)) expiredUnposted += free(lot)
      else if (accepts(lot)) available += drawable(lot, at)
    }
    return { subWallet, ledger, held, available, scheduled, expiredUnposted }
  })
