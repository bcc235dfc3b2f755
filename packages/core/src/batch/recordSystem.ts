/**
 * Recording what the ledger does by itself: an operation of its own, with a key of its own, in the same commit.
 *
 * @module
 */
import type { Wallet } from "../account/Wallet.ts"
import { storedText } from "../command/Outcome.ts"
import type { Entry } from "../journal/Entry.ts"
import { systemClient, type SystemVerb } from "../journal/Operation.ts"
import { businessDayAt } from "../network/Network.ts"
import type { AccountId, Key, OperationId } from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { maskedCard } from "../decide/View.ts"
import { receiptOf, type Shown } from "./answer.ts"
import { carryOut, type Draft, record, type Work } from "./Work.ts"

/** What happened by itself, when it counts, and the key under which it happens only once. */
export interface Happened {
  readonly verb: SystemVerb
  readonly key: Key
  readonly at: Instant
  readonly original: OperationId | undefined
  readonly entry: Entry
}

/** Records what the ledger does by itself on an account, or on none; `before` is the wallet whose balances it changes. */
export const recordSystem = (
  work: Work,
  account: AccountId | undefined,
  due: Happened,
  before?: Wallet
): void => {
  const { facts, view } = work
  const operation: Draft = {
    id: facts.nextOperation(view.recordedAt),
    client: systemClient,
    key: due.key,
    verb: due.verb,
    shard: facts.shard,
    sequence: view.sequence + 1,
    recordedAt: view.recordedAt,
    effectiveAt: due.at,
    occurredAt: undefined,
    businessDate: businessDayAt(work.network, undefined, due.at).text,
    outlet: undefined,
    owner: undefined,
    terminal: undefined,
    operator: undefined,
    account,
    original: due.original,
    fingerprint: "",
    asked: "",
    approved: true,
    outcome: "",
    entry: due.entry,
    links: []
  }
  const { links, text } = carryOut(work, operation, due.entry)
  operation.links = links
  const shown = before && account && shownAnywhere(work, account, before, due.at)
  const receipt = receiptOf(operation, {}, maskedCard(view, account), shown)
  operation.outcome = storedText({ outcome: "approved", key: due.key, receipt })
  record(work, operation, text)
}

/** The wallet before and after, asked about in no place: what is available then is what is free, wherever it is accepted. */
const shownAnywhere = (
  { network, view }: Work,
  account: AccountId,
  before: Wallet,
  at: Instant
): Shown | undefined => {
  const id = view.accounts.get(account)?.program
  const program = id && network.programs.get(id)
  const after = view.wallets.get(before.id)
  return program === undefined || after === undefined ? undefined : { before, after, program, at }
}
