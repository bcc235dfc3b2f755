/**
 * The events of a recorded operation. Nothing but the operation and the terms is asked: the same one always gives the same.
 *
 * @module
 */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"
import { outstanding } from "../account/Hold.ts"
import type { Recorded } from "../batch/decideBatch.ts"
import type { Verb } from "../command/Command.ts"
import { readStored } from "../command/Outcome.ts"
import type { FundedLot, Slice } from "../command/Receipt.ts"
import type { SystemVerb } from "../journal/Operation.ts"
import type { Network } from "../network/Network.ts"
import type { AccountId } from "../values/Ids.ts"
import { crossed } from "./crossed.ts"
import { type Event, QuotaTold, WantedTold } from "./Event.ts"
import { cardTypeReviewed, voucherGranted, given } from "./given.ts"
import { disputing, networkChanged, periodChanged, remittanceTold, shiftTold } from "./office.ts"
import { headOf, ledgerMoved, ofAccount, paidFor, pointsOf, type Told } from "./Told.ts"

type Amount = (told: Told) => bigint
type Telling = (told: Told) => Event
type KindOf<Fields> = Extract<Event, Fields>["kind"]
type StateKind = Exclude<KindOf<{ readonly status?: string }>, "clearingPeriodChanged">
type BesideKind = "valueReceived" | "referralEarned" | "referralTakenBack"
type ValueKind = Exclude<KindOf<{ readonly paid?: bigint }>, BesideKind>
type HoldKind = Exclude<KindOf<{ readonly hold?: string }>, ValueKind | BesideKind>
type ApprovalKind = KindOf<{ readonly request?: string }>
type PendingKind = "loadPending" | "loadFailed" | "loadLapsed"
type QuotaKind = KindOf<{ readonly granted: bigint }>

const sum = (parts: ReadonlyArray<Slice | FundedLot> = []): bigint =>
  parts.reduce((total, { amount }) => total + amount, 0n)

const moved: Amount = ({ operation, receipt }) => ledgerMoved(operation, receipt.currency)
const drawn: Amount = ({ receipt }) => sum(receipt.drawn)
const funded: Amount = ({ receipt }) => sum(receipt.lots)
const approved: Amount = ({ receipt }) => receipt.approved ?? 0n

const value =
  (kind: ValueKind, amount: Amount): Telling =>
  (told) => {
    const { operation, receipt } = told
    const [paid, points] = [paidFor(operation), pointsOf(told)]
    return {
      ...headOf(told, kind),
      ...ofAccount(told),
      amount: amount(told),
      ...(paid > 0n && { paid }),
      ...(receipt.paidOff !== undefined && { paidOff: receipt.paidOff }),
      ...(points !== undefined && { points }),
      ...(receipt.remainingDue !== undefined && { remainingDue: receipt.remainingDue }),
      ...(receipt.hold !== undefined && { hold: receipt.hold })
    }
  }

const refunded = value("valueRefunded", ({ receipt }) => sum(receipt.restored) + (receipt.paidOff ?? 0n))
/** Of a sale that was paid elsewhere. */
const takenBack = value("pointsTakenBack", ({ receipt }) => -(receipt.points?.earned ?? 0n))

const reported: Telling = (told) => {
  const { operation, receipt } = told
  const points = pointsOf(told)
  return {
    ...headOf(told, "offlineSaleReported"),
    ...ofAccount(told),
    effectiveAt: operation.effectiveAt,
    amount: approved(told),
    ...(receipt.receivable !== undefined && { owed: receipt.receivable }),
    ...(points !== undefined && { points }),
    exceptions: receipt.exceptions ?? []
  }
}

/** The hold that an operation ended, as it was before. */
const endedHold = ({ operation }: Told) =>
  operation.entry.movements.flatMap((movement) =>
    movement.kind === "hold" && movement.before !== undefined && movement.after === undefined
      ? [movement.before]
      : []
  )[0]

const lapsed: Amount = (told) => {
  const hold = endedHold(told)
  return hold === undefined ? 0n : outstanding(hold)
}

const holding =
  (kind: HoldKind, amount?: Amount): Telling =>
  (told) => {
    const { expiresAt, hold = endedHold(told)?.id } = told.receipt
    return {
      ...headOf(told, kind),
      ...ofAccount(told),
      ...(hold !== undefined && { hold }),
      ...(amount !== undefined && { amount: amount(told) }),
      ...(expiresAt !== undefined && { expiresAt })
    }
  }

/** A load that waits, or did. */
const awaited =
  (kind: PendingKind): Telling =>
  (told) => {
    const { expiresAt } = told.receipt
    const [pending] = told.operation.entry.movements.flatMap((movement) =>
      movement.kind === "pendingLoad" ? [movement.after ?? movement.before] : []
    )
    return {
      ...headOf(told, kind),
      ...ofAccount(told),
      amount: pending?.terms.amount ?? 0n,
      ...(expiresAt !== undefined && { expiresAt })
    }
  }

const loaded: Telling = (told) =>
  told.receipt.status === "pending" ? awaited("loadPending")(told) : value("valueLoaded", moved)(told)

const codeAsked: Telling = (told) => {
  const { entry, account, id } = told.operation
  const [code] = entry.movements.flatMap((movement) =>
    movement.kind === "account" && movement.after.oneTimeCode?.requestedBy === id
      ? [movement.after.oneTimeCode]
      : []
  )
  return {
    ...headOf(told, "oneTimeCodeRequested"),
    ...(code !== undefined && account !== undefined && { account, digits: code.digits }),
    ...(code?.expiresAt !== undefined && { expiresAt: code.expiresAt }),
    ...(told.receipt.card !== undefined && { card: told.receipt.card })
  }
}

const reminders = {
  expiry: "expiryNear",
  fee: "feeNear",
  dormant: "dormantNear",
  anniversary: "anniversary"
} as const
const isAbout = (about: string): about is keyof typeof reminders => Object.hasOwn(reminders, about)

const reminded: Telling = (told) => {
  const { expiresAt, reminder } = told.receipt
  const about = reminder?.about ?? ""
  return {
    ...headOf(told, isAbout(about) ? reminders[about] : "anniversary"),
    ...ofAccount(told),
    ...(reminder?.amount !== undefined && { amount: reminder.amount }),
    ...(expiresAt !== undefined && { expiresAt }),
    ...(reminder?.occasion !== undefined && { occasion: reminder.occasion })
  }
}

const state =
  (kind: StateKind): Telling =>
  (told) => {
    const { expiresAt, status } = told.receipt
    const amount = moved(told)
    return {
      ...headOf(told, kind),
      ...ofAccount(told),
      ...(status !== undefined && { status }),
      ...(amount > 0n && { amount }),
      ...(expiresAt !== undefined && { expiresAt })
    }
  }

const reversed: Telling = (told) => {
  const { operation, receipt } = told
  const points = pointsOf(told)
  const { account: _, ...shown } = ofAccount(told, operation.account ?? ("" as AccountId))
  return {
    ...headOf(told, "operationReversed"),
    ...shown,
    ...(operation.account !== undefined && { account: operation.account }),
    ...(receipt.reversed !== undefined && { amount: receipt.reversed }),
    ...(points !== undefined && { points })
  }
}

const decodeWanted = Schema.decodeUnknownOption(Schema.Struct({ wanted: WantedTold }))
const decodeQuota = Schema.decodeUnknownOption(QuotaTold)

/** The command as it was sent, which has neither secrets nor card numbers any more. */
const askedIn = ({ operation }: Told): unknown => JSON.parse(operation.asked)

const approval =
  (kind: ApprovalKind): Telling =>
  (told) => {
    const { expiresAt, request } = told.receipt
    const asked = Option.getOrUndefined(decodeWanted(askedIn(told)))
    return {
      ...headOf(told, kind),
      ...(request !== undefined && { request }),
      ...(asked !== undefined && { wanted: asked.wanted }),
      ...(expiresAt !== undefined && { expiresAt })
    }
  }

const quota =
  (kind: QuotaKind): Telling =>
  (told) => {
    const { currency, granted, left } = told.receipt.quota ?? { currency: "", granted: 0n, left: 0n }
    const whose = Option.getOrElse(decodeQuota(askedIn(told)), () => ({ amount: 0n }))
    return { ...headOf(told, kind), ...whose, currency, granted, left }
  }

/** What each verb, and each thing that the ledger does by itself, is told as; one that is missing here does not compile. */
const tellings: { readonly [V in Verb | SystemVerb]: Telling } = {
  Issue: state("cardIssued"),
  Activate: state("cardActivated"),
  Deactivate: state("cardDeactivated"),
  Reactivate: state("cardReactivated"),
  Load: loaded,
  ConfirmLoad: value("loadConfirmed", moved),
  FailLoad: awaited("loadFailed"),
  Redeem: value("valueRedeemed", approved),
  Advice: reported,
  Hold: holding("valueHeld", approved),
  IncrementHold: holding("holdIncremented", drawn),
  ExtendHold: holding("holdExtended"),
  Capture: value("holdCaptured", drawn),
  Release: holding("holdReleased", ({ receipt }) => receipt.released ?? 0n),
  Reinstate: value("holdReinstated", drawn),
  Refund: (told) => (told.operation.entry.earned?.paid === undefined ? refunded : takenBack)(told),
  UnlinkedRefund: value("unlinkedRefunded", funded),
  Reverse: reversed,
  Clawback: value("loadClawedBack", ({ receipt }) => receipt.taken ?? 0n),
  Chargeback: value("loadChargedBack", ({ receipt }) => receipt.taken ?? 0n),
  Escheat: value("valueEscheated", ({ receipt }) => receipt.taken ?? 0n),
  CashOut: value("cashedOut", ({ receipt }) => receipt.paidOut ?? 0n),
  Adjust: value("valueAdjusted", moved),
  Block: state("cardBlocked"),
  Unblock: state("cardUnblocked"),
  ReportLost: state("cardLost"),
  Freeze: state("accountFrozen"),
  Unfreeze: state("accountUnfrozen"),
  Close: state("accountClosed"),
  Replace: state("cardReplaced"),
  LinkCard: state("cardLinked"),
  Convert: state("accountConverted"),
  Transfer: value("valueTransferred", ({ receipt }) => receipt.moved ?? 0n),
  Merge: value("accountMerged", ({ receipt }) => receipt.moved ?? 0n),
  ChangeExpiry: state("expiryChanged"),
  Sweep: (told) => headOf(told, "ledgerSwept"),
  SetPin: state("pinSet"),
  IdentifyHolder: state("holderIdentified"),
  UnlockPin: state("pinUnlocked"),
  Earn: value("pointsEarned", ({ receipt }) => receipt.points?.earned ?? 0n),
  BurnPoints: value("pointsBurnt", approved),
  ConvertPoints: value("pointsConverted", funded),
  GrantVoucher: voucherGranted,
  RequestAuthorization: approval("authorizationRequested"),
  GrantAuthorization: approval("authorizationGranted"),
  RevokeAuthorization: approval("authorizationRevoked"),
  RequestQuota: quota("quotaRequested"),
  GrantQuota: quota("quotaGranted"),
  RequestOneTimeCode: codeAsked,
  AllotNumbers: (told) => ({
    ...headOf(told, "numbersAllotted"),
    ...(told.receipt.numbers ?? { from: 0, count: 0 })
  }),
  Remind: reminded,
  CutOff: periodChanged,
  ApprovePeriod: periodChanged,
  PayPeriod: periodChanged,
  Dispute: disputing("clearingDisputed"),
  RejectDispute: disputing("disputeRejected"),
  CorrectClearing: disputing("clearingCorrected"),
  OpenShift: shiftTold("shiftOpened"),
  CloseShift: shiftTold("shiftClosed"),
  Remit: remittanceTold("cashRemitted"),
  ReceiveRemittance: remittanceTold("remittanceReceived"),
  ChangeTenant: networkChanged,
  ChangeOwner: networkChanged,
  ChangeOutlet: networkChanged,
  ChangeTerminal: networkChanged,
  ChangeOperator: networkChanged,
  ChangeClient: networkChanged,
  ChangeProgram: networkChanged,
  ClosePeriod: networkChanged,
  ExpireHold: holding("holdExpired", lapsed),
  LapseLoad: awaited("loadLapsed"),
  DormancyFee: value("feeTaken", (told) => -moved(told)),
  Vest: value("bonusVested", moved),
  ExpireLot: value("lotExpired", (told) => -moved(told)),
  RestoreExpired: state("expiryTakenBack"),
  ReviewTier: cardTypeReviewed,
  CountTry: state("tryCounted"),
  ClearTries: state("triesCleared")
}

const isTold = (verb: string): verb is keyof typeof tellings => Object.hasOwn(tellings, verb)

/** What is told to whom a transfer or merge went to; what is then in that wallet is not on the receipt. */
const received = (told: Told): ReadonlyArray<Event> => {
  const { currency, moved = 0n, to } = told.receipt
  return to === undefined || moved === 0n
    ? []
    : [
        {
          ...headOf(told, "valueReceived"),
          account: to.account as AccountId,
          ...(to.card !== undefined && { card: to.card }),
          ...(currency !== undefined && { currency }),
          balances: [],
          amount: moved
        }
      ]
}

/**
 * The events of an operation, its own one first; a decline has none. Throws for a verb of a newer release: it must not be
 * passed over in silence.
 */
export const eventsOf = (
  network: Network,
  { operation }: Pick<Recorded, "operation">
): ReadonlyArray<Event> => {
  if (!operation.approved) return []
  const { id, outcome, verb } = operation
  if (!isTold(verb)) throw new Error(`${id} is a ${verb}, which this release does not know`)
  const stored = readStored(outcome, { replayed: false })
  if (stored.outcome !== "approved") return []
  const told = { network, operation, receipt: stored.receipt }
  return [tellings[verb](told), ...received(told), ...given(told), ...crossed(told)]
}
