/**
 * Reverse: technical undo. The operation is taken back as if it had not happened, or refused where others built on it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import { type Decline, precedence } from "../command/Decline.ts"
import type { Reverse } from "../command/Reverse.ts"
import { acceptorIn, advancedIn, lotsMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { isCounter } from "../network/Counter.ts"
import { businessDayAt } from "../network/Network.ts"
import { changingVerbs } from "../network/Part.ts"
import type { Program } from "../program/Program.ts"
import { scoped, type WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { besideAgain, besideReturn, withBeside } from "./beside.ts"
import { settled } from "./debts.ts"
import { cancelLoad } from "./failLoad.ts"
import { mirroredOf } from "./mirrored.ts"
import { isOfAnotherOwner, originalOf, subjectOfOriginal, walletOfOriginal } from "./original.ts"
import { askedBy, fundingOf } from "./pendingLoad.ts"
import { paidTo } from "./redeem.ts"
import { shownSlices } from "./refund.ts"
import { overAgain } from "./reservedAgain.ts"
import { inReverse, prolongedSince, returned, without } from "./restore.ts"
import {
  accepted,
  type Accepted,
  type Decision,
  isDecline,
  nothingBeside,
  type Situation,
  type Subject
} from "./Situation.ts"
import {
  isSold,
  leftOf,
  ofSale,
  ofTender,
  owedOf,
  paidOff,
  refundsOf,
  reversalsOf,
  reversedBy,
  spends,
  standsOf,
  totalLeft,
  totalOwed
} from "./spent.ts"
import { takeBack } from "./takeBack.ts"
import { unconsumed } from "./unconsumed.ts"
import type { View } from "./View.ts"

const nothing = { movements: [], postings: [] }
const day = 86_400_000

const unlinked = (answers: Accepted["answers"], original?: Operation): Accepted => ({
  _tag: "Accepted",
  entry: nothing,
  answers,
  account: original?.account,
  wallet: undefined,
  original: original?.id
})

/** Never seen: by the caller's own key it is remembered, so that the late original is refused; otherwise not found. */
const unseen = ({ request, view }: Situation, command: Reverse): Decision => {
  if (command.originalKey === undefined || command.amount !== undefined) return { _tag: "OriginalNotFound" }
  const before = view.tombstones.get(scoped(request.client, command.originalKey))
  return before === undefined
    ? { ...unlinked({ tombstone: true }), buries: command.originalKey }
    : { _tag: "PreviouslyReversed", reversal: before }
}

/** Verbs that others are bound to have built on once anything else has happened to the wallet. */
const foundations = new Set(["Issue", "Activate", "Replace", "LinkCard", "Convert", "Merge"])
const irreversible = new Set([
  "Reverse",
  "Clawback",
  "Chargeback",
  "FailLoad",
  "ExpireHold",
  "LapseLoad",
  "Vest",
  "ExpireLot",
  "RestoreExpired",
  "ReviewTier",
  "DormancyFee",
  "CountTry",
  "ClearTries",
  "SetPin",
  "IdentifyHolder",
  "UnlockPin",
  "RequestOneTimeCode",
  "Sweep",
  "ConvertPoints",
  "RequestAuthorization",
  "GrantAuthorization",
  "RevokeAuthorization",
  "RequestQuota",
  "GrantQuota",
  ...changingVerbs,
  "OpenShift",
  "CloseShift",
  "Remit",
  "ReceiveRemittance",
  "AllotNumbers",
  "Remind",
  "CutOff",
  "ApprovePeriod",
  "PayPeriod",
  "Dispute",
  "RejectDispute",
  "CorrectClearing"
])

/** What counts limits is used by everybody all the time. */
const isOfCounter = ({ accounts, wallets }: View, wallet: WalletId): boolean => {
  const id = wallets.get(wallet)?.account
  const account = id && accounts.get(id)
  return account !== undefined && isCounter(account)
}

/** What a holder may claim again at any time: what the state was handed over, however long ago. */
const neverCloses = new Set(["Escheat"])

const closesAt = ({ network }: Situation, program: Program, original: Operation): Instant => {
  if (neverCloses.has(original.verb)) return Number.POSITIVE_INFINITY
  const window = program.reversal ?? "businessDay"
  if (window !== "businessDay") return original.recordedAt + window.days * day
  const outlet = original.outlet && network.outlets.get(original.outlet)
  return businessDayAt(network, outlet, original.recordedAt).until
}

const further = (activity: string): Decline => ({ _tag: "FurtherActivityPreventsReversal", activity })
const violation = (sentence: string): Decline => ({
  _tag: "ProgramRuleViolation",
  rule: "reversal",
  sentence
})

/** A closed account stays empty: what had left it does not come back, unless it is opened again by that. */
const wouldFill = ({ wallets }: View, { id, status }: Account, { entry }: Operation): boolean =>
  status === "closed" &&
  lotsMoved(entry).some(({ remaining, wallet }) => remaining < 0n && wallets.get(wallet)?.account === id) &&
  !entry.movements.some(
    (movement) =>
      movement.kind === "account" && movement.after.id === id && movement.after.status === "closed"
  )

const refusal = (
  situation: Situation,
  { account, program }: Subject,
  original: Operation
): Decline | undefined => {
  const { view } = situation
  if (wouldFill(view, account, original)) return { _tag: "AccountClosed", status: account.status }
  const reversal = reversedBy(view, original)
  if (reversal !== undefined) return { _tag: "PreviouslyReversed", reversal: reversal.id }
  const isUsed = original.links.some(
    ({ version, wallet }) => !isOfCounter(view, wallet) && view.wallets.get(wallet)?.version !== version
  )
  if (foundations.has(original.verb) && isUsed) return further("used since")
  if (isSold(original) && refundsOf(view, original).length > 0) return further("refunds")
  const closedAt = closesAt(situation, program, original)
  return situation.at >= closedAt && situation.mayBeLate !== true
    ? { _tag: "ReversalWindowClosed", closedAt }
    : undefined
}

/** A spend in part, or what an earlier reversal in part left of it: slices go back in reverse order. */
const inPart = (
  situation: Situation,
  subject: Subject,
  wallet: Wallet,
  original: Operation,
  amount: bigint
): Decision => {
  const slices = leftOf(situation.view, original)
  const owed = owedOf(situation.view, original)
  const left = totalLeft(slices) + totalOwed(owed)
  if (amount > left) return { _tag: "ExceedsRefundable", left }
  const { off, rest } = paidOff(owed, amount)
  const debt = settled(situation, subject, wallet, off)
  const going = inReverse(slices, rest)
  const back = [...returned(situation, subject.program, wallet, going, original.effectiveAt), ...debt.repaid]
  const beside =
    going.length === 0
      ? nothingBeside
      : besideReturn(situation, subject, wallet, original, { before: slices, left: without(slices, going) })
  const uses = unconsumed(situation.view, original, wallet.asset, amount)
  const postings = paidTo(original.owner, subject.program.id, wallet, [...back, ...debt.off])
  const entry = withBeside({ movements: [...back, ...debt.off, ...uses], postings }, beside)
  return accepted(
    subject,
    wallet,
    entry,
    {
      ...beside.answers,
      reversed: amount,
      restored: shownSlices(back),
      ...(debt.paidOff > 0n && { paidOff: debt.paidOff })
    },
    original.id
  )
}

const whole = (situation: Situation, subject: Subject, wallet: Wallet, original: Operation): Decision => {
  const isSale = spends(original)
  const isReturn = original.verb === "Refund"
  const back = takeBack(situation, mirroredOf(original, wallet), wallet, subject.program.id)
  if ("obstacle" in back) return further(back.obstacle)
  const over = overAgain(situation, subject.program, back.entry)
  if (over !== undefined) return over
  const entry = isSale
    ? prolongedSince(situation, subject.program, wallet, back.entry, original.effectiveAt)
    : back.entry
  const beside = isSale
    ? besideReturn(situation, subject, wallet, original, {
        before: leftOf(situation.view, original),
        left: [],
        isMirrored: true
      })
    : isReturn
      ? besideAgain(situation, subject, wallet, original)
      : nothingBeside
  const moved = lotsMoved(entry).filter(
    ({ remaining, wallet: of, why }) =>
      of === wallet.id && remaining !== 0n && (why === undefined || why === "repaid")
  )
  const advanced = advancedIn(entry)
  const sum = moved.reduce((total, { remaining }) => total + remaining, -advanced)
  return accepted(
    subject,
    wallet,
    withBeside(entry, beside),
    {
      ...beside.answers,
      reversed: sum < 0n ? -sum : sum,
      ...(isSale && { restored: shownSlices(moved) }),
      ...(advanced < 0n && { paidOff: -advanced })
    },
    original.id
  )
}

export const reverse = (situation: Situation, command: Reverse): Decision => {
  const named = originalOf(situation, command)
  if (named === undefined) return unseen(situation, command)
  const original = fundingOf(situation.view, named)
  if (isOfAnotherOwner(situation, original)) return { _tag: "OriginalNotFound" }
  const subject = subjectOfOriginal(situation, original.account)
  if (!original.approved) return unlinked({ reversed: 0n }, original)
  if (irreversible.has(original.verb)) return violation("This kind of operation is not reversed.")
  if (isDecline(subject)) return subject
  if (askedBy(original) !== undefined) return cancelling(situation, command)
  const wallet = walletOfOriginal(situation, original) ?? pointsOf(situation, subject, original)
  if (wallet === undefined) return { _tag: "OriginalNotFound" }
  const refused = refusal(situation, subject, original)
  if (refused !== undefined) return refused
  const decision = undoing(situation, original, takingBack(situation, command, subject, wallet, original))
  const isEarlier = isDecline(decision) && precedence(decision._tag) < precedence("CurrencyMismatch")
  return isEarlier || (command.currency ?? wallet.asset) === wallet.asset
    ? decision
    : { _tag: "CurrencyMismatch", expected: wallet.asset }
}

/** The entry says what it takes back: nobody has to look the original up to know what it counts against. */
const undoing = ({ place }: Situation, done: Operation, decision: Decision): Decision => {
  if (isDecline(decision)) return decision
  const { entry } = decision
  // Whoever takes it back may be of no owner, as the office is: it is charged by the original's all the same.
  const charged = acceptorIn(entry) ?? place.owner
  const taken = { ...ofSale(done, charged, place), ...ofTender(done, place, entry) }
  return { ...decision, entry: { ...entry, undoes: done.verb, ...taken } }
}

/** What was too small for a point has moved nothing, and perhaps opened no wallet; still it can be undone. */
const pointsOf = (
  { view }: Situation,
  { account, program }: Subject,
  { entry: { earned } }: Operation
): Wallet | undefined => {
  if (earned?.paid === undefined) return undefined
  const asset = program.points?.asset.code ?? program.asset.code
  return view.wallets.get(earned.wallet) ?? emptyWallet(earned.wallet, account.id, asset)
}

/** A load that waits for its payment is cancelled, at any time. */
const cancelling = (situation: Situation, command: Reverse): Decision =>
  command.amount === undefined
    ? cancelLoad(situation, command)
    : violation("Only redemptions and captures are reversed in part.")

const takingBack = (
  situation: Situation,
  command: Reverse,
  subject: Subject,
  wallet: Wallet,
  original: Operation
): Decision => {
  if (command.amount !== undefined && !spends(original))
    return violation("Only redemptions and captures are reversed in part.")
  const isRest = reversalsOf(situation.view, original).length > 0
  // What was paid of the debt cannot be mirrored: it comes back as value.
  const isRepaid = spends(original) && advancedIn(original.entry) > wallet.receivable
  return command.amount !== undefined || isRest || isRepaid
    ? inPart(situation, subject, wallet, original, command.amount ?? standsOf(situation.view, original))
    : whole(situation, subject, wallet, original)
}
