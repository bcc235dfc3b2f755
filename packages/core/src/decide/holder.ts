/**
 * The holder whom a command is about: whose PIN, code or card is verified, and under which terms.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Program } from "../program/Program.ts"
import { programOf } from "./admit.ts"
import { accountAsked } from "./asked.ts"
import { placing } from "./openHold.ts"
import type { Situation } from "./Situation.ts"

/** Whose PIN or code it is, and under which terms. */
export interface Holder {
  readonly account: Account
  readonly program: Program
}

/** Whose value a command asks for: also where it names nothing but a hold. */
export const holderOf = (situation: Situation): Holder | undefined => {
  const { command } = situation.request
  const id =
    accountAsked(situation, command) ??
    ("hold" in command || "holdKey" in command ? placing(situation, command)?.account : undefined)
  const account = id && situation.view.accounts.get(id)
  const program = account && programOf(situation, account.program)
  return program === undefined || account === undefined ? undefined : { account, program }
}
