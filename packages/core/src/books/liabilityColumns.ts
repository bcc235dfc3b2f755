/**
 * The columns of the liability: for every movement of value the one that says why it came or went.
 *
 * @module
 */
import type { Verb } from "../command/Command.ts"
import { type Entry, type LotMoved, lotsMoved, type Posting } from "../journal/Entry.ts"
import type { Operation, SystemVerb } from "../journal/Operation.ts"
import type { WalletId } from "../values/Ids.ts"

/** How a column enters the sum: what is added, what is taken off, and what may be either. */
export const liabilityColumns = {
  /** Paid for with the card, or at its activation. */
  issued: 1n,
  /** Paid for later. */
  loaded: 1n,
  /** Given without payment: bonuses, rebates, vouchers, points; less what was taken back of them with a sale. */
  granted: 1n,
  /** Came back for goods, with or without their sale. */
  refunded: 1n,
  /** Arrived from another account or program. */
  transferredIn: 1n,
  redeemed: -1n,
  /** Ended, and did not after all. */
  expired: -1n,
  /** Dormancy fees. */
  fees: -1n,
  cashedOut: -1n,
  /** Taken back by the retailer. */
  clawedBack: -1n,
  /** Taken back by a bank. */
  chargedBack: -1n,
  escheated: -1n,
  /** Left for another account or program. */
  transferredOut: -1n,
  /** Corrections by staff, up and down. */
  adjusted: 1n
} as const
export type LiabilityColumn = keyof typeof liabilityColumns

type Moving = Verb | SystemVerb

/** Of verbs that bring value: what nobody paid for is granted. */
const funding: Partial<Record<Moving, LiabilityColumn>> = {
  Issue: "issued",
  Activate: "issued",
  Load: "loaded",
  ConfirmLoad: "loaded",
  Vest: "loaded",
  Earn: "granted",
  GrantVoucher: "granted"
}

/** Of verbs in one column, whoever's value it is. */
const others: Partial<Record<Moving, LiabilityColumn>> = {
  Redeem: "redeemed",
  Advice: "redeemed",
  Capture: "redeemed",
  Reinstate: "redeemed",
  BurnPoints: "redeemed",
  Refund: "refunded",
  UnlinkedRefund: "refunded",
  ExpireLot: "expired",
  RestoreExpired: "expired",
  ChangeExpiry: "expired",
  DormancyFee: "fees",
  CashOut: "cashedOut",
  Clawback: "clawedBack",
  Chargeback: "chargedBack",
  Escheat: "escheated",
  Adjust: "adjusted"
}

const isIn = <A>(table: Partial<Record<string, A>>, name: string): A | undefined =>
  Object.hasOwn(table, name) ? table[name] : undefined

const sales: ReadonlySet<string> = new Set<Moving>(["Redeem", "Advice", "Capture", "Reinstate", "Refund"])
const moves: ReadonlySet<string> = new Set<Moving>(["Transfer", "Merge", "Convert"])

/** The verb that an operation counts for: a reversal counts against what it takes back. */
export const countsFor = ({ entry, verb }: Pick<Operation, "entry" | "verb">): string => entry.undoes ?? verb

/**
 * Whether value came for goods that no value had paid: merchandise credit without a sale, or what was paid of a debt. It is as
 * good as sold, and nothing that was used comes back with it.
 */
export const isCredit = (operation: Pick<Operation, "entry" | "verb">, { why }: LotMoved): boolean =>
  why === "repaid" || countsFor(operation) === "UnlinkedRefund"

/** The wallet that an entry is about; what a sale earns in another one is given. */
export const walletAbout = (entry: Entry): WalletId | undefined => lotsMoved(entry)[0]?.wallet

/** The one column of a movement of value. A verb that moves value and has none is a defect. */
export const columnOf = (
  operation: Pick<Operation, "entry" | "verb" | "id">,
  { lot, remaining, wallet, why }: LotMoved,
  about: WalletId | undefined = walletAbout(operation.entry)
): LiabilityColumn => {
  const verb = countsFor(operation)
  if (why === "lapsed") return "expired"
  if (why === "repaid") return "refunded"
  if (why === "granted" || why === "takenBack" || (sales.has(verb) && wallet !== about)) return "granted"
  if (moves.has(verb))
    return remaining > 0n === (operation.entry.undoes === undefined) ? "transferredIn" : "transferredOut"
  if (verb === "ConvertPoints") return remaining > 0n ? "granted" : "redeemed"
  const brought = isIn(funding, verb)
  const column =
    brought !== undefined && lot.funding === "promotional" ? "granted" : (brought ?? isIn(others, verb))
  if (column === undefined) throw new Error(`${operation.id}: no column of the liability for ${verb}`)
  return column
}

/** How a column enters what promotions cost. */
export const costColumns = {
  /** What was given and owed, less what was taken back of it. */
  given: 1n,
  /** Ended unused: it costs nothing after all. */
  expired: -1n,
  fees: -1n,
  clawedBack: -1n,
  chargedBack: -1n,
  /** Points that became value, which is given in its own asset. */
  converted: -1n,
  /** Taken over by other owners by their agreements, when a clearing period was cut off. */
  borne: -1n,
  adjusted: 1n
} as const
export type CostColumn = keyof typeof costColumns

const costs: Partial<Record<Moving, CostColumn>> = {
  ExpireLot: "expired",
  RestoreExpired: "expired",
  ChangeExpiry: "expired",
  DormancyFee: "fees",
  Clawback: "clawedBack",
  Chargeback: "chargedBack",
  Adjust: "adjusted",
  CutOff: "borne"
}

/** What a sale gives is a cost and what lapses with it is none; a return, or what undoes a sale, is the other way round. */
const ofSale = (verb: string, isUndone: boolean, amount: bigint): CostColumn =>
  amount > 0n === ((verb === "Refund") === isUndone) ? "given" : "expired"

/** The one column of a posting to what promotions cost. */
export const costColumnOf = (
  operation: Pick<Operation, "entry" | "verb">,
  { amount }: Posting
): CostColumn => {
  const verb = countsFor(operation)
  if (sales.has(verb)) return ofSale(verb, operation.entry.undoes !== undefined, amount)
  if (verb === "ConvertPoints") return amount > 0n ? "given" : "converted"
  return isIn(costs, verb) ?? "given"
}
