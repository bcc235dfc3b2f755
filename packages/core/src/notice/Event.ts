/**
 * Events: what happened, as others are told of it. Each follows from one recorded operation, and has one id for ever.
 *
 * @module
 */
import * as Schema from "effect/Schema"
import { PeriodStatus } from "../account/ClearingPeriod.ts"
import { Balance, GrantedVoucher } from "../command/Receipt.ts"
import { PartName } from "../network/Part.ts"
import { Minor } from "../values/Amount.ts"
import { AccountId, OperationId, OperatorId, OutletId, OwnerId, TenantId, TerminalId } from "../values/Ids.ts"
import { InstantText } from "../values/Instant.ts"

const maybe = Schema.optionalKey

/** Whose operation it was, where it stands in the journal, and where and by whom it was done. */
const head = {
  /** The same for ever, however often it is told: by it a receiver knows that it was told before. */
  id: Schema.String,
  tenant: TenantId,
  operation: OperationId,
  shard: Schema.Int,
  sequence: Schema.Int,
  recordedAt: InstantText,
  businessDate: Schema.String,
  outlet: maybe(OutletId),
  operator: maybe(OperatorId),
  /** The operation that it refers to. */
  original: maybe(OperationId)
}

const Head = Schema.Struct(head)
export type Head = typeof Head.Type

const ofAccount = {
  ...head,
  account: AccountId,
  /** Masked. */
  card: maybe(Schema.String),
  /** The asset of amount and balances. */
  currency: maybe(Schema.String),
  /** Per sub-wallet, after the operation. Empty where no wallet of the account is shown. */
  balances: Schema.Array(Balance)
}

/**
 * Points that were earned, or with a minus taken back; how many there were before, and are now; what is owed; and how many the
 * place had too few of. Absent: none.
 */
const points = maybe(
  Schema.Struct({
    currency: Schema.String,
    earned: Minor,
    before: Minor,
    ledger: Minor,
    owed: Minor,
    short: maybe(Minor)
  })
)

/** Value came or went: how much in minor units of `currency`; and of a load, what was paid for it. */
const ValueEvent = Schema.Struct({
  kind: Schema.Literals([
    "valueLoaded",
    "loadConfirmed",
    "valueRedeemed",
    "holdCaptured",
    "holdReinstated",
    "valueRefunded",
    "unlinkedRefunded",
    "loadClawedBack",
    "loadChargedBack",
    "valueEscheated",
    "cashedOut",
    "valueAdjusted",
    "valueTransferred",
    "accountMerged",
    "bonusVested",
    "lotExpired",
    "feeTaken",
    "pointsEarned",
    /** A sale that was paid elsewhere came back: what goes back of its points, spent or not. */
    "pointsTakenBack",
    "pointsBurnt",
    "pointsConverted",
    /** At the other end of a transfer or merge. */
    "valueReceived",
    /** Somebody whom the holder had brought has paid, or what was earned so went back with a return. */
    "referralEarned",
    "referralTakenBack"
  ]),
  ...ofAccount,
  amount: Minor,
  paid: maybe(Minor),
  /** What of a load paid what the holder owed, or of a refund what was owed for the sale. */
  paidOff: maybe(Minor),
  points,
  /** What was left to pay by other means. */
  remainingDue: maybe(Minor),
  hold: maybe(Schema.String)
})

/** A sale was reported after it had happened: what value paid of it, and what the holder owes instead. */
const AdviceEvent = Schema.Struct({
  kind: Schema.Literal("offlineSaleReported"),
  ...ofAccount,
  /** When the sale counts. */
  effectiveAt: InstantText,
  /** What was spent in all. */
  amount: Minor,
  /** What of it no value paid. */
  owed: maybe(Minor),
  points,
  /** What somebody should look at, as codes. */
  exceptions: Schema.Array(Schema.String)
})

/** Value was reserved, or is no longer. */
const HoldEvent = Schema.Struct({
  kind: Schema.Literals(["valueHeld", "holdIncremented", "holdExtended", "holdReleased", "holdExpired"]),
  ...ofAccount,
  hold: maybe(Schema.String),
  amount: maybe(Minor),
  expiresAt: maybe(InstantText)
})

/** A load waits for its payment, or waits no longer: how much would have come. */
const PendingLoadEvent = Schema.Struct({
  kind: Schema.Literals(["loadPending", "loadFailed", "loadLapsed"]),
  ...ofAccount,
  amount: Minor,
  expiresAt: maybe(InstantText)
})

/** A card or an account took another state; a card that was issued or activated may have been loaded with it. */
const StateEvent = Schema.Struct({
  kind: Schema.Literals([
    "cardIssued",
    "cardActivated",
    "cardDeactivated",
    "cardReactivated",
    "cardBlocked",
    "cardUnblocked",
    "cardLost",
    "accountFrozen",
    "accountUnfrozen",
    "accountClosed",
    "cardReplaced",
    "cardLinked",
    "accountConverted",
    "expiryChanged",
    "pinSet",
    "holderIdentified",
    "pinUnlocked",
    "tryCounted",
    "expiryTakenBack",
    "triesCleared"
  ]),
  ...ofAccount,
  status: maybe(Schema.String),
  amount: maybe(Minor),
  expiresAt: maybe(InstantText)
})

/** An operation was undone. What was undone before it arrived has no account and no amount. */
const ReversalEvent = Schema.Struct({
  kind: Schema.Literal("operationReversed"),
  ...ofAccount,
  account: maybe(AccountId),
  amount: maybe(Minor),
  points
})

/** A purchase has left less than the program's threshold. */
const LowBalanceEvent = Schema.Struct({
  kind: Schema.Literal("lowBalance"),
  ...ofAccount,
  threshold: Minor,
  /** Σ of the ledgers after it. */
  left: Minor
})

/** Points are now enough for gifts for which they were not enough before. */
const PointsReachedEvent = Schema.Struct({
  kind: Schema.Literal("pointsReached"),
  ...ofAccount,
  gifts: Schema.Array(Schema.String),
  points
})

/** Vouchers were granted, beside a sale or by hand: `lot` is what a later sale names to be paid with one. */
const VoucherEvent = Schema.Struct({
  kind: Schema.Literal("voucherGranted"),
  ...ofAccount,
  amount: Minor,
  vouchers: Schema.Array(GrantedVoucher)
})

/** The type of a card changed, or was reviewed at the end of a period; both are absent where it stayed. */
const CardTypeEvent = Schema.Struct({
  kind: Schema.Literals(["cardTypeReviewed", "cardTypeChanged"]),
  ...ofAccount,
  from: maybe(Schema.String),
  to: maybe(Schema.String)
})

/** What is wanted, but for its cards. */
export const WantedTold = Schema.Struct({
  type: Schema.String,
  operator: OperatorId,
  outlet: maybe(OutletId),
  terminal: maybe(TerminalId),
  account: maybe(AccountId),
  amount: maybe(Minor),
  currency: maybe(Schema.String),
  original: maybe(OperationId),
  subWallet: maybe(Schema.String),
  offer: maybe(Schema.String),
  voucher: maybe(Schema.String),
  lot: maybe(Schema.String)
})

/** Somebody asks for approval, has been given a code, or the code is void; what is wanted, as far as it was said. */
const ApprovalEvent = Schema.Struct({
  kind: Schema.Literals(["authorizationRequested", "authorizationGranted", "authorizationRevoked"]),
  ...head,
  request: maybe(Schema.String),
  wanted: maybe(WantedTold),
  expiresAt: maybe(InstantText)
})

/** Whose quota it is, and how much is asked for or granted. */
export const QuotaTold = Schema.Struct({
  ofOutlet: maybe(OutletId),
  ofTerminal: maybe(TerminalId),
  amount: Minor
})

/** A place asks for more quota, or has been granted it: what it was granted in all, and what of it is left. */
const QuotaEvent = Schema.Struct({
  kind: Schema.Literals(["quotaRequested", "quotaGranted"]),
  ...head,
  ...QuotaTold.fields,
  currency: Schema.String,
  granted: Minor,
  left: Minor
})

/**
 * A holder asks for a one-time code. The code is not in the event: `oneTimeCodeOf` derives it where the keys are. Without an
 * account somebody asked who is not known, and nobody is told.
 */
const OneTimeCodeEvent = Schema.Struct({
  kind: Schema.Literal("oneTimeCodeRequested"),
  ...head,
  account: maybe(AccountId),
  /** Masked. */
  card: maybe(Schema.String),
  /** How many digits the code has. */
  digits: maybe(Schema.Int),
  expiresAt: maybe(InstantText)
})

/** A part of the network is another document from now on. */
const NetworkEvent = Schema.Struct({
  kind: Schema.Literal("networkChanged"),
  ...head,
  part: PartName,
  /** Which part of its kind. */
  of: Schema.String,
  version: Schema.Int
})

/** Card numbers were allotted, for a service or for a card supplier. */
const NumbersEvent = Schema.Struct({
  kind: Schema.Literal("numbersAllotted"),
  ...head,
  from: Schema.Int,
  count: Schema.Int
})

/**
 * A clearing period was cut off, approved by one more person, paid, or could not be paid: its status says how far it is now. While
 * some of its owners are paid and others are not, it is `approved`.
 */
const PeriodEvent = Schema.Struct({
  kind: Schema.Literal("clearingPeriodChanged"),
  ...head,
  cycle: Schema.String,
  through: Schema.String,
  status: PeriodStatus,
  /** Of a payment: whose positions were paid, or could not be. */
  owners: maybe(Schema.Array(OwnerId))
})

/** An owner disputes what it is due for an operation, or such a dispute was answered. */
const DisputeEvent = Schema.Struct({
  kind: Schema.Literals(["clearingDisputed", "disputeRejected", "clearingCorrected"]),
  ...head,
  /** `original` is what is disputed; of an answer, the dispute. */
  reason: Schema.String
})

/** Value ends soon, a dormancy fee comes unless the card is used, or it is the holder's day. */
const ReminderEvent = Schema.Struct({
  kind: Schema.Literals(["expiryNear", "feeNear", "dormantNear", "anniversary"]),
  ...ofAccount,
  amount: maybe(Minor),
  expiresAt: maybe(InstantText),
  occasion: maybe(Schema.String)
})

/** A shift was opened, or closed: what there should be, and what was counted. */
const ShiftEvent = Schema.Struct({
  kind: Schema.Literals(["shiftOpened", "shiftClosed"]),
  ...head,
  shift: Schema.String,
  currency: Schema.String,
  float: Minor,
  difference: maybe(Minor),
  counts: maybe(
    Schema.Array(
      Schema.Struct({
        tender: Schema.String,
        currency: Schema.String,
        expected: Minor,
        counted: Schema.optional(Minor),
        variance: Schema.optional(Minor)
      })
    )
  )
})

/** Cash was sent to head office, or has arrived: `difference` is what arrived less what was sent. */
const RemittanceEvent = Schema.Struct({
  kind: Schema.Literals(["cashRemitted", "remittanceReceived"]),
  ...head,
  shift: Schema.String,
  currency: Schema.String,
  amount: Minor,
  difference: maybe(Minor)
})

/** What was due was posted; each thing that was due is an event of its own. */
const LedgerEvent = Schema.Struct({ kind: Schema.Literal("ledgerSwept"), ...head })

export const Event = Schema.Union([
  ValueEvent,
  AdviceEvent,
  HoldEvent,
  PendingLoadEvent,
  StateEvent,
  ReversalEvent,
  LowBalanceEvent,
  PointsReachedEvent,
  VoucherEvent,
  CardTypeEvent,
  ApprovalEvent,
  QuotaEvent,
  OneTimeCodeEvent,
  NetworkEvent,
  NumbersEvent,
  PeriodEvent,
  DisputeEvent,
  ReminderEvent,
  ShiftEvent,
  RemittanceEvent,
  LedgerEvent
])
export type Event = typeof Event.Type
export type EventKind = Event["kind"]

/** Every kind of event. */
export const eventKinds: ReadonlyArray<EventKind> = Event.members.flatMap(
  ({ fields: { kind } }): ReadonlyArray<EventKind> => ("literals" in kind ? kind.literals : [kind.literal])
)

/** The event as it is stored and sent: amounts as whole numbers, instants as RFC 3339. */
export const encodeEvent = Schema.encodeSync(Event)
export const decodeEvent = Schema.decodeUnknownSync(Event)

/** Whose event it is, if it is anybody's: the events of an account are told in their order. */
export const accountOfEvent = (event: Event): AccountId | undefined =>
  "account" in event ? event.account : undefined
