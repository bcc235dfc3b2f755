/**
 * Reading the view: everything that references point at, from a few statements and what is in memory.
 *
 * @module
 */
import { Ids, type Operation } from "@tessera/core"
import { emptyView, type References, type Task, type View, type Wallet } from "@tessera/core/ports"
import { readAccount, readCard, readRecorded, readWallet, type Row, text } from "../rows.ts"
import { array, type Asked, ask, plain } from "./Connections.ts"
import type { Session } from "./Session.ts"

/** Everything that a batch or a question points at, in the columns in which it is asked for. */
export interface Pointed {
  readonly cards: ReadonlyArray<string>
  readonly accounts: ReadonlyArray<string>
  readonly wallets: ReadonlyArray<string>
  readonly operations: ReadonlyArray<string>
  /** The keys of other commands, whose operations' accounts are read and locked. */
  readonly keys: ReadonlyArray<Ids.ScopedKey>
  /** The commands' own keys: found only when a command was sent before. */
  readonly ownKeys: ReadonlyArray<Ids.ScopedKey>
}

const noReferences: References = { cards: [], accounts: [], operations: [], keys: [] }

/** What the references of tasks point at, each once. */
export const pointedAt = (tasks: ReadonlyArray<Task>): Pointed => {
  const cards = new Set<string>()
  const accounts = new Set<string>()
  const wallets = new Set<string>()
  const operations = new Set<string>()
  const keys = new Set<Ids.ScopedKey>()
  const ownKeys = new Set<Ids.ScopedKey>()
  for (const task of tasks) {
    const references = "request" in task ? task.request.references : noReferences
    for (const card of references.cards) cards.add(card)
    for (const account of references.accounts) accounts.add(account)
    for (const operation of references.operations) operations.add(operation)
    for (const key of references.keys) keys.add(key)
    if ("settle" in task) wallets.add(task.settle)
    else ownKeys.add(Ids.scoped(task.request.client, task.request.command.key))
  }
  return {
    cards: [...cards],
    accounts: [...accounts],
    wallets: [...wallets],
    operations: [...operations],
    keys: [...keys],
    ownKeys: [...ownKeys]
  }
}

const clients = (keys: ReadonlyArray<Ids.ScopedKey>) => array(keys.map((key) => Ids.unscoped(key)[0]))
const owns = (keys: ReadonlyArray<Ids.ScopedKey>) => array(keys.map((key) => Ids.unscoped(key)[1]))

/** The statements that read a view; the first gives the wallets, and locks them if it is told to. */
export const questions = ({ statements, tenant }: Session, pointed: Pointed, isLocking: boolean): Array<Asked> => {
  const { accounts, cards, keys, operations, ownKeys, wallets } = pointed
  const given = [tenant, array(cards), array(accounts), array(wallets)]
  const named = [array(operations), clients(keys), owns(keys)]
  const allKeys = [...keys, ...ownKeys]
  const { lock, lockNamed, walletsNamed } = statements
  const both =
    operations.length + keys.length === 0
      ? [ask(isLocking ? lock : statements.wallets, ...given), ask(statements.accounts, ...given)]
      : [
          ask(isLocking ? lockNamed : walletsNamed, ...given, ...named),
          ask(statements.accountsNamed, ...given, ...named)
        ]
  return [
    ...both,
    ask(statements.operations, tenant, array(operations), clients(allKeys), owns(allKeys)),
    ask(statements.tombstones, tenant, clients(allKeys), owns(allKeys))
  ]
}

const walletFrom = ({ wallets }: Session, row: Row): Wallet => {
  const known = wallets.get(text(row, "id") as Ids.WalletId)
  if (known !== undefined && known.head === row["head"]) return known
  const { recorded_at: _, ...columns } = plain(row)
  const wallet = readWallet(columns)
  wallets.set(wallet.id, wallet)
  return wallet
}

const addAccount = (view: View, row: Row): void => {
  const { allCards, ...columns } = plain(row)
  const account = readAccount(columns)
  view.accounts.set(account.id, account)
  const cards: ReadonlyArray<Row> = typeof allCards === "string" ? JSON.parse(allCards) : []
  for (const card of cards) {
    const read = readCard(card)
    view.cards.set(read.index, read)
  }
}

const linksIn = (row: Row): ReadonlyArray<Row> =>
  typeof row["links"] === "string" ? JSON.parse(row["links"]) : []

/** An operation as it is recorded. */
export const recordedIn = (row: Row) => {
  const columns = plain(row)
  return readRecorded(columns, linksIn(columns))
}

const addOperations = (view: View, rows: ReadonlyArray<Row>, keys: ReadonlySet<Ids.ScopedKey>): void => {
  const children = new Map<Ids.OperationId, Array<Operation>>()
  for (const row of rows) {
    const { operation } = recordedIn(row)
    const key = Ids.scoped(operation.client, operation.key)
    if (row["named"] === true) view.operations.set(operation.id, operation)
    if (keys.has(key)) view.keys.set(key, operation.id)
    if (operation.original === undefined) continue
    const siblings = children.get(operation.original)
    if (siblings === undefined) children.set(operation.original, [operation])
    else siblings.push(operation)
  }
  for (const [original, found] of children) view.linked.set(original, found)
}

/** The view that the answers to `questions` amount to. */
export const viewFrom = (
  session: Session,
  { keys, ownKeys }: Pointed,
  [wallets = [], accounts = [], operations = [], tombstones = []]: ReadonlyArray<ReadonlyArray<Row>>
): View => {
  const view = emptyView()
  for (const row of wallets) {
    const wallet = walletFrom(session, row)
    view.wallets.set(wallet.id, wallet)
    view.recordedAt = Math.max(view.recordedAt, Number(row["recorded_at"]))
  }
  for (const row of accounts) addAccount(view, row)
  addOperations(view, operations, new Set([...keys, ...ownKeys]))
  for (const row of tombstones) {
    const key = Ids.scoped(text(row, "client") as Ids.ClientId, text(row, "key") as Ids.Key)
    view.tombstones.set(key, text(row, "reversal") as Ids.OperationId)
  }
  return view
}
