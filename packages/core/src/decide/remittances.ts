/**
 * Remittances: cash on its way from a shift's drawer to head office, and what of it arrived.
 *
 * @module
 */
import {
  cashAccount,
  cashWallet,
  dueIn,
  dueUse,
  expectedIn,
  remittedUse,
  shiftWallet,
  underWay
} from "../account/Shift.ts"
import type { ReceiveRemittance } from "../command/ReceiveRemittance.ts"
import type { Remit } from "../command/Remit.ts"
import type { LedgerAccount } from "../journal/ChartOfAccounts.ts"
import type { Movement } from "../journal/Entry.ts"
import type { Operation } from "../journal/Operation.ts"
import { posted } from "../journal/post.ts"
import { atLeastZero, least } from "../values/Amount.ts"
import type { OwnerId } from "../values/Ids.ts"
import { cashOf, inCash, isOwnCash } from "./cashBook.ts"
import { shiftHere } from "./closeShift.ts"
import { used } from "./inShift.ts"
import { originalOf } from "./original.ts"
import { accepted, type Decision, isDecline, type Situation } from "./Situation.ts"
import { linkedTo } from "./View.ts"

export const remit = (situation: Situation, command: Remit): Decision => {
  const found = shiftHere(situation, command.shift)
  if (isDecline(found)) return found
  const { account, shift } = found
  const { amount, currency } = command
  const wallet = situation.view.wallets.get(shiftWallet(shift.id, currency))
  if (wallet === undefined) return { _tag: "CurrencyMismatch", expected: shift.currency }
  const due = dueIn(shift, wallet)
  const isOpen = shift.closed === undefined
  const room = atLeastZero(isOpen ? least(due, expectedIn(shift, wallet, "cash")) : due)
  if (amount > room) return { _tag: "InsufficientFunds", approvable: room }
  const movements: ReadonlyArray<Movement> = [
    used(wallet.id, remittedUse, amount),
    ...(isOpen ? [] : [used(wallet.id, dueUse, -amount)]),
    ...inCash(situation, shift.outlet, currency),
    used(cashWallet(shift.outlet, currency), underWay, amount)
  ]
  const postings = [
    ...posted({ kind: "remittance", owner: shift.owner }, currency, amount),
    ...posted(cashOf(shift.owner), currency, -amount)
  ]
  const answer = { shift: shift.id, currency, amount, left: due - amount }
  return accepted({ account }, undefined, { movements, postings }, { remittance: answer })
}

/** What was sent, from where and whose it is, if an operation sent anything. */
const sentBy = (operation: Operation | undefined) => {
  const posting = operation?.verb === "Remit" ? operation.entry.postings[0] : undefined
  if (operation?.outlet === undefined || posting?.account.kind !== "remittance") return undefined
  const { account, amount, asset: currency } = posting
  const shift = String(JSON.parse(operation.asked).shift)
  return { operation, outlet: operation.outlet, shift, owner: account.owner, currency, amount }
}

/** The other side of what did not arrive, or arrived beside: whoever is not head office still owes it. */
const missing = (situation: Situation, owner: OwnerId): LedgerAccount =>
  isOwnCash(situation, owner) ? { kind: "cashVariance", owner } : cashOf(owner)

export const receiveRemittance = (situation: Situation, command: ReceiveRemittance): Decision => {
  const sent = sentBy(originalOf(situation, command))
  if (sent?.owner === undefined) return { _tag: "OriginalNotFound" }
  const { currency, operation, outlet, owner, shift } = sent
  const [before] = linkedTo(situation.view, operation.id).filter(({ verb }) => verb === "ReceiveRemittance")
  if (before !== undefined) return { _tag: "AlreadyConfirmed", at: before.recordedAt }
  if (command.currency !== currency) return { _tag: "CurrencyMismatch", expected: currency }
  const difference = command.amount - sent.amount
  const postings = [
    ...posted({ kind: "bank" }, currency, command.amount),
    ...posted({ kind: "remittance", owner }, currency, -sent.amount),
    ...posted(missing(situation, owner), currency, -difference)
  ]
  const answer = {
    shift,
    currency,
    amount: command.amount,
    ...(difference !== 0n && { difference })
  }
  const movements = [
    ...inCash(situation, outlet, currency),
    used(cashWallet(outlet, currency), underWay, -sent.amount)
  ]
  return accepted(
    { account: { id: operation.account ?? cashAccount(outlet) } },
    undefined,
    { movements, postings },
    { remittance: answer },
    operation.id
  )
}
