/**
 * The holder whom a command is about: whose PIN, code or card is verified, and under which terms.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Program } from "../program/Program.ts"
import { programOf } from "./admit.ts"
import { accountAsked } from "./asked.ts"
import type { Situation } from "./Situation.ts"

/** Whose PIN or code it is, and under which terms. */
export interface Holder {
  readonly account: Account
  readonly program: Program
}

/** Whose value a command asks for. */
export const holderOf = (situation: Situation): Holder | undefined => {
  const id = accountAsked(situation, situation.request.command)
  const account = id && situation.view.accounts.get(id)
  const program = account && programOf(situation, account.program)
  return program === undefined || account === undefined ? undefined : { account, program }
}
