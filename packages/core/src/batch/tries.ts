/**
 * Tries of a PIN: each is counted and committed before it is compared, and a right one clears them.
 *
 * @module
 */
import type { Request } from "../command/Request.ts"
import { cleared, holderOf, pinEntry, tryOf, type Tried } from "../decide/pin.ts"
import type { Situation } from "../decide/Situation.ts"
import type { Key } from "../values/Ids.ts"
import { recordSystem } from "./recordSystem.ts"
import type { Work } from "./Work.ts"

/** Counts a try of the PIN of the account that a request is about, unless it is locked or there is none. */
export const countPinTry = (work: Work, situation: Situation): Tried => {
  const holder = holderOf(situation)
  if (holder === undefined) return { kind: "nothing" }
  const { after, tried } = tryOf(holder, situation.at)
  if (after !== undefined)
    recordSystem(work, holder.account.id, {
      verb: "CountTry",
      key: `sys:try:${situation.operation}` as Key,
      at: situation.at,
      original: after.setBy,
      entry: pinEntry(holder.account, after)
    })
  return tried
}

/** Clears what was tried when the PIN was right, whatever becomes of the command. */
export const clearTries = (work: Work, situation: Situation, { verification }: Request): void => {
  if (verification?.kind !== "right") return
  const account = work.view.accounts.get(verification.account)
  const after = account?.pin && cleared(account.pin)
  if (account === undefined || after === undefined) return
  recordSystem(work, account.id, {
    verb: "ClearTries",
    key: `sys:clear:${situation.operation}` as Key,
    at: situation.at,
    original: after.setBy,
    entry: pinEntry(account, after)
  })
}
