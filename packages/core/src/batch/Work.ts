/**
 * The batch being decided: the view as it changes, what has changed, and the only way to record an operation in it.
 *
 * @module
 */
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import { isOfShift } from "../account/Shift.ts"
import { emptyWallet, type Wallet } from "../account/Wallet.ts"
import { apply, isSound } from "../journal/apply.ts"
import type { Entry } from "../journal/Entry.ts"
import { entryText } from "../journal/entryText.ts"
import { type Head, linkHash, type Sha256 } from "../journal/hashChain.ts"
import type { Link, Operation } from "../journal/Operation.ts"
import { isBalanced } from "../journal/post.ts"
import { changed } from "../network/changed.ts"
import type { Network } from "../network/Network.ts"
import {
  type AccountId,
  type CardIndex,
  type OperationId,
  type ScopedKey,
  scoped,
  type WalletId
} from "../values/Ids.ts"
import type { Instant } from "../values/Instant.ts"
import type { View } from "../decide/View.ts"

/** What a batch needs beside the view: terms, ids and hashes, each from its service. */
export interface Facts {
  readonly network: Network
  readonly sha256: Sha256
  readonly nextOperation: (at: Instant) => OperationId
  readonly shard: number
}

/** A recorded operation and the text of its entry, as the chain hashed it. */
export interface Recorded {
  readonly operation: Operation
  readonly text: string
}

export interface Work {
  readonly view: View
  readonly facts: Facts
  /** As the batch has left it so far. */
  network: Network
  readonly recorded: Array<Recorded>
  readonly accounts: Map<AccountId, Account>
  readonly cards: Map<CardIndex, Credential>
  readonly wallets: Map<WalletId, Wallet>
  readonly tombstones: Map<ScopedKey, OperationId>
}

/** A batch in which nothing has been decided. */
export const begin = (view: View, facts: Facts): Work => ({
  view,
  facts,
  network: facts.network,
  recorded: [],
  accounts: new Map(),
  cards: new Map(),
  wallets: new Map(),
  tombstones: new Map()
})

/** Wallets that an entry opens: each begins its chain with the operation that opened it. */
const opened = (entry: Entry): ReadonlyArray<WalletId> =>
  entry.movements.flatMap((movement) =>
    movement.kind === "account"
      ? movement.after.wallets
          .map(({ wallet }) => wallet)
          .filter((id) => movement.before?.wallets.some(({ wallet }) => wallet === id) !== true)
      : []
  )

/** The accounts whose own state, or a card of which, an entry changes. */
const accountsChanged = (entry: Entry): ReadonlySet<AccountId> => {
  const ids = new Set<AccountId>()
  for (const movement of entry.movements)
    if (movement.kind === "account") ids.add(movement.after.id)
    else if (movement.kind === "card") {
      ids.add(movement.after.account)
      if (movement.before !== undefined) ids.add(movement.before.account)
    }
  return ids
}

/**
 * The wallets that an entry moves. What changes an account or a card stands in the chain of at least one wallet of the
 * account, its first one if it moves none: so nothing of an account changes while the heads of its wallets stay.
 */
export const walletsTouched = (work: Work, entry: Entry): ReadonlyArray<WalletId> => {
  const moved: Array<WalletId> = []
  let isState = false
  for (const movement of entry.movements)
    if (!("wallet" in movement)) isState = true
    else if (!moved.includes(movement.wallet)) moved.push(movement.wallet)
  // Nearly always only wallets move, one or two.
  return isState ? withStates(work, entry, new Set(moved)) : moved
}

const withStates = (work: Work, entry: Entry, ids: Set<WalletId>): ReadonlyArray<WalletId> => {
  for (const id of opened(entry)) ids.add(id)
  const owners = new Set([...ids].map((id) => work.view.wallets.get(id)?.account))
  for (const owner of accountsChanged(entry)) if (!owners.has(owner)) addFirst(work, ids, owner)
  const all = [...ids]
  // The first wallet is the one that the operation is about: never that of the shift in which it was done.
  return all.some(isOfShift) ? [...all.filter((id) => !isOfShift(id)), ...all.filter(isOfShift)] : all
}

const addFirst = ({ view }: Work, ids: Set<WalletId>, account: AccountId): void => {
  const first = view.accounts.get(account)?.wallets[0]
  if (first !== undefined) ids.add(first.wallet)
}

const openWallets = (work: Work, account: Account): void => {
  for (const { asset, wallet } of account.wallets)
    if (!work.view.wallets.has(wallet)) work.view.wallets.set(wallet, emptyWallet(wallet, account.id, asset))
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
    } else if (movement.kind === "network") {
      work.network = changed(work.network, [movement])
      work.view.network = work.network.version
    }
  }
}

/** The books must hold at every step; a defect stops the batch before anything is written. */
const assertSound = (operation: OperationId, before: Wallet, wallet: Wallet): void => {
  if (!isSound(wallet, before)) throw new Error(`${operation} would leave ${wallet.id} out of its bounds`)
}

/**
 * Carries an entry out: accounts and cards take their new states, every wallet it touches applies it and links it into
 * its chain. Answers the entry's text and its links.
 */
export const carryOut = (
  work: Work,
  head: Head,
  entry: Entry
): { readonly text: string; readonly links: ReadonlyArray<Link> } => {
  if (!isBalanced(entry.postings)) throw new Error(`the postings of ${head.id} do not add up to zero`)
  applyStates(work, entry)
  const text = entryText(entry)
  const { shard } = work.facts
  const sequence = work.view.sequence + 1
  const links = walletsTouched(work, entry).flatMap((id) => {
    const before = work.view.wallets.get(id)
    if (before === undefined) return []
    const place = { wallet: id, version: before.version + 1, previous: before.head }
    const hash = linkHash(work.facts.sha256, place, head, text)
    const after = { ...apply(before, entry), version: place.version, head: hash, shard, sequence }
    assertSound(head.id, before, after)
    work.view.wallets.set(id, after)
    work.wallets.set(id, after)
    return [{ ...place, follows: { shard: before.shard, sequence: before.sequence }, hash }]
  })
  return { text, links }
}

/** An operation while it is being made. */
export type Draft = { -readonly [Name in keyof Operation]: Operation[Name] }

/** Records an operation, the next of its shard: from now on its key is known, and what it refers to knows of it. */
export const record = (work: Work, operation: Operation, text: string): void => {
  work.recorded.push({ operation, text })
  const { view } = work
  view.sequence = operation.sequence
  view.operations.set(operation.id, operation)
  view.keys.set(scoped(operation.client, operation.key), operation.id)
  if (operation.original !== undefined)
    view.linked.set(operation.original, [...(view.linked.get(operation.original) ?? []), operation])
}
