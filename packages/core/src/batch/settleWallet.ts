/**
 * Settling a wallet of the batch: what has fallen due becomes system operations, each with its own key and entry.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import { nextDue } from "../account/Wallet.ts"
import { storedText } from "../command/Outcome.ts"
import { type Operation, systemClient } from "../journal/Operation.ts"
import { businessDayAt } from "../network/Network.ts"
import type { WalletId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { receiptOf } from "./answer.ts"
import { type Due, settle } from "../decide/settle.ts"
import { carryOut, record, type Work } from "./Work.ts"

const recordDue = (work: Work, account: Account, due: Due): void => {
  const { facts, view } = work
  const head = {
    id: facts.nextOperation(view.recordedAt),
    client: systemClient,
    key: due.key,
    verb: due.verb,
    recordedAt: view.recordedAt,
    effectiveAt: due.at,
    occurredAt: undefined,
    businessDate: businessDayAt(facts.network, undefined, due.at).text,
    outlet: undefined,
    owner: undefined,
    terminal: undefined,
    operator: undefined,
    account: account.id,
    original: due.original,
    fingerprint: "",
    asked: "",
    approved: true
  }
  const { links, text } = carryOut(work, head, due.entry)
  const placed = { ...head, shard: facts.shard, sequence: (view.sequence += 1), links }
  const receipt = receiptOf(placed, {}, undefined, undefined)
  const outcome = storedText({ outcome: "approved", key: due.key, receipt })
  const operation: Operation = { ...placed, entry: due.entry, outcome }
  record(work, operation, text)
}

const nothing: ReadonlyArray<Due> = []

/** Settles what is due on a wallet up to an instant; nothing counts earlier than `notBefore`. */
export const settleWallet = (
  work: Work,
  id: WalletId,
  until: Instant,
  notBefore: Instant
): ReadonlyArray<Due> => {
  const wallet = work.view.wallets.get(id)
  const next = wallet && nextDue(wallet)
  if (wallet === undefined || next === undefined || next > until) return nothing
  const account = work.view.accounts.get(wallet.account)
  if (account === undefined) return nothing
  const dues = settle(wallet, account.program, until, notBefore)
  for (const due of dues) recordDue(work, account, due)
  return dues
}
