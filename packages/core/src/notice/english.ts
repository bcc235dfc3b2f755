/**
 * What holders are told in English.
 *
 * @module
 */
import type { Sentence, Template, ToldKind } from "./Texts.ts"

const balance = "Balance {balance}."
const points: Sentence = [
  "{earned} earned, {allPoints} in all.",
  "{takenBack} taken back, {allPoints} in all."
]
const paid: Template = [
  ["{amount} paid with {card} at {outlet}.", "{amount} paid with {card}."],
  "Still to pay: {due}.",
  balance,
  points
]
const refunded: Template = [
  ["{amount} refunded to {card} at {outlet}.", "{amount} refunded to {card}."],
  balance,
  points
]
const loaded: Template = [
  ["{amount} loaded on {card} at {outlet}.", "{amount} loaded on {card}."],
  "{paidOff} more have paid what was owed.",
  balance,
  points
]
const unpaid: Template = ["A load of {amount} on {card} was not paid and did not take place."]
const free: Template = ["{amount} is no longer reserved on {card}.", balance]

export const english: Readonly<Record<ToldKind, Template>> = {
  cardIssued: ["Card {card} was issued.", "{amount} loaded.", balance],
  cardActivated: ["Card {card} is active.", "{amount} loaded.", balance],
  cardDeactivated: ["Card {card} is no longer active."],
  cardReactivated: ["Card {card} is active again."],
  cardBlocked: ["Card {card} is blocked."],
  cardUnblocked: ["Card {card} can be used again."],
  cardLost: ["Card {card} was reported lost and cannot be used."],
  cardReplaced: ["Card {card} took the place of the old one."],
  cardLinked: ["Card {card} was added to your account."],
  cardTypeChanged: ["Card {card} is now {type}."],
  accountFrozen: ["The account of {card} is frozen."],
  accountUnfrozen: ["The account of {card} can be used again."],
  accountClosed: ["The account of {card} is closed."],
  accountConverted: ["Card {card} is registered now."],
  accountMerged: ["Card {card} was closed; {amount} moved to the other card."],
  expiryChanged: [["Value on {card} has another end: {until}.", "Value on {card} has another end."]],
  holderIdentified: ["Somebody has signed in with card {card}. If it was not you, tell us now."],
  pinSet: ["The PIN of {card} was set. If it was not you, tell us now."],
  pinUnlocked: ["The PIN of {card} can be used again."],
  valueLoaded: loaded,
  loadConfirmed: loaded,
  loadFailed: unpaid,
  loadLapsed: unpaid,
  valueRedeemed: paid,
  offlineSaleReported: [
    [
      "{amount} paid with {card} at {outlet} while the till was offline.",
      "{amount} paid with {card} while the till was offline."
    ],
    "Not covered, and owed: {owed}.",
    balance,
    points
  ],
  valueHeld: [
    ["{amount} reserved on {card} at {outlet}.", "{amount} reserved on {card}."],
    "Free: {balance}."
  ],
  holdIncremented: ["{amount} more reserved on {card}.", "Free: {balance}."],
  holdCaptured: paid,
  holdReinstated: paid,
  holdReleased: free,
  holdExpired: free,
  valueRefunded: refunded,
  unlinkedRefunded: refunded,
  operationReversed: ["An operation of {amount} with {card} was undone.", balance, points],
  loadClawedBack: ["{amount} of a load on {card} was taken back.", balance],
  loadChargedBack: ["The bank took a load on {card} back; {amount} of it was still there.", balance],
  valueEscheated: [
    "{amount} on {card} that nobody claimed was handed over to the state; you can claim it.",
    balance
  ],
  cashedOut: [["{amount} paid out from {card} at {outlet}.", "{amount} paid out from {card}."], balance],
  valueAdjusted: ["{card} was corrected by {amount}.", balance],
  valueTransferred: ["{amount} moved from {card} to another card.", balance],
  valueReceived: ["{amount} arrived on {card}."],
  referralEarned: ["{amount} earned: somebody you brought has paid with us."],
  referralTakenBack: ["{amount} taken back: somebody you brought has returned a purchase."],
  bonusVested: ["A bonus of {amount} is now on {card}.", balance],
  lotExpired: ["{amount} on {card} has expired.", balance],
  feeTaken: ["A fee of {amount} was taken from {card}, which was not used.", balance],
  oneTimeCodeRequested: ["{code} is the code for {card}. Tell it to nobody but the till."],
  expiryNear: ["{amount} on {card} can be used until {until}.", balance],
  feeNear: ["A fee of {amount} will be taken from {card} unless it is used by {until}.", balance],
  dormantNear: ["{card} counts as not used any more unless it is used by {until}.", balance],
  anniversary: [["Many happy returns of the day, {name}!", "Many happy returns of the day!"]],
  lowBalance: ["Only {left} is left on {card}."],
  pointsTakenBack: ["{takenBack} taken back on {card}, {allPoints} in all."],
  pointsEarned: ["{earned} earned on {card}, {allPoints} in all."],
  pointsBurnt: [["{amount} of {card} used at {outlet}.", "{amount} of {card} used."], "{balance} left."],
  pointsConverted: ["Points of {card} became {amount}.", balance, "{allPoints} left."],
  pointsReached: [["{allPoints} on {card} are enough for {gifts}.", "{allPoints} are enough for {gifts}."]],
  voucherGranted: ["{amount} in vouchers on {card}.", "Until {until}."]
}
