/**
 * Load: add value that is paid for.
 *
 * @module
 */
import type { Load } from "../command/Load.ts"
import { admit, moneyOf } from "./admit.ts"
import { fund } from "./fund.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"

export const load = (situation: Situation, command: Load): Decision => {
  if (command.pending === true) return { _tag: "CapabilityOff", capability: "pendingLoad" }
  const subject = admit(situation, { side: "credit", account: ["open"], capability: "load" })
  if (isDecline(subject)) return subject
  const wallet = moneyOf(situation, subject, command.currency)
  if (isDecline(wallet)) return wallet
  const funded = fund(situation, subject, wallet, command)
  if (isDecline(funded)) return funded
  return accepted(subject, wallet, funded.entry, { lots: funded.lots })
}
