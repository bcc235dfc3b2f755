/**
 * Deciding a batch: each command in order on what the one before it left, with what falls due on its wallets first.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import { type Decline, isStored } from "../command/Decline.ts"
import { type Approved, type Declined, readStored, storedText } from "../command/Outcome.ts"
import { referencesOf } from "../command/references.ts"
import type { Request } from "../command/Request.ts"
import { apply, isSound } from "../journal/apply.ts"
import { type Entry, entryText } from "../journal/Entry.ts"
import { type Link, linkHash, type Sha256 } from "../journal/hashChain.ts"
import { type Operation, systemClient } from "../journal/Operation.ts"
import { isBalanced } from "../journal/post.ts"
import { businessDayAt, type Network } from "../network/Network.ts"
import {
  type AccountId,
  type CardIndex,
  type OperationId,
  type ScopedKey,
  scoped,
  type WalletId
} from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import { receiptOf } from "./answer.ts"
import { decide } from "./decide.ts"
import { type Accepted, contextAt, isDecline, placeOf, type Situation } from "./Situation.ts"
import { type Due, settle } from "./settle.ts"
import { isReversed, reversalsOf } from "./spent.ts"
import type { View } from "./View.ts"

/** What a batch needs beside the view: terms, ids and hashes, each from its service. */
export interface Facts {
  readonly network: Network
  readonly sha256: Sha256
  readonly nextOperation: (at: Instant) => OperationId
  readonly shard: number
}

/** One thing to do: a command, or posting what has fallen due on a wallet that nobody touches. */
export type Task =
  | { readonly request: Request }
  | { readonly settle: WalletId; readonly until: Instant; readonly receivedAt: Instant }

/** A recorded operation and the text of its entry, as the chain hashed it. */
export interface Recorded {
  readonly operation: Operation
  readonly text: string
}

/** How one task ended; a settled wallet has no outcome but what was due on it. */
export interface Answer {
  readonly outcome: Approved | Declined | undefined
  readonly dues: ReadonlyArray<Due>
}

/** Everything that a batch changes, to be written all or nothing. */
export interface Batch {
  readonly answers: ReadonlyArray<Answer>
  readonly recorded: ReadonlyArray<Recorded>
  readonly accounts: ReadonlyMap<AccountId, Account>
  readonly cards: ReadonlyMap<CardIndex, Credential>
  readonly wallets: ReadonlyMap<WalletId, Wallet>
  readonly tombstones: ReadonlyMap<ScopedKey, OperationId>
  readonly sequence: number
  readonly recordedAt: Instant
}

/** The batch being decided: the view as it changes, and what has changed. */
interface Work {
  readonly view: View
  readonly facts: Facts
  readonly recorded: Array<Recorded>
  readonly accounts: Map<AccountId, Account>
  readonly cards: Map<CardIndex, Credential>
  readonly wallets: Map<WalletId, Wallet>
  readonly tombstones: Map<ScopedKey, OperationId>
}

/** The books must hold at every step; a defect stops the batch before anything is written. */
const assertSound = (operation: OperationId, entry: Entry, wallets: ReadonlyArray<Wallet>): void => {
  if (!isBalanced(entry.postings)) throw new Error(`the postings of ${operation} do not add up to zero`)
  const broken = wallets.find((wallet) => !isSound(wallet))
  if (broken !== undefined) throw new Error(`${operation} would leave ${broken.id} out of its bounds`)
}

const walletsTouched = (
  work: Work,
  entry: Entry,
  account: AccountId | undefined
): ReadonlyArray<WalletId> => {
  const ids = new Set<WalletId>()
  for (const movement of entry.movements) if ("wallet" in movement) ids.add(movement.wallet)
  if (ids.size === 0 && entry.movements.length > 0 && account !== undefined) {
    const first = work.view.accounts.get(account)?.wallets[0]
    if (first !== undefined) ids.add(first.wallet)
  }
  return [...ids]
}

const applyStates = (work: Work, entry: Entry): void => {
  for (const movement of entry.movements) {
    if (movement.kind === "account") {
      work.view.accounts.set(movement.after.id, movement.after)
      work.accounts.set(movement.after.id, movement.after)
      openWallets(work, movement.after)
    } else if (movement.kind === "card") {
      work.view.cards.set(movement.after.index, movement.after)
      work.cards.set(movement.after.index, movement.after)
    }
  }
}

const openWallets = (work: Work, account: Account): void => {
  for (const { asset, wallet } of account.wallets)
    if (!work.view.wallets.has(wallet)) work.view.wallets.set(wallet, emptyWallet(wallet, account.id, asset))
}

/** Applies an entry to every wallet it touches and links it into their chains. */
const chain = (
  work: Work,
  operation: OperationId,
  entry: Entry,
  text: string,
  account: AccountId | undefined
): ReadonlyArray<Link> =>
  walletsTouched(work, entry, account).flatMap((id) => {
    const before = work.view.wallets.get(id)
    if (before === undefined) return []
    const version = before.version + 1
    const hash = linkHash(work.facts.sha256, id, version, before.head, operation, text)
    const after = { ...apply(before, entry), version, head: hash }
    work.view.wallets.set(id, after)
    work.wallets.set(id, after)
    return [{ wallet: id, version, previous: before.head, hash }]
  })

const none: Entry = { movements: [], postings: [] }

const record = (work: Work, operation: Operation, text: string): void => {
  work.recorded.push({ operation, text })
  const { view } = work
  view.operations.set(operation.id, operation)
  view.keys.set(scoped(operation.client, operation.key), operation.id)
  if (operation.original !== undefined)
    view.linked.set(operation.original, [...(view.linked.get(operation.original) ?? []), operation])
}

const settleWallet = (work: Work, id: WalletId, until: Instant, notBefore: Instant): ReadonlyArray<Due> => {
  const wallet = work.view.wallets.get(id)
  const account = wallet && work.view.accounts.get(wallet.account)
  if (wallet === undefined || account === undefined) return []
  const dues = settle(wallet, account.program, until, notBefore)
  for (const due of dues) recordDue(work, account, due)
  return dues
}

const recordDue = (work: Work, account: Account, due: Due): void => {
  const { facts, view } = work
  const id = facts.nextOperation(view.recordedAt)
  const text = entryText(due.entry)
  const links = chain(work, id, due.entry, text, account.id)
  const sequence = (view.sequence += 1)
  const operation: Omit<Operation, "outcome"> = {
    id,
    client: systemClient,
    key: due.key,
    verb: due.verb,
    shard: facts.shard,
    sequence,
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
    approved: true,
    entry: due.entry,
    links
  }
  const accepted: Accepted = {
    _tag: "Accepted",
    entry: due.entry,
    answers: {},
    account: account.id,
    wallet: undefined,
    original: due.original
  }
  const receipt = receiptOf(operation, accepted, undefined, undefined)
  record(work, { ...operation, outcome: storedText({ outcome: "approved", key: due.key, receipt }) }, text)
}

/** The wallets that a request points at, before it is decided. */
const walletsOf = ({ view }: Work, request: Request): ReadonlySet<WalletId> => {
  const references = referencesOf(request)
  const wallets = new Set<WalletId>()
  const addAccount = (id: AccountId | undefined) => {
    for (const { wallet } of (id && view.accounts.get(id)?.wallets) ?? []) wallets.add(wallet)
  }
  for (const card of references.cards) addAccount(view.cards.get(card)?.account)
  for (const account of references.accounts) addAccount(account)
  const operations = [...references.operations, ...references.keys.map((key) => view.keys.get(key))]
  for (const id of operations)
    for (const link of (id && view.operations.get(id)?.links) ?? []) wallets.add(link.wallet)
  return wallets
}

const begin = (view: View, facts: Facts): Work => ({
  view,
  facts,
  recorded: [],
  accounts: new Map(),
  cards: new Map(),
  wallets: new Map(),
  tombstones: new Map()
})

/** The outcome as first given, and what has become of the operation since. */
const replayed = (view: View, operation: Operation): Approved | Declined => {
  const reversal = isReversed(view, operation) ? reversalsOf(view, operation).at(-1) : undefined
  return readStored(operation.outcome, { replayed: true, ...(reversal && { reversedBy: reversal.id }) })
}

const differing = (before: string, now: string): string => {
  const [first, second]: ReadonlyArray<Record<string, unknown>> = [JSON.parse(before), JSON.parse(now)]
  const names = new Set([...Object.keys(first ?? {}), ...Object.keys(second ?? {})])
  return [...names].find((name) => JSON.stringify(first?.[name]) !== JSON.stringify(second?.[name])) ?? "key"
}

const conflict = (operation: Operation, { asked, command }: Request): Declined => ({
  outcome: "declined",
  key: command.key,
  replayed: false,
  decline: { _tag: "IdempotencyConflict", field: differing(operation.asked, asked) }
})

const headerOf = (
  work: Work,
  request: Request,
  situation: Situation
): Omit<Operation, "outcome" | "approved" | "entry" | "links" | "sequence"> => ({
  id: situation.operation,
  client: request.client,
  key: request.command.key,
  verb: request.command.type,
  shard: work.facts.shard,
  recordedAt: situation.at,
  effectiveAt: situation.at,
  occurredAt: request.command.at,
  businessDate: situation.place.day.text,
  outlet: situation.place.outlet?.id,
  owner: situation.place.owner,
  terminal: request.command.terminal,
  operator: request.command.operator,
  account: undefined,
  original: undefined,
  fingerprint: request.fingerprint,
  asked: request.asked
})

const declined = (work: Work, request: Request, situation: Situation, decline: Decline): Declined => {
  const outcome = { outcome: "declined", key: request.command.key, replayed: false, decline } as const
  if (!isStored(decline)) return outcome
  const stored = { ...outcome, operation: situation.operation }
  const operation: Operation = {
    ...headerOf(work, request, situation),
    sequence: (work.view.sequence += 1),
    approved: false,
    outcome: storedText(stored),
    entry: none,
    links: []
  }
  record(work, operation, "")
  return stored
}

const approved = (work: Work, request: Request, situation: Situation, accepted: Accepted): Approved => {
  const { view } = work
  const before = accepted.wallet && view.wallets.get(accepted.wallet)
  applyStates(work, accepted.entry)
  const text = entryText(accepted.entry)
  const links = chain(work, situation.operation, accepted.entry, text, accepted.account)
  assertSound(
    situation.operation,
    accepted.entry,
    links.flatMap(({ wallet }) => view.wallets.get(wallet) ?? [])
  )
  const header = {
    ...headerOf(work, request, situation),
    account: accepted.account,
    original: accepted.original,
    sequence: (view.sequence += 1),
    approved: true,
    entry: accepted.entry,
    links
  }
  const receipt = receiptOf(
    header,
    accepted,
    request.cards.card?.masked,
    shownOf(work, situation, accepted, before)
  )
  const outcome: Approved = { outcome: "approved", key: request.command.key, replayed: false, receipt }
  record(work, { ...header, outcome: storedText(outcome) }, text)
  if (accepted.answers.tombstone === true) bury(work, request, situation.operation)
  return outcome
}

const bury = (work: Work, { client, command }: Request, reversal: OperationId): void => {
  if (command.type !== "Reverse" || command.originalKey === undefined) return
  const key = scoped(client, command.originalKey)
  work.view.tombstones.set(key, reversal)
  work.tombstones.set(key, reversal)
}

const shownOf = (work: Work, situation: Situation, accepted: Accepted, before: Wallet | undefined) => {
  const { view, facts } = work
  const account = accepted.account && view.accounts.get(accepted.account)
  const program = account && facts.network.programs.get(account.program)
  const id = accepted.wallet ?? account?.wallets[0]?.wallet
  const after = id && view.wallets.get(id)
  if (program === undefined || after === undefined || account === undefined) return undefined
  const empty = emptyWallet(after.id, account.id, after.asset)
  return {
    before: before ?? (accepted.wallet === undefined ? after : empty),
    after,
    program,
    context: contextAt(situation.place, situation.at)
  }
}

const perform = (work: Work, request: Request): Answer => {
  const { facts, view } = work
  const known = view.keys.get(scoped(request.client, request.command.key))
  const operation = known === undefined ? undefined : view.operations.get(known)
  if (operation !== undefined)
    return {
      outcome:
        operation.fingerprint === request.fingerprint
          ? replayed(view, operation)
          : conflict(operation, request),
      dues: []
    }
  view.recordedAt = Math.max(view.recordedAt, request.receivedAt)
  const at = view.recordedAt
  const dues = [...walletsOf(work, request)].flatMap((wallet) => settleWallet(work, wallet, at, 0))
  const place = placeOf(facts.network, request.command, at)
  const id = facts.nextOperation(at)
  const situation: Situation = {
    network: facts.network,
    view,
    request,
    place,
    at,
    operation: id,
    sha256: facts.sha256
  }
  const decision = decide(situation)
  if (isDecline(decision)) return { outcome: declined(work, request, situation, decision), dues }
  const outcome = approved(work, request, situation, decision)
  const touched = walletsTouched(work, decision.entry, decision.account)
  return { outcome, dues: [...dues, ...touched.flatMap((wallet) => settleWallet(work, wallet, at, at))] }
}

const performTask = (work: Work, task: Task): Answer => {
  if ("request" in task) return perform(work, task.request)
  work.view.recordedAt = Math.max(work.view.recordedAt, task.receivedAt)
  const until = Math.min(task.until, work.view.recordedAt)
  return { outcome: undefined, dues: settleWallet(work, task.settle, until, 0) }
}

/** Decides a batch on a view, which it changes. Pure but for that: the same view and tasks always give the same batch. */
export const decideBatch = (facts: Facts, view: View, tasks: ReadonlyArray<Task>): Batch => {
  const work = begin(view, facts)
  const answers = tasks.map((task) => performTask(work, task))
  const { accounts, cards, recorded, tombstones, wallets } = work
  return {
    answers,
    recorded,
    accounts,
    cards,
    wallets,
    tombstones,
    sequence: view.sequence,
    recordedAt: view.recordedAt
  }
}
