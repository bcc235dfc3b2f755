/**
 * Entries: what one accepted operation did, as movements of lots, holds, cards and accounts and as balanced postings.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { Account } from "../account/Account.ts"
import { Credential } from "../account/Credential.ts"
import { BasketLine, Hold } from "../account/Hold.ts"
import { LotTerms } from "../account/Lot.ts"
import { Inactivity } from "../account/Inactivity.ts"
import { PendingLoad } from "../account/PendingLoad.ts"
import { Progress } from "../account/Progress.ts"
import { PartChange } from "../network/Part.ts"
import { Minor } from "../values/Amount.ts"
import { AssetCode } from "../values/Asset.ts"
import {
  CardIndex,
  HoldId,
  LimitId,
  LotId,
  OwnerId,
  ProgramId,
  SubWalletId,
  WalletId
} from "../values/Ids.ts"
import { Instant } from "../values/Instant.ts"
import { LedgerAccount } from "./ChartOfAccounts.ts"

/** A basket line: its number from 0, and what it was. */
const LineMoved = Schema.Struct({
  number: Schema.Int,
  category: Schema.optional(Schema.String),
  sku: Schema.optional(Schema.String)
})

/**
 * Value of one lot moved: the differences to what remains, is held and is promised. The lot's terms come along, so that
 * a lot that was used up can be re-created from any slice of it.
 */
export const LotMoved = Schema.Struct({
  kind: Schema.Literal("lot"),
  wallet: WalletId,
  lot: LotTerms,
  remaining: Minor,
  held: Minor,
  promised: Minor,
  /** The basket line that the slice paid. */
  line: Schema.optional(LineMoved),
  /**
   * Why, where it is not what the operation is about: a sale granted a voucher, a refund took it back, or what was left
   * of a voucher that is used once lapsed (or did not, after all); or the lot stays where it is and changes its program,
   * which takes two movements: out of the one, into the other; or a debt that was paid already is none after all.
   */
  why: Schema.optional(Schema.Literals(["granted", "takenBack", "lapsed", "converted", "repaid"])),
  /** Which voucher of the program was granted. */
  voucher: Schema.optional(Schema.String),
  /** What of the sale that granted it has to stand for the voucher to stay, in paid value. Absent: something. */
  spend: Schema.optional(Minor)
})
export type LotMoved = typeof LotMoved.Type

/** A lot's expiry was changed. */
const ExpiryMoved = Schema.Struct({
  kind: Schema.Literal("expiry"),
  wallet: WalletId,
  lot: LotId,
  from: Schema.optional(Instant),
  to: Schema.optional(Instant)
})

/** A hold was placed (no `before`), changed, or ended (no `after`). */
export const HoldMoved = Schema.Struct({
  kind: Schema.Literal("hold"),
  wallet: WalletId,
  before: Schema.optional(Hold),
  after: Schema.optional(Hold)
})
export type HoldMoved = typeof HoldMoved.Type

/** A limit was consumed or reserved, or given back. */
export const UseMoved = Schema.Struct({
  kind: Schema.Literal("use"),
  wallet: WalletId,
  limit: LimitId,
  window: Schema.String,
  consumed: Minor,
  reserved: Minor,
  /** In a counter: for which hold it is reserved, and until when; before the hold was extended, until when it was. */
  hold: Schema.optional(HoldId),
  until: Schema.optional(Instant),
  untilBefore: Schema.optional(Instant)
})
export type UseMoved = typeof UseMoved.Type

/** A load became pending (no `before`), or is pending no longer (no `after`). */
const PendingLoadMoved = Schema.Struct({
  kind: Schema.Literal("pendingLoad"),
  wallet: WalletId,
  before: Schema.optional(PendingLoad),
  after: Schema.optional(PendingLoad)
})
export type PendingLoadMoved = typeof PendingLoadMoved.Type

/** What the holder owes changed. */
const ReceivableMoved = Schema.Struct({
  kind: Schema.Literal("receivable"),
  wallet: WalletId,
  amount: Minor,
  /**
   * The program whose issuer pays a place in advance of the holder, for a sale that was reported and that no value paid;
   * or has from a load what the holder owed. Absent: value was taken back that had been spent.
   */
  advancedBy: Schema.optional(ProgramId),
  /** The basket line of that sale. */
  line: Schema.optional(LineMoved)
})
export type ReceivableMoved = typeof ReceivableMoved.Type

/** What counts towards card types and vouchers changed. */
const ProgressMoved = Schema.Struct({
  kind: Schema.Literal("progress"),
  wallet: WalletId,
  before: Schema.optional(Progress),
  after: Schema.optional(Progress)
})
export type ProgressMoved = typeof ProgressMoved.Type

/** A card was used, or what of its fees is due next changed. */
const InactivityMoved = Schema.Struct({
  kind: Schema.Literal("inactivity"),
  wallet: WalletId,
  before: Schema.optional(Inactivity),
  after: Schema.optional(Inactivity)
})
export type InactivityMoved = typeof InactivityMoved.Type

/** An account was opened (no `before`) or changed. */
const AccountMoved = Schema.Struct({
  kind: Schema.Literal("account"),
  before: Schema.optional(Account),
  after: Account
})

/** A card was added to an account (no `before`) or changed its state. */
const CardMoved = Schema.Struct({
  kind: Schema.Literal("card"),
  before: Schema.optional(Credential),
  after: Credential
})

/** A part of the network was changed, or came new (no `before`). */
export const NetworkMoved = Schema.Struct({
  kind: Schema.Literal("network"),
  wallet: WalletId,
  ...PartChange.fields
})
export type NetworkMoved = typeof NetworkMoved.Type

export const Movement = Schema.Union([
  LotMoved,
  ExpiryMoved,
  HoldMoved,
  UseMoved,
  PendingLoadMoved,
  ReceivableMoved,
  ProgressMoved,
  InactivityMoved,
  AccountMoved,
  CardMoved,
  NetworkMoved
])
export type Movement = typeof Movement.Type

/** A movement of one wallet, as opposed to a change of an account, of a card or of the network. */
export type WalletMovement = Exclude<Extract<Movement, { readonly wallet: WalletId }>, NetworkMoved>
export const isOfWallet = (movement: Movement): movement is WalletMovement =>
  "wallet" in movement && movement.kind !== "network"

/** One line of the books: a debit (positive) or a credit (negative) of one account, in minor units of one asset. */
export const Posting = Schema.Struct({ account: LedgerAccount, asset: AssetCode, amount: Minor })
export type Posting = typeof Posting.Type

/** At what rate a slice of a sale earned points: so many for every `per` minor units; none for one that earned nothing. */
const Rate = Schema.Struct({ points: Minor, per: Minor })

/**
 * How a sale earned points, so that what goes back of it takes back what it earned, whatever the program says by then. A
 * refund carries it on to its own reversal.
 */
export const Earned = Schema.Struct({
  /** Where the points are. */
  wallet: WalletId,
  subWallet: SubWalletId,
  /** Of the slices that paid, in their order. */
  rates: Schema.Array(Rate),
  /** Of what the rates say, in percent: what the card's type earned. */
  percent: Schema.Int,
  rounding: Schema.Literals(["down", "halfUp", "up"]),
  /**
   * Where the points of whoever brought the holder are, what they got of the holder's, in percent, and how many they had
   * before: no receipt says that of somebody else. Absent: nobody got any.
   */
  referrer: Schema.optional(Schema.Struct({ wallet: WalletId, percent: Schema.Int, had: Minor })),
  /** What was paid elsewhere, for each of the rates; of a return, what went back of it. Absent: value of the ledger paid. */
  paid: Schema.optional(Schema.Array(BasketLine))
})
export type Earned = typeof Earned.Type

/** The sale, the gift of points, the load or the pay-out that something takes something back of: what it is charged by. */
export const OfSale = Schema.Struct({
  /** Its business date. */
  on: Schema.String,
  /** Whose outlet sold. Absent: whoever it is taken back from. */
  owner: Schema.optional(OwnerId),
  /** The program of a load, where the entry itself names another one, or none because nothing is left of it. */
  program: Schema.optional(ProgramId)
})
export type OfSale = typeof OfSale.Type

/** What one operation did. Its postings add up to zero for every asset; it may have none (a card was blocked). */
export const Entry = Schema.Struct({
  movements: Schema.Array(Movement),
  postings: Schema.Array(Posting),
  /** The verb of the operation that a reversal takes back: so that it counts against what that one counted for. */
  undoes: Schema.optional(Schema.String),
  /** How a sale earned points, and what of these a refund took back. Absent: it earned none. */
  earned: Schema.optional(Earned),
  /** The sale or load that it takes something back of. Absent: it takes back none, or one of its own day and owner. */
  ofSale: Schema.optional(OfSale),
  /** Of what goes on with a hold: the card that placed it, which pays whatever is named now. Absent: none did. */
  card: Schema.optional(CardIndex)
})
export type Entry = typeof Entry.Type

/** What an entry changed of the network. */
export const changesIn = (entry: Entry): ReadonlyArray<NetworkMoved> =>
  entry.movements.filter((movement): movement is NetworkMoved => movement.kind === "network")

/** The owner with whom an entry settles what was accepted. Absent: nothing was accepted, or nobody is to be settled with. */
export const acceptorIn = ({ postings }: Pick<Entry, "postings">): OwnerId | undefined => {
  const payable = postings.find(({ account }) => account.kind === "merchantPayable")?.account
  return payable?.kind === "merchantPayable" ? payable.owner : undefined
}

/** Every movement of value of an entry. */
export const lotsMoved = (entry: Entry): ReadonlyArray<LotMoved> =>
  entry.movements.filter((movement): movement is LotMoved => movement.kind === "lot")

/** What was paid in advance of the holder, or is no longer owed: of a sale, or by a load. */
export const advancesOf = ({ movements }: Entry): ReadonlyArray<ReceivableMoved> =>
  movements.filter(
    (movement): movement is ReceivableMoved =>
      movement.kind === "receivable" && movement.advancedBy !== undefined
  )

/** What of an entry was paid in advance of the holder, less what is no longer owed. */
export const advancedIn = (entry: Entry): bigint =>
  advancesOf(entry).reduce((sum, { amount }) => sum + amount, 0n)

/**
 * The slices of the wallet that an entry is about, by which value left or entered lots, in the order in which they were
 * drawn: what a sale earned in another wallet is not among them, nor what it granted.
 */
export const slicesOf = (entry: Entry): ReadonlyArray<LotMoved> => {
  const moved = lotsMoved(entry)
  return moved.filter(({ wallet, why }) => wallet === moved[0]?.wallet && why === undefined)
}
