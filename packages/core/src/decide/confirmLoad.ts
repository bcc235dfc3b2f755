/**
 * ConfirmLoad: the payment of a pending load has come. The load is made as it was asked for, at the place that asked.
 *
 * @module
 */
import { asReserving } from "../account/PendingLoad.ts"
import type { ConfirmLoad } from "../command/ConfirmLoad.ts"
import type { Decline } from "../command/Decline.ts"
import type { Payment } from "../command/Tender.ts"
import type { Movement } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { consumedBy, type Gauge, settleReserved } from "../policy/limits.ts"
import { type Admission, admitSubject } from "./admit.ts"
import { broughtBy, broughtInto, type Funded, loadAllowance, stillbornIn } from "./fund.ts"
import { endOf, type Found, findPending, over } from "./pendingLoad.ts"
import { accepted, type Decision, isDecline, placeOf, type Situation } from "./Situation.ts"

/** The place where a load was asked for, and who asked, as things are there now. */
const whereAsked = (situation: Situation, { operator, ...asked }: Operation): Situation => {
  const { channel } = JSON.parse(asked.asked)
  const placed = {
    ...(asked.outlet !== undefined && { outlet: asked.outlet }),
    ...(asked.terminal !== undefined && { terminal: asked.terminal }),
    channel
  }
  const { operator: _, ...command } = situation.request.command
  return {
    ...situation,
    place: { ...placeOf(situation.network, placed, situation.at), owner: asked.owner },
    request: { ...situation.request, command: { ...command, ...(operator !== undefined && { operator }) } }
  }
}

/** What is counted for a load: in the holder's wallet, and in the counters in whose chains the load is. */
const isCountedFor =
  ({ links }: Operation) =>
  ({ counter, per }: Gauge): boolean =>
    counter === undefined || per === "operation" || links.some(({ wallet }) => wallet === counter)

/** How a load was to be paid when it was asked for, and by whom. */
const paymentOf = ({ asked }: Operation): Payment => {
  const { tender } = JSON.parse(asked)
  return tender.total === undefined ? tender : { ...tender, total: BigInt(tender.total) }
}

/** A load, and what it counts in limits. */
interface Made {
  readonly brought: Funded
  readonly counts: ReadonlyArray<Movement>
}

/** In time its room is reserved, and nobody is asked again: it counts in the periods in which it was asked for. */
const inTime = (there: Situation, { pending, subject, wallet }: Found): Made | Decline => {
  const brought = broughtBy(there, subject, wallet, pending.terms)
  const { amount } = pending.terms
  const { movements } = settleReserved(wallet.id, asReserving(pending), amount, "consumed")
  return stillbornIn(brought) ?? { brought, counts: [over(wallet, pending), ...movements] }
}

/** What it reserved has lapsed: the money has come all the same, and is taken as a load of now would be. */
const late = (there: Situation, { asked, pending, subject, wallet }: Found): Made | Decline => {
  const { card: index } = JSON.parse(asked.asked)
  const presented = { ...subject, card: there.view.cards.get(index) }
  const load = { amount: pending.terms.amount, tender: paymentOf(asked) }
  const allowance = loadAllowance(there, presented, wallet, load, isCountedFor(asked))
  if (isDecline(allowance)) return allowance
  const brought = broughtInto(there, subject, wallet, pending.terms)
  return isDecline(brought) ? brought : { brought, counts: consumedBy(allowance, pending.terms.amount) }
}

const ended = ({ effectiveAt: at, id, verb }: Operation): Decline =>
  verb === "ConfirmLoad" ? { _tag: "AlreadyConfirmed", at } : { _tag: "OriginalReversed", reversal: id }

/** One that waits is finished whatever has become of the account; one that has lapsed is begun anew. */
const admissionOf = (isLate: boolean): Admission => (isLate ? { side: "credit", account: ["open"] } : {})

export const confirmLoad = (situation: Situation, command: ConfirmLoad): Decision => {
  const found = findPending(situation, command)
  if (isDecline(found)) return found
  const end = endOf(situation.view, found)
  const isLate = end?.verb === "LapseLoad"
  const subject = admitSubject(situation, found.subject, admissionOf(isLate))
  if (isDecline(subject)) return subject
  if (end !== undefined && !isLate) return ended(end)
  const there = whereAsked(situation, found.asked)
  const made = isLate ? late(there, found) : inTime(there, found)
  if (isDecline(made)) return made
  const { answers, entry } = made.brought
  const movements = [...entry.movements, ...made.counts]
  return accepted(subject, found.wallet, { ...entry, movements }, answers, found.asked.id)
}
