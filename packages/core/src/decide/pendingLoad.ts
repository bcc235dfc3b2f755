/**
 * Pending loads: asked for before the payment has come. Each ends once: it is confirmed, fails, is cancelled, or lapses.
 *
 * @module
 */
import { asReserving, type PendingLoad } from "../account/PendingLoad.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Decline } from "../command/Decline.ts"
import type { Movement, PendingLoadMoved } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { settleReserved } from "../policy/limits.ts"
import {
  isOfAnotherOwner,
  type NamedOriginal,
  originalOf,
  subjectOfOriginal,
  walletOfOriginal
} from "./original.ts"
import { isDecline, type Situation, type Subject } from "./Situation.ts"
import { linkedTo, type View } from "./View.ts"

/** A pending load that a command names. */
export interface Found {
  readonly subject: Subject
  readonly wallet: Wallet
  /** The operation that asked for it. */
  readonly asked: Operation
  /** As it was asked for. */
  readonly pending: PendingLoad
}

/** The pending load that an operation asked for. */
export const askedBy = ({ entry }: Operation): PendingLoad | undefined =>
  entry.movements.find((one): one is PendingLoadMoved => one.kind === "pendingLoad")?.after

const notFound: Decline = { _tag: "OriginalNotFound" }

/** Finds a pending load, whatever has become of it. For an outlet of another owner there is none. */
export const findPending = (situation: Situation, named: NamedOriginal): Found | Decline => {
  const asked = originalOf(situation, named)
  if (asked === undefined || isOfAnotherOwner(situation, asked)) return notFound
  const pending = askedBy(asked)
  const wallet = walletOfOriginal(situation, asked)
  if (pending === undefined || wallet === undefined) return notFound
  const subject = subjectOfOriginal(situation, asked.account)
  return isDecline(subject) ? subject : { subject, wallet, asked, pending }
}

/** What a pending load came to: the operation that ended it, if one did. One that has lapsed may be confirmed after that. */
export const endOf = (view: View, { asked }: Pick<Found, "asked">): Operation | undefined =>
  linkedTo(view, asked.id).at(-1)

/** The operation that funded what a load brought in: its confirmation, where it was pending. */
export const fundingOf = (view: View, load: Operation): Operation =>
  linkedTo(view, load.id).find(({ verb }) => verb === "ConfirmLoad") ?? load

/** A load is pending no longer. */
export const over = (wallet: Wallet, pending: PendingLoad): PendingLoadMoved => ({
  kind: "pendingLoad",
  wallet: wallet.id,
  before: pending
})

/** Everything that ends a pending load without its payment: what it reserves is given back. */
export const letGo = (
  wallet: Wallet,
  pending: PendingLoad,
  reserved: PendingLoad["reserved"] = pending.reserved
): ReadonlyArray<Movement> => [
  over(wallet, pending),
  ...settleReserved(wallet.id, { ...asReserving(pending), reserved }, pending.terms.amount, "givenBack")
    .movements
]
