/**
 * Reading the view: everything that references point at, from memory where it is and else from the file.
 *
 * @module
 */
import { Ids, type Operation } from "@tessera/core"
import {
  type Account,
  type Credential,
  emptyView,
  type Recorded,
  type References,
  type Task,
  type View,
  type Wallet
} from "@tessera/core/ports"
import type { Recent } from "../Recent.ts"
import { readAccount, readCard, readRecorded, readWallet, type Row, text, whole } from "../rows.ts"
import { type Session, shard } from "./Session.ts"

const found = <Key extends string, A>(
  kept: Recent<Key, A>,
  key: Key,
  find: () => Row | undefined,
  decode: (row: Row) => A
): A | undefined => {
  const known = kept.get(key)
  if (known !== undefined) return known
  const row = find()
  if (row === undefined) return undefined
  const value = decode(row)
  kept.set(key, value)
  return value
}

const accountOf = ({ accounts, statements, tenant }: Session, id: Ids.AccountId): Account | undefined =>
  found(accounts, id, () => statements.account.get(tenant, id), readAccount)

const cardOf = ({ cards, statements, tenant }: Session, index: Ids.CardIndex): Credential | undefined =>
  found(cards, index, () => statements.card.get(tenant, index), readCard)

const walletOf = ({ statements, tenant, wallets }: Session, id: Ids.WalletId): Wallet | undefined =>
  found(wallets, id, () => statements.wallet.get(tenant, id), readWallet)

/** A row of the journal with its places in the chains. */
export const recordedOf = ({ statements, tenant }: Session, row: Row): Recorded =>
  readRecorded(row, statements.links.all(tenant, whole(row, "shard"), whole(row, "sequence")))

const operationOf = (session: Session, id: Ids.OperationId): Operation | undefined => {
  const row = session.statements.operation.get(session.tenant, id)
  return row === undefined ? undefined : recordedOf(session, row).operation
}

const addAccount = (session: Session, view: View, id: Ids.AccountId | undefined): void => {
  if (id === undefined || view.accounts.has(id)) return
  const account = accountOf(session, id)
  if (account === undefined) return
  view.accounts.set(id, account)
  for (const { wallet } of account.wallets) addWallet(session, view, wallet)
  for (const index of account.cards) addCard(session, view, index)
}

const addWallet = (session: Session, view: View, id: Ids.WalletId): void => {
  if (view.wallets.has(id)) return
  const wallet = walletOf(session, id)
  if (wallet === undefined) return
  view.wallets.set(id, wallet)
  addAccount(session, view, wallet.account)
}

const addCard = (session: Session, view: View, index: Ids.CardIndex): void => {
  if (view.cards.has(index)) return
  const card = cardOf(session, index)
  if (card === undefined) return
  view.cards.set(index, card)
  addAccount(session, view, card.account)
}

const addLinked = (session: Session, view: View, id: Ids.OperationId): void => {
  if (view.linked.has(id)) return
  const children = session.statements.children
    .all(session.tenant, id)
    .flatMap((row) => operationOf(session, text(row, "id") as Ids.OperationId) ?? [])
  if (children.length === 0) return
  view.linked.set(id, children)
  for (const child of children) addLinked(session, view, child.id)
}

const addOperation = (session: Session, view: View, id: Ids.OperationId): void => {
  if (view.operations.has(id)) return
  const operation = operationOf(session, id)
  if (operation === undefined) return
  view.operations.set(id, operation)
  addAccount(session, view, operation.account)
  for (const { wallet } of operation.links) addWallet(session, view, wallet)
  addLinked(session, view, id)
}

const addTombstone = ({ statements, tenant }: Session, view: View, key: Ids.ScopedKey): void => {
  const tombstone = statements.tombstone.get(tenant, ...Ids.unscoped(key))
  if (tombstone !== undefined) view.tombstones.set(key, text(tombstone, "reversal") as Ids.OperationId)
}

/** What was recorded under keys, and what buries them. */
const addKeys = (session: Session, view: View, keys: ReadonlyArray<Ids.ScopedKey>): void => {
  if (keys.length === 0) return
  const { statements, tenant } = session
  const known = statements.operationsByKey.all(tenant, JSON.stringify(keys.map((key) => Ids.unscoped(key))))
  for (const row of known) {
    const id = text(row, "id") as Ids.OperationId
    view.keys.set(Ids.scoped(text(row, "client") as Ids.ClientId, text(row, "key") as Ids.Key), id)
    addOperation(session, view, id)
  }
  if (session.hasTombstones) for (const key of keys) addTombstone(session, view, key)
}

const addReferences = (session: Session, view: View, references: References): void => {
  for (const index of references.cards) addCard(session, view, index)
  for (const account of references.accounts) addAccount(session, view, account)
  for (const operation of references.operations) addOperation(session, view, operation)
  addKeys(session, view, references.keys)
}

const begun = ({ statements, tenant }: Session): View => {
  const view = emptyView()
  const ledger = statements.ledger.get(tenant, shard)
  if (ledger === undefined) return view
  view.sequence = whole(ledger, "sequence")
  view.recordedAt = whole(ledger, "recorded_at")
  view.network = whole(ledger, "network")
  return view
}

/** The view that a question needs. */
export const read = (session: Session, references: References): View => {
  const view = begun(session)
  addReferences(session, view, references)
  return view
}

/** The view that a batch needs: first what its tasks point at, then the keys under which they were sent. */
export const readFor = (session: Session, tasks: ReadonlyArray<Task>): View => {
  const view = begun(session)
  for (const task of tasks)
    if ("settle" in task) addWallet(session, view, task.settle)
    else addReferences(session, view, task.request.references)
  const sent = tasks.flatMap((task) =>
    "request" in task ? [Ids.scoped(task.request.client, task.request.command.key)] : []
  )
  addKeys(session, view, sent)
  return view
}
