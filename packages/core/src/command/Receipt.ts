/**
 * Receipts: what an approved operation answers, with everything a till must print or show.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { NetPosition, PeriodStatus } from "../account/ClearingPeriod.ts"
import { Numbering } from "../program/Numbering.ts"
import { Minor } from "../values/Amount.ts"
import { AccountId, WalletId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"

const maybe = Schema.optional

/** A slice of value: an amount of one lot, and the basket line that it paid. */
export const Slice = Schema.Struct({
  subWallet: Schema.String,
  lot: Schema.String,
  amount: Minor,
  line: maybe(Schema.Int)
})
export type Slice = typeof Slice.Type

/** The balances of one sub-wallet after (or before) the operation; `available` is what the command's place accepts. */
export const Balance = Schema.Struct({
  subWallet: Schema.String,
  ledger: Minor,
  held: Minor,
  available: Minor
})
export type Balance = typeof Balance.Type

/** A lot that was funded, and what it funds now or promises for later. */
export const FundedLot = Schema.Struct({
  subWallet: Schema.String,
  lot: Schema.String,
  amount: Minor,
  activeFrom: maybe(InstantText),
  expiresAt: maybe(InstantText)
})
export type FundedLot = typeof FundedLot.Type

/** A voucher that was granted: `lot` is what a sale names to be paid with it. */
export const GrantedVoucher = Schema.Struct({
  voucher: Schema.String,
  subWallet: Schema.String,
  lot: Schema.String,
  amount: Minor,
  expiresAt: maybe(InstantText)
})
export type GrantedVoucher = typeof GrantedVoucher.Type

/** What the verbs answer besides the receipt. */
const answers = {
  account: maybe(Schema.String),
  /** The card number when it was minted, else masked. */
  card: maybe(Schema.String),
  /** By which numbering and at which attempt the number was minted; the number itself is derived again, never stored. */
  minted: maybe(
    Schema.Struct({
      program: Schema.String,
      numbering: Numbering,
      attempt: Schema.Int,
      serial: maybe(Schema.Int)
    })
  ),
  /** Places in the secret order of a program's card numbers: the first of them, and how many. */
  numbers: maybe(Schema.Struct({ from: Schema.Int, count: Schema.Int })),
  /** Of a card that was issued again under its number: what its secret digits are derived with. */
  issueNumber: maybe(Schema.Int),
  status: maybe(Schema.String),
  approved: maybe(Minor),
  drawn: maybe(Schema.Array(Slice)),
  /** What the program's discounts took off the list prices, in all and line by line. */
  discount: maybe(
    Schema.Struct({
      amount: Minor,
      lines: Schema.Array(
        Schema.Struct({ line: Schema.Int, discount: Schema.String, percent: Schema.Int, amount: Minor })
      )
    })
  ),
  /** What is left to pay by other means after a partial approval, and what bound the approval. */
  remainingDue: maybe(Minor),
  boundBy: maybe(Schema.String),
  hold: maybe(Schema.String),
  expiresAt: maybe(InstantText),
  released: maybe(Minor),
  /** The part of a capture that the tolerance gave, above what was held. */
  tolerance: maybe(Minor),
  restored: maybe(Schema.Array(Slice)),
  reversed: maybe(Minor),
  tombstone: maybe(Schema.Boolean),
  taken: maybe(Minor),
  receivable: maybe(Minor),
  /** What of a load pays what the holder owes, or of a refund what is owed for the sale. Absent: nothing. */
  paidOff: maybe(Minor),
  /** Of a sale that was reported: what somebody should look at, as codes in their order. Absent: nothing. */
  exceptions: maybe(Schema.Array(Schema.String)),
  /** Where the card was blocked or lost: how old the till's list of such cards was, in whole seconds. */
  listAge: maybe(Schema.Int),
  paidOut: maybe(Minor),
  /** Of the return of a sale that was paid elsewhere: what the till gives back the way it was paid. */
  paidBack: maybe(Schema.Struct({ currency: Schema.String, amount: Minor })),
  moved: maybe(Minor),
  /** Whose wallet a transfer or merge went to. */
  to: maybe(Schema.Struct({ account: Schema.String, card: maybe(Schema.String) })),
  lots: maybe(Schema.Array(FundedLot)),
  /** What an authorization is for; the code itself is derived again for who granted it, never stored. */
  request: maybe(Schema.String),
  authorizationCode: maybe(Schema.String),
  /**
   * Points that were earned, or with a minus taken back; what is then owed of them, and the ledger of points; how many more a
   * sale would have earned had the place had them in stock (absent: none).
   */
  points: maybe(
    Schema.Struct({
      currency: Schema.String,
      earned: Minor,
      owed: Minor,
      ledger: Minor,
      short: maybe(Minor)
    })
  ),
  /** Points that whoever brought the holder got with it, or with a minus lost again; in whose wallet. */
  referral: maybe(
    Schema.Struct({ account: AccountId, wallet: WalletId, currency: Schema.String, earned: Minor })
  ),
  /** Vouchers that were granted. */
  vouchers: maybe(Schema.Array(GrantedVoucher)),
  /** The card type that the card rose to, or fell back to. */
  cardType: maybe(Schema.Struct({ from: maybe(Schema.String), to: maybe(Schema.String) })),
  quota: maybe(Schema.Struct({ currency: Schema.String, granted: Minor, left: Minor })),
  /** What a holder is reminded of; `expiresAt` says when it comes. */
  reminder: maybe(
    Schema.Struct({
      about: Schema.String,
      /** What ends, or the fee. */
      amount: maybe(Minor),
      occasion: maybe(Schema.String),
      on: maybe(Schema.String)
    })
  ),
  /** A shift: its float, or what there should be and what was counted. */
  shift: maybe(
    Schema.Struct({
      shift: Schema.String,
      currency: Schema.String,
      float: Minor,
      /** The float less what the shift before has left. Absent: as much, or there was none. */
      difference: maybe(Minor),
      counts: maybe(
        Schema.Array(
          Schema.Struct({
            tender: Schema.String,
            currency: Schema.String,
            expected: Minor,
            counted: maybe(Minor),
            variance: maybe(Minor)
          })
        )
      ),
      leaves: maybe(Minor)
    })
  ),
  /** Cash that was sent to head office, or that arrived there. */
  remittance: maybe(
    Schema.Struct({
      shift: Schema.String,
      currency: Schema.String,
      amount: Minor,
      /** What of the shift is still to be sent. */
      left: maybe(Minor),
      /** What arrived less what was sent. Absent: as much. */
      difference: maybe(Minor)
    })
  ),
  /** Of what was changed of the network: its version from now on. */
  version: maybe(Schema.Int),
  /** A clearing period, and what each owner is due in it from the issuer; with a minus it owes. Of a payment: those that were paid, or could not be. */
  period: maybe(
    Schema.Struct({
      cycle: Schema.String,
      through: Schema.String,
      status: PeriodStatus,
      approvedBy: Schema.Array(Schema.String),
      positions: Schema.Array(NetPosition),
      digest: Schema.String
    })
  ),
  swept: maybe(
    Schema.Struct({
      holdsExpired: Schema.Int,
      /** Pending loads that lapsed. Absent: none. */
      loadsLapsed: maybe(Schema.Int),
      lotsVested: Schema.Int,
      lotsExpired: Schema.Int,
      /** Dormancy fees that were due. Absent: none. */
      feesTaken: maybe(Schema.Int),
      /** Card types that were reviewed at the end of a period, changed or not. */
      tiersReviewed: Schema.optional(Schema.Int),
      totals: Schema.Array(
        Schema.Struct({
          currency: Schema.String,
          released: Minor,
          vested: Minor,
          breakage: Minor,
          /** What dormant cards paid. Absent: nothing. */
          fees: maybe(Minor)
        })
      )
    })
  )
}
const Answers = Schema.Struct(answers)
export type Answers = typeof Answers.Type

export const Receipt = Schema.Struct({
  operation: Schema.String,
  approvalCode: Schema.String,
  shard: Schema.Int,
  sequence: Schema.Int,
  ...answers,
  /** The asset of all amounts that say no other. Absent where no wallet was touched. */
  currency: maybe(Schema.String),
  /** Per sub-wallet, after the operation and before it. */
  balances: Schema.Array(Balance),
  before: Schema.Array(Balance),
  /** What ends next, per sub-wallet: the amount of the lots that expire first. */
  expiring: Schema.Array(Schema.Struct({ subWallet: Schema.String, amount: Minor, expiresAt: InstantText })),
  businessDate: Schema.String,
  recordedAt: InstantText,
  /** The wallet's chain after this operation. Absent where no wallet was touched. */
  hash: maybe(Schema.String)
})
export type Receipt = typeof Receipt.Type
