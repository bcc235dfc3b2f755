/**
 * What a shift has counted: tender by tender what there should be, what was given away, how often which verb was used.
 *
 * @module
 */
import type { Shift } from "../account/Shift.ts"
import {
  bonusUse,
  countedIn,
  countUse,
  dueIn,
  expectedIn,
  remittedUse,
  tendersIn,
  tenderUse
} from "../account/Shift.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { TenderKind } from "../program/TenderKind.ts"

/** One tender of a shift in minor units of a currency. */
export interface TenderTotal {
  readonly tender: TenderKind
  readonly currency: string
  readonly in: bigint
  readonly out: bigint
  /** What there should be when the shift is closed, float included; of a closed shift what there should have been. */
  readonly expected: bigint
  readonly counted?: bigint
  /** Counted less expected. */
  readonly variance?: bigint
}

/** What a currency of a shift comes to beside tenders. */
export interface CurrencyTotal {
  readonly currency: string
  /** What promotions gave, less what they took back. */
  readonly bonus: bigint
  /** Cash that was sent to head office. */
  readonly remitted: bigint
  /** Cash that is still to be sent. */
  readonly due: bigint
}

/** `remitted`: closed, and nothing is left to be sent, because it was sent or is the next shift's to send. */
export type ShiftStatus = "open" | "closed" | "remitted"

/** A shift with all that it has counted. */
export interface ShiftTotals {
  readonly shift: Shift
  readonly status: ShiftStatus
  /** How many operations have touched it: what `CloseShift` may name. */
  readonly version: number
  readonly tenders: ReadonlyArray<TenderTotal>
  readonly currencies: ReadonlyArray<CurrencyTotal>
  /** How often each verb was used in it. */
  readonly operations: ReadonlyArray<{ readonly verb: string; readonly count: number }>
}

const tendersOf = (shift: Shift, wallet: Wallet): ReadonlyArray<TenderTotal> => {
  const closed = shift.closed?.counts.filter(({ currency }) => currency === wallet.asset) ?? []
  const own: ReadonlyArray<TenderKind> = wallet.asset === shift.currency ? ["cash"] : []
  const tenders = new Set([...own, ...tendersIn(wallet), ...closed.map(({ tender }) => tender)])
  return [...tenders].map((tender) => {
    const count = closed.find((one) => one.tender === tender)
    return {
      tender,
      currency: wallet.asset,
      in: countedIn(wallet, tenderUse(tender, "in")),
      out: countedIn(wallet, tenderUse(tender, "out")),
      expected: count?.expected ?? expectedIn(shift, wallet, tender),
      ...(count?.counted !== undefined && { counted: count.counted }),
      ...(count?.variance !== undefined && { variance: count.variance })
    }
  })
}

const countName = countUse("")

const operationsOf = (wallets: ReadonlyArray<Wallet>): ShiftTotals["operations"] =>
  wallets
    .flatMap(({ uses }) => uses)
    .filter(({ limit }) => limit.startsWith(countName))
    .map(({ consumed, limit }) => ({ verb: limit.slice(countName.length), count: Number(consumed) }))
    .toSorted((a, b) => (a.verb < b.verb ? -1 : 1))

const statusOf = ({ closed }: Shift, currencies: ReadonlyArray<CurrencyTotal>): ShiftStatus =>
  closed === undefined ? "open" : currencies.every(({ due }) => due <= 0n) ? "remitted" : "closed"

/** The totals of a shift from the wallets of its account, the float's currency first. */
export const shiftTotals = (shift: Shift, wallets: ReadonlyArray<Wallet>): ShiftTotals => {
  const currencies = wallets.map((wallet) => ({
    currency: wallet.asset,
    bonus: countedIn(wallet, bonusUse),
    remitted: countedIn(wallet, remittedUse),
    due: dueIn(shift, wallet)
  }))
  return {
    shift,
    status: statusOf(shift, currencies),
    version: wallets[0]?.version ?? 0,
    tenders: wallets.flatMap((wallet) => tendersOf(shift, wallet)),
    currencies,
    operations: operationsOf(wallets)
  }
}
