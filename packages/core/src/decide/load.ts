/**
 * Load: add value that is paid for, or ask for it until its payment comes.
 *
 * @module
 */
import { asReserving, type PendingLoad } from "../account/PendingLoad.ts"
import type { Wallet } from "../account/Wallet.ts"
import type { Load } from "../command/Load.ts"
import { sharesOf, take } from "../policy/limits.ts"
import { pendingLoadEnd } from "../program/Program.ts"
import { admit, moneyOf } from "./admit.ts"
import { beforeOpening } from "./backDate.ts"
import { fund, loadable } from "./fund.ts"
import { accepted, type Decision, isDecline, type Situation, type Subject } from "./Situation.ts"

/** It is no value until it is paid: it keeps its terms, and its room in limits as a hold does. */
const waiting = (situation: Situation, subject: Subject, wallet: Wallet, command: Load): Decision => {
  const load = loadable(situation, subject, wallet, command)
  if (isDecline(load)) return load
  const { at, operation, place } = situation
  const expiresAt = pendingLoadEnd(subject.program, place.zone, at)
  const pending: PendingLoad = {
    load: operation,
    askedAt: at,
    expiresAt,
    loadedAt: { outlet: place.outlet?.id, owner: place.owner },
    terms: load.terms,
    reserved: sharesOf(load.allowance, command.amount)
  }
  const movements = [
    { kind: "pendingLoad" as const, wallet: wallet.id, after: pending },
    ...take(load.allowance, pending.reserved, asReserving(pending))
  ]
  return accepted(subject, wallet, { movements, postings: [] }, { status: "pending", expiresAt })
}

export const load = (situation: Situation, command: Load): Decision => {
  const subject = admit(situation, { side: "credit", account: ["open"], capability: "load" })
  if (isDecline(subject)) return subject
  const wallet = moneyOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const early = beforeOpening(situation, subject)
  if (early !== undefined) return early
  if (command.pending === true) return waiting(situation, subject, wallet, command)
  const funded = fund(situation, subject, wallet, command)
  if (isDecline(funded)) return funded
  return accepted(subject, wallet, funded.entry, funded.answers)
}
