/**
 * Release: give back what a hold still reserves, before it takes financial effect.
 *
 * @module
 */
import { outstanding } from "../account/Hold.ts"
import type { Release } from "../command/Release.ts"
import { givenBack, openHold } from "./openHold.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

export const release = (situation: Situation, command: Release): Decision => {
  const found = openHold(situation, command)
  if (isDecline(found)) return found
  const { hold, placed, subject, wallet } = found
  return accepted(
    subject,
    wallet,
    { movements: givenBack(wallet, hold), postings: [] },
    { hold: hold.id, released: outstanding(hold) },
    placed.id
  )
}
