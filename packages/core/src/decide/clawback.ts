/**
 * Clawback: take a load back of which part was spent; what cannot be taken becomes the holder's debt.
 *
 * @module
 */
import type { Clawback } from "../command/Clawback.ts"
import type { Decline } from "../command/Decline.ts"
import { admitSubject } from "./admit.ts"
import {
  type MadeLoad,
  madeLoad,
  movementsOf,
  owedFor,
  postingsOf,
  restOf,
  takenOf,
  undone
} from "./fromLoad.ts"
import { isOfAnotherOwner, subjectOfOriginal } from "./original.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { ofTender } from "./spent.ts"
import { linkedTo } from "./View.ts"

const takesBack = new Set(["Clawback", "Chargeback"])

const refusal = (situation: Situation, load: MadeLoad): Decline | undefined => {
  const reversed = undone(situation, load)
  if (reversed !== undefined) return reversed
  const { original, slices, wallet } = load
  const before = linkedTo(situation.view, original.id).find(({ verb }) => takesBack.has(verb))
  if (before !== undefined) return { _tag: "PreviouslyReversed", reversal: before.id }
  const lots = new Set<string>(slices.map(({ lot }) => lot.id))
  const holds = wallet.holds.filter(({ pins }) => pins.some(({ lot }) => lots.has(lot))).map(({ id }) => id)
  return holds.length === 0 ? undefined : { _tag: "HoldsOpen", holds }
}

export const clawback = (situation: Situation, command: Clawback): Decision => {
  const load = madeLoad(situation, command)
  if (load === undefined || isOfAnotherOwner(situation, load.original)) return { _tag: "OriginalNotFound" }
  const { original, paidOff, slices, wallet } = load
  const known = subjectOfOriginal(situation, original.account)
  if (isDecline(known)) return known
  const subject = admitSubject(situation, known, {})
  if (isDecline(subject)) return subject
  const refused = refusal(situation, load)
  if (refused !== undefined) return refused

  const rests = slices.map((slice) => restOf(situation, load, slice, slice.lot.funded))
  const taking = {
    movements: movementsOf(wallet, subject.program.id, rests, paidOff),
    postings: postingsOf(load, subject.program.id, rests, paidOff, false)
  }
  const entry = { ...taking, ...ofTender(original, situation.place, taking) }
  const answers = { taken: takenOf(rests), receivable: owedFor(rests) + paidOff }
  return accepted(subject, wallet, entry, answers, original.id)
}
