/**
 * FailLoad: the payment of a pending load will not come; what the load reserves is given back.
 *
 * @module
 */
import type { FailLoad } from "../command/FailLoad.ts"
import type { Reverse } from "../command/Reverse.ts"
import { endOf, findPending, letGo } from "./pendingLoad.ts"
import { accepted, type Accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

const ending = (
  situation: Situation,
  command: FailLoad | Reverse,
  answers: Accepted["answers"]
): Decision => {
  const found = findPending(situation, command)
  if (isDecline(found)) return found
  const { asked, pending, subject, wallet } = found
  const end = endOf(situation.view, found)
  if (end === undefined) {
    const entry = { movements: letGo(wallet, pending), postings: [] }
    return accepted(subject, wallet, entry, answers, asked.id)
  }
  return end.verb === "ConfirmLoad"
    ? { _tag: "FurtherActivityPreventsReversal", activity: "confirmed" }
    : { _tag: "PreviouslyReversed", reversal: end.id }
}

export const failLoad = (situation: Situation, command: FailLoad): Decision =>
  ending(situation, command, { status: command.reason ?? "failed" })

/** A reversal of a load that is pending cancels it. */
export const cancelLoad = (situation: Situation, command: Reverse): Decision =>
  ending(situation, command, { status: "cancelled", reversed: 0n })
