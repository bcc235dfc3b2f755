/**
 * Shifts: one person at one drawer, from the float that is laid into it to the cash that is counted out of it.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { TenderKind } from "../program/TenderKind.ts"
import { Minor } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import {
  type AccountId,
  OperatorId,
  OutletId,
  OwnerId,
  ShiftId,
  TerminalId,
  type LimitId,
  type WalletId
} from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"
import type { LimitUse, Wallet } from "./Wallet.ts"

/** One kind of tender at the end of a shift, in minor units: what there should be, and what was counted. */
export const TenderCount = Schema.Struct({
  tender: TenderKind,
  currency: AssetCode,
  expected: Minor,
  /** Absent: it was not counted. */
  counted: Schema.optional(Minor),
  /** Counted less expected: short is negative. */
  variance: Schema.optional(Minor)
})
export type TenderCount = typeof TenderCount.Type

/** How a shift was closed. */
export const ShiftClosed = Schema.Struct({
  at: Instant,
  operator: Schema.optional(OperatorId),
  counts: Schema.Array(TenderCount),
  /** Cash in the currency of the float that stayed in the drawer. */
  leaves: Minor,
  /** What the shift had remitted by then, in the same currency. */
  remitted: Minor,
  /** What of the cash that is to be remitted stayed in the drawer with it: whoever takes the drawer over, owes it. */
  passes: Minor,
  handsOverTo: Schema.optional(OperatorId),
  note: Schema.optional(Schema.String)
})
export type ShiftClosed = typeof ShiftClosed.Type

export const Shift = Schema.Struct({
  id: ShiftId,
  outlet: OutletId,
  owner: OwnerId,
  terminal: Schema.optional(TerminalId),
  operator: OperatorId,
  openedAt: Instant,
  /** The trading day on which it was opened. */
  businessDate: Schema.String,
  currency: AssetCode,
  /** Cash that was in the drawer at the beginning. */
  float: Minor,
  takesOverFrom: Schema.optional(ShiftId),
  /** The float less what the shift before has left in the drawer. Absent: as much. */
  difference: Schema.optional(Minor),
  closed: Schema.optional(ShiftClosed),
  /** The shift that has its drawer now. */
  takenOverBy: Schema.optional(ShiftId)
})
export type Shift = typeof Shift.Type

/** The shifts that are open at an outlet, and who has which drawer. */
export const Drawers = Schema.Array(
  Schema.Struct({ shift: ShiftId, operator: OperatorId, terminal: Schema.optional(TerminalId) })
)
export type Drawers = typeof Drawers.Type

/** The account of a shift: its wallets, one for each asset, count what is done in it. */
export const shiftAccount = (shift: string): AccountId => `acc_shift:${shift}` as AccountId
export const shiftWallet = (shift: string, asset: string): WalletId =>
  `wal_shift:${shift}=${asset}` as WalletId

/** The account of an outlet's cash: every shift and remittance of the outlet stands in the chain of its first wallet. */
export const cashAccount = (outlet: OutletId): AccountId => `acc_cash:${outlet}` as AccountId
export const cashWallet = (outlet: OutletId, asset: string): WalletId =>
  `wal_cash:${outlet}=${asset}` as WalletId

/** Whether a wallet counts for a shift. */
export const isOfShift = (wallet: WalletId): boolean => wallet.startsWith("wal_shift:")

const ofShifts: ReadonlySet<string> = new Set(["OpenShift", "CloseShift", "Remit", "ReceiveRemittance"])

/** Whether a verb is about shifts and their cash, and not something that is done in a shift. */
export const isOfShifts = (verb: string): boolean => ofShifts.has(verb)

/** All that a shift or an outlet's cash counts is counted for as long as it lasts. */
export const forShift = "shift"

/** What counts towards what a shift is to remit, beside what it has taken since it was opened; once it is closed, all. */
export const dueUse = "due" as LimitId
/** What of the cash was sent off. */
export const remittedUse = "remitted" as LimitId
/** What promotions gave. */
export const bonusUse = "bonus" as LimitId
export const tenderUse = (tender: TenderKind, way: "in" | "out"): LimitId => `${way} ${tender}` as LimitId
/** How many operations of a verb. */
export const countUse = (verb: string): LimitId => `count ${verb}` as LimitId

/** On an outlet's cash: what was sent off and has not arrived. */
export const underWay = "under way" as LimitId

/** What a wallet has counted under a name. */
export const countedIn = (wallet: Pick<Wallet, "uses"> | undefined, name: string): bigint =>
  wallet?.uses.find(({ limit, window }) => limit === name && window === forShift)?.consumed ?? 0n

const nameOf = ({ limit }: LimitUse): string => limit

/** The tenders that a wallet has counted. */
export const tendersIn = (wallet: Pick<Wallet, "uses">): ReadonlyArray<TenderKind> =>
  TenderKind.literals.filter((tender) =>
    wallet.uses.some((use) => nameOf(use) === `in ${tender}` || nameOf(use) === `out ${tender}`)
  )

/** What a shift took of a tender less what it gave back or paid out. */
export const takenIn = (wallet: Pick<Wallet, "uses"> | undefined, tender: TenderKind): bigint =>
  countedIn(wallet, tenderUse(tender, "in")) - countedIn(wallet, tenderUse(tender, "out"))

/** What of a tender there should be: in the drawer, and among the slips. */
export const expectedIn = (
  { currency, float }: Pick<Shift, "currency" | "float">,
  wallet: Pick<Wallet, "asset" | "uses">,
  tender: TenderKind
): bigint =>
  takenIn(wallet, tender) +
  (tender === "cash" ? (wallet.asset === currency ? float : 0n) - countedIn(wallet, remittedUse) : 0n)

/** The cash of a shift that is to be remitted. */
export const dueIn = ({ closed }: Pick<Shift, "closed">, wallet: Pick<Wallet, "uses"> | undefined): bigint =>
  closed === undefined
    ? countedIn(wallet, dueUse) + takenIn(wallet, "cash") - countedIn(wallet, remittedUse)
    : countedIn(wallet, dueUse)

/** The cash of a currency among what was counted. */
export const cashIn = (counts: ReadonlyArray<TenderCount>, asset: string): TenderCount | undefined =>
  counts.find(({ currency, tender }) => tender === "cash" && currency === asset)

/** What is in the drawer of a closed shift, in the currency of its float: what it left, less what was sent off since. */
export const leftIn = (shift: Shift, wallet: Pick<Wallet, "uses"> | undefined): bigint => {
  const { closed, currency } = shift
  if (closed === undefined) return 0n
  const sentSince = countedIn(wallet, remittedUse) - closed.remitted
  const still = (cashIn(closed.counts, currency)?.counted ?? 0n) - sentSince
  return still < closed.leaves ? still : closed.leaves
}
