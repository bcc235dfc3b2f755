/**
 * Hindsight: what could have been taken of each lot at an earlier instant and still be there for all that was taken since.
 *
 * @module
 */
import type { Lot, LotTerms } from "../account/Lot.ts"
import { lotIn, type Wallet } from "../account/Wallet.ts"
import { least } from "../values/Amount.ts"
import type { LotId, WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { lotsMoved } from "./Entry.ts"
import type { Operation } from "./Operation.ts"

/** What is known of an operation: what it did, and when it counts. */
export type Happening = Pick<Operation, "verb" | "effectiveAt" | "entry">

/** What of a lot has expired since, and was not taken back. */
interface Lapse {
  readonly at: Instant
  readonly amount: bigint
}

/** What had expired and is taken back, because it is taken at an instant before its end. */
export interface Restored extends Lapse {
  readonly lot: LotTerms
}

/** A lot as it would be had it not expired since. */
interface LotSince {
  readonly lot: Lot
  /** The least that was ever left of it since. */
  readonly lowest: bigint
  /** The earliest first. */
  readonly lapses: ReadonlyArray<Lapse>
}

/** What became of a wallet since an instant; whether more has happened to it is told by its version. */
export interface Hindsight {
  readonly wallet: WalletId
  readonly version: number
  readonly lots: ReadonlyArray<LotSince>
}

/** One change of one lot. */
interface Change {
  readonly verb: string
  readonly at: Instant
  readonly lot: LotTerms
  readonly amount: bigint
}

const isLapse = ({ verb }: Change): boolean => verb === "ExpireLot" || verb === "RestoreExpired"

const changesOf = (
  wallet: WalletId,
  since: Instant,
  operations: ReadonlyArray<Happening>
): ReadonlyMap<LotId, ReadonlyArray<Change>> => {
  const changes = new Map<LotId, Array<Change>>()
  for (const { effectiveAt: at, entry, verb } of operations) {
    if (at <= since) continue
    for (const { lot, remaining: amount, wallet: moved } of lotsMoved(entry))
      if (moved === wallet) changes.set(lot.id, [...(changes.get(lot.id) ?? []), { verb, at, lot, amount }])
  }
  return changes
}

/** What expired at each instant and was not taken back, the earliest first. */
const lapsesIn = (changes: ReadonlyArray<Change>): ReadonlyArray<Lapse> => {
  const sums = new Map<Instant, bigint>()
  for (const change of changes)
    if (isLapse(change)) sums.set(change.at, (sums.get(change.at) ?? 0n) - change.amount)
  return [...sums]
    .map(([at, amount]) => ({ at, amount }))
    .filter(({ amount }) => amount > 0n)
    .toSorted((a, b) => a.at - b.at)
}

/** The least that was left, going back from now; what counts at one instant counts at once. */
const leastIn = (now: bigint, changes: ReadonlyArray<Change>): bigint => {
  const back = changes.filter((change) => !isLapse(change)).toSorted((a, b) => b.at - a.at)
  let [left, lowest] = [now, now]
  back.forEach(({ amount, at }, n) => {
    left -= amount
    if (back[n + 1]?.at !== at) lowest = least(lowest, left)
  })
  return lowest
}

/** Staff gave it another end after it had expired: what was taken back then is not taken back again. */
const isProlonged = (changes: ReadonlyArray<Change>): boolean =>
  changes.some(({ amount, verb }) => verb === "ChangeExpiry" && amount !== 0n)

const lotSince = (lot: Lot, changes: ReadonlyArray<Change>): LotSince => {
  const lapses = isProlonged(changes) ? [] : lapsesIn(changes)
  const remaining = lapses.reduce((sum, { amount }) => sum + amount, lot.remaining)
  return {
    lot: { ...lot, remaining },
    lowest: isProlonged(changes) ? 0n : leastIn(remaining, changes),
    lapses
  }
}

/**
 * Looks back at a wallet from its present state to an instant.
 *
 * @param operations What was recorded on the wallet since, in any order: all that may count after the instant.
 */
export const hindsightOf = (
  wallet: Wallet,
  since: Instant,
  operations: ReadonlyArray<Happening>
): Hindsight => {
  const changes = changesOf(wallet.id, since, operations)
  const lots = wallet.lots.map((lot) => lotSince(lot, changes.get(lot.id) ?? []))
  for (const [id, ofLot] of changes) {
    const terms = ofLot.find(isLapse)?.lot
    if (terms === undefined || lotIn(wallet, id) !== undefined) continue
    lots.push(lotSince({ ...terms, remaining: 0n, held: 0n, promised: 0n }, ofLot))
  }
  return { wallet: wallet.id, version: wallet.version, lots }
}

/** The wallet as what is to be taken at the instant may see it. */
export const asSeen = (wallet: Wallet, { lots }: Hindsight): Wallet => ({
  ...wallet,
  lots: lots.map(({ lot, lowest }) => ({
    ...lot,
    remaining: lot.held + least(lot.remaining - lot.held, lowest)
  }))
})
