/**
 * Tries of a PIN or one-time code: each is counted and committed before it is compared, and a right one clears them.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Request } from "../command/Request.ts"
import { withAccount } from "../decide/accounts.ts"
import { bringsCode, cleared, codeTry, holderOf, pinTry, type Tried, type Try } from "../decide/pin.ts"
import type { Situation } from "../decide/Situation.ts"
import type { SystemVerb } from "../journal/Operation.ts"
import type { Key } from "../values/Ids.ts"
import { recordSystem } from "./recordSystem.ts"
import type { Work } from "./Work.ts"

const recordTry = (
  work: Work,
  { at, operation }: Situation,
  [verb, name]: readonly [SystemVerb, string],
  account: Account,
  { change, of }: NonNullable<Try["counted"]>
): void =>
  recordSystem(work, account.id, {
    verb,
    key: `sys:${name}:${operation}` as Key,
    at,
    original: of,
    entry: { movements: [withAccount(account, change)], postings: [] }
  })

/** Counts a try of the PIN or code of the account that a request is about, unless it is locked or there is none. */
export const countHolderTry = (work: Work, situation: Situation): Tried => {
  const holder = holderOf(situation)
  if (holder === undefined) return { kind: "nothing" }
  const isCode = bringsCode(situation.network, situation.request.command)
  const { counted, tried } = (isCode ? codeTry : pinTry)(holder, situation.at)
  if (counted !== undefined) recordTry(work, situation, ["CountTry", "try"], holder.account, counted)
  return tried
}

/** Clears what was tried when the PIN or code was right, whatever becomes of the command. */
export const clearTries = (work: Work, situation: Situation, { verification }: Request): void => {
  if (verification?.kind !== "right") return
  const account = work.view.accounts.get(verification.account)
  const after = account && cleared(account, verification.code)
  if (account !== undefined && after !== undefined)
    recordTry(work, situation, ["ClearTries", "clear"], account, after)
}
