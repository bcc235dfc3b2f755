/**
 * Tries of a PIN, a one-time code or the digits of a card: each is counted and committed before it is compared, and a right one
 * clears them.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Request } from "../command/Request.ts"
import { withAccount } from "../decide/accounts.ts"
import { secretCleared, secretTry } from "../decide/cardSecret.ts"
import { isPublic } from "../decide/channel.ts"
import { type Holder, holderOf } from "../decide/holder.ts"
import { bringsCode, cleared, codeTry, pinTry } from "../decide/pin.ts"
import type { Situation } from "../decide/Situation.ts"
import type { Tried, Try } from "../decide/tried.ts"
import type { SystemVerb } from "../journal/Operation.ts"
import type { Key } from "../values/Ids.ts"
import { recordSystem } from "./recordSystem.ts"
import type { Work } from "./Work.ts"

/** What is about to be compared: the digits of the card, or the holder's PIN or code. */
export type Compared = "cardSecret" | "holder"

const recordTry = (
  work: Work,
  { at, operation }: Situation,
  [verb, name]: readonly [SystemVerb, string],
  account: Account | undefined,
  counted: Try["counted"]
): void =>
  recordSystem(work, account?.id, {
    verb,
    key: `sys:${name}:${operation}` as Key,
    at,
    original: counted?.of,
    entry: {
      movements: account && counted ? [withAccount(account, counted.change)] : [],
      postings: []
    }
  })

const tryOf = (situation: Situation, holder: Holder | undefined, compared: Compared): Try => {
  if (holder === undefined) return { tried: { kind: "nothing" } }
  if (compared === "cardSecret") return secretTry(situation, holder)
  const isCode = bringsCode(situation.network, situation.request.command)
  return (isCode ? codeTry : pinTry)(holder, situation.at)
}

/**
 * Counts a try of what the account has of it, unless it is locked or there is none. Where a stranger may be asking, a try that
 * meets nothing is recorded as well: a commit that writes nothing is told by the time it takes.
 */
export const countTryOf = (work: Work, situation: Situation, compared: Compared): Tried => {
  const holder = holderOf(situation)
  const { counted, tried } = tryOf(situation, holder, compared)
  if (counted !== undefined || isPublic(situation.request.command.channel))
    recordTry(work, situation, ["CountTry", "try"], holder?.account, counted)
  return tried
}

/** Clears what was tried of what was right, whatever becomes of the command. */
export const clearTries = (work: Work, situation: Situation, request: Request): void => {
  const { cardSecret, verification } = request
  if (verification?.kind === "right") {
    const account = work.view.accounts.get(verification.account)
    const after = account && cleared(account, verification)
    if (after !== undefined) recordTry(work, situation, ["ClearTries", "clear"], account, after)
  }
  if (cardSecret?.kind === "right") {
    const id = work.view.cards.get(cardSecret.card)?.account
    const account = id && work.view.accounts.get(id)
    const after = account && secretCleared(account, cardSecret.card)
    if (after !== undefined) recordTry(work, situation, ["ClearTries", "clearCard"], account, after)
  }
}
