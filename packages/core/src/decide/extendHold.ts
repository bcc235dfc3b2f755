/**
 * ExtendHold: let an open hold live longer, within the program's age.
 *
 * @module
 */
import type { ExtendHold } from "../command/ExtendHold.ts"
import { prolongedTo } from "../policy/limits.ts"
import { latestHoldEnd } from "../program/Program.ts"
import { outsideAge } from "./hold.ts"
import { changed, openHold } from "./openHold.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

export const extendHold = (situation: Situation, command: ExtendHold): Decision => {
  const found = openHold(situation, command)
  if (isDecline(found)) return found
  const { hold, placed, subject, wallet } = found
  const latest = latestHoldEnd(subject.program, situation.place.zone, hold.placedAt)
  if (command.expiresAt > latest || command.expiresAt <= situation.at) return outsideAge

  const movements = [
    changed(wallet, hold, { ...hold, expiresAt: command.expiresAt }),
    ...prolongedTo(hold, command.expiresAt)
  ]
  return accepted(
    subject,
    wallet,
    { movements, postings: [] },
    { hold: hold.id, expiresAt: command.expiresAt },
    placed.id
  )
}
