/**
 * The only way a wallet's balances change: by applying recorded entries.
 *
 * @module
 */
import { isDepleted, type Lot, type LotTerms } from "../account/Lot.ts"
import { isSameUse, type LimitUse, type Wallet } from "../account/Wallet.ts"
import {
  type Entry,
  type HoldMoved,
  isOfWallet,
  type LotMoved,
  type PendingLoadMoved,
  type UseMoved,
  type WalletMovement
} from "./Entry.ts"

const untouched = (terms: LotTerms): Lot => ({ ...terms, remaining: 0n, held: 0n, promised: 0n })

const moved = (lot: Lot, { held, promised, remaining }: LotMoved): Lot => ({
  ...lot,
  remaining: lot.remaining + remaining,
  held: lot.held + held,
  promised: lot.promised + promised
})

const moveLot = (lots: Array<Lot>, movement: LotMoved): void => {
  const at = lots.findIndex(({ id }) => id === movement.lot.id)
  const before = lots[at]
  const after = moved(before ?? untouched(movement.lot), movement)
  if (before === undefined) {
    if (!isDepleted(after)) lots.push(after)
  } else if (isDepleted(after)) lots.splice(at, 1)
  else lots[at] = after
}

const moveHold = (wallet: Wallet, { after, before }: HoldMoved): Wallet["holds"] => {
  if (before === undefined) return after === undefined ? wallet.holds : [...wallet.holds, after]
  return after === undefined
    ? wallet.holds.filter(({ id }) => id !== before.id)
    : wallet.holds.map((hold) => (hold.id === before.id ? after : hold))
}

const moveUse = (uses: ReadonlyArray<LimitUse>, movement: UseMoved): ReadonlyArray<LimitUse> => {
  const before = uses.find((use) => isSameUse(use, movement))
  const until = movement.until ?? before?.until
  const after = {
    limit: movement.limit,
    window: movement.window,
    consumed: (before?.consumed ?? 0n) + movement.consumed,
    reserved: (before?.reserved ?? 0n) + movement.reserved,
    ...(movement.hold !== undefined && { hold: movement.hold }),
    ...(until !== undefined && { until })
  }
  const others = uses.filter((use) => use !== before)
  return after.consumed === 0n && after.reserved === 0n ? others : [...others, after]
}

const movePendingLoad = (wallet: Wallet, { after, before }: PendingLoadMoved): Wallet => {
  const { pendingLoads = [], ...rest } = wallet
  const others = pendingLoads.filter(({ load }) => load !== before?.load)
  const now = after === undefined ? others : [...others, after]
  return now.length === 0 ? rest : { ...rest, pendingLoads: now }
}

const withMovement = (wallet: Wallet, lots: Array<Lot>, movement: WalletMovement): Wallet => {
  switch (movement.kind) {
    case "lot":
      moveLot(lots, movement)
      return wallet
    case "expiry": {
      const at = lots.findIndex(({ id }) => id === movement.lot)
      const lot = lots[at]
      if (lot !== undefined) lots[at] = { ...lot, expiresAt: movement.to }
      return wallet
    }
    case "hold":
      return { ...wallet, holds: moveHold(wallet, movement) }
    case "use":
      return { ...wallet, uses: moveUse(wallet.uses, movement) }
    case "pendingLoad":
      return movePendingLoad(wallet, movement)
    case "receivable":
      return { ...wallet, receivable: wallet.receivable + movement.amount }
    case "inactivity": {
      const { inactivity: _, ...rest } = wallet
      return movement.after === undefined ? rest : { ...rest, inactivity: movement.after }
    }
    case "progress": {
      const { progress: _, ...rest } = wallet
      return movement.after === undefined ? rest : { ...rest, progress: movement.after }
    }
  }
}

/** The wallet after an entry: movements of other wallets leave it as it is. Version and hash are the chain's matter. */
export const apply = (wallet: Wallet, entry: Entry): Wallet => {
  const lots = [...wallet.lots]
  let after = wallet
  for (const movement of entry.movements)
    if (isOfWallet(movement) && movement.wallet === wallet.id) after = withMovement(after, lots, movement)
  return { ...after, lots }
}

const isWithin = ({ funded, held, promised, remaining }: Lot): boolean =>
  held >= 0n && held <= remaining && promised >= 0n && remaining + promised <= funded

/**
 * Whether every lot of a wallet is within its bounds: 0 ≤ held ≤ remaining ≤ funded, and nothing promised twice. Given the
 * wallet as it was `before`, which was sound, only the lots are looked at that are others since.
 */
export const isSound = ({ lots, receivable }: Wallet, before?: Pick<Wallet, "lots">): boolean =>
  receivable >= 0n && lots.every((lot, n) => lot === before?.lots[n] || isWithin(lot))
