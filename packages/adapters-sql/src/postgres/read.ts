/**
 * Reading the view: everything that references point at, from a few statements and what is in memory.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import { emptyView, type References, type Task, type View, type Wallet } from "@tessera/core/ports"
import { present, readAccount, readCard, readRecorded, readWallet, type Row, text } from "../rows.ts"
import { array, type Asked, ask, plain } from "./Connections.ts"
import type { KnownAccount } from "./Known.ts"
import type { Session } from "./Session.ts"

/** Everything that a batch or a question points at, in the columns in which it is asked for. */
export interface Pointed {
  readonly cards: ReadonlyArray<Ids.CardIndex>
  readonly accounts: ReadonlyArray<Ids.AccountId>
  readonly wallets: ReadonlyArray<Ids.WalletId>
  readonly operations: ReadonlyArray<Ids.OperationId>
  /** The keys of other commands, whose operations' accounts are read and locked. */
  readonly keys: ReadonlyArray<Ids.ScopedKey>
  /** The commands' own keys: found only when a command was sent before. */
  readonly ownKeys: ReadonlyArray<Ids.ScopedKey>
}

const noReferences: References = { cards: [], accounts: [], operations: [], keys: [] }

/** What the references of tasks point at, each once. */
export const pointedAt = (tasks: ReadonlyArray<Task>): Pointed => {
  const cards = new Set<Ids.CardIndex>()
  const accounts = new Set<Ids.AccountId>()
  const wallets = new Set<Ids.WalletId>()
  const operations = new Set<Ids.OperationId>()
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

/** Keys as two arrays: the clients, and what each calls its command. */
export const scopedKeys = (keys: ReadonlyArray<Ids.ScopedKey>) => {
  const pairs = keys.map((key) => Ids.unscoped(key))
  return [array(pairs.map(([client]) => client)), array(pairs.map(([, key]) => key))] as const
}

/** The statements that read a view, and the accounts that are taken as they are known. */
export interface Reading {
  readonly asked: ReadonlyArray<Asked>
  readonly assumed: ReadonlyMap<Ids.AccountId, KnownAccount>
}

/** What is asked of accounts that are not known, and which known ones are pointed at. */
export const split = ({ known }: Session, { accounts, cards }: Pick<Pointed, "accounts" | "cards">) => {
  const assumed = new Map<Ids.AccountId, KnownAccount>()
  const assume = (found: KnownAccount | undefined): boolean => {
    if (found !== undefined) assumed.set(found.account.id, found)
    return found !== undefined
  }
  return {
    assumed,
    cards: cards.filter((card) => !assume(known.byCard(card))),
    accounts: accounts.filter((account) => !assume(known.account(account)))
  }
}

/**
 * How a view is read: the first statement gives the wallets, and locks them if it is told to. With `isFresh` nothing is
 * taken as known.
 */
export const reading = (
  session: Session,
  pointed: Pointed,
  { isFresh = false, isLocking }: { readonly isFresh?: boolean; readonly isLocking: boolean }
): Reading => {
  const { statements, tenant } = session
  const { keys, operations, ownKeys, wallets } = pointed
  const { accounts, assumed, cards } = isFresh
    ? { ...pointed, assumed: new Map<Ids.AccountId, KnownAccount>() }
    : split(session, pointed)
  const heads = array(
    [...assumed.values()].flatMap((known) => [...known.wallets.values()].map(({ head }) => head))
  )
  const given = (ids: ReadonlyArray<string>) => [tenant, array(cards), array(ids), array(wallets)]
  const all = given([...accounts, ...assumed.keys()])
  const areNamed = operations.length + keys.length > 0
  const { lock, lockNamed, walletsNamed } = statements
  const named = areNamed ? [array(operations), ...scopedKeys(keys)] : []
  const allKeys = [...keys, ...ownKeys]
  const [locking, plainly] = areNamed ? [lockNamed, walletsNamed] : [lock, statements.wallets]
  const accountsToo = areNamed || cards.length + accounts.length + wallets.length > 0
  return {
    asked: [
      ask(isLocking ? locking : plainly, ...all, ...named, heads),
      ask(statements.operations, tenant, array(operations), ...scopedKeys(allKeys)),
      ...(accountsToo
        ? [ask(areNamed ? statements.accountsNamed : statements.accounts, ...given(accounts), ...named)]
        : [])
    ],
    assumed
  }
}

const contentOf = (row: Row): Wallet => {
  const content: Row = JSON.parse(text(row, "content"))
  return readWallet({ ...content, id: row["id"], account: row["account"], head: row["head"] })
}

/** The wallet of a row, or nothing when another one was assumed. */
const walletFrom = (assumed: Reading["assumed"], row: Row): Wallet | undefined => {
  if (row["content"] !== null) return contentOf(row)
  const known = assumed.get(text(row, "account") as Ids.AccountId)
  const wallet = known?.wallets.get(text(row, "id") as Ids.WalletId)
  return wallet?.head === row["head"] ? wallet : undefined
}

const addAccount = (view: View, row: Row): void => {
  const { allCards, ...columns } = plain(row)
  const account = readAccount(columns)
  view.accounts.set(account.id, account)
  const cards: ReadonlyArray<Row> = typeof allCards === "string" ? JSON.parse(allCards) : []
  for (const card of cards) {
    const read = readCard(present(card))
    view.cards.set(read.index, read)
  }
}

/** Adds the accounts that were taken as known; false if one of them has changed, or has a wallet more. */
const addAssumed = (
  view: View,
  assumed: Reading["assumed"],
  walletCount: ReadonlyMap<unknown, number>
): boolean => {
  for (const { account, cards, wallets } of assumed.values()) {
    if (view.accounts.has(account.id)) continue
    if (walletCount.get(account.id) !== wallets.size) return false
    for (const [id, { head }] of wallets) if (view.wallets.get(id)?.head !== head) return false
    view.accounts.set(account.id, account)
    for (const card of cards) view.cards.set(card.index, card)
  }
  return true
}

const asRows = (json: unknown): ReadonlyArray<Row> => (Array.isArray(json) ? json : [])

/** An operation as it is recorded. */
export const recordedIn = (row: Row) => {
  const { links, ...columns } = plain(row)
  return readRecorded(columns, asRows(links))
}

const addOperation = (view: View, row: Row, keys: ReadonlySet<Ids.ScopedKey>): void => {
  const { operation } = readRecorded(row, asRows(row["links"]))
  const key = Ids.scoped(operation.client, operation.key)
  if (row["named"] === true) view.operations.set(operation.id, operation)
  if (keys.has(key)) view.keys.set(key, operation.id)
  if (operation.original === undefined) return
  view.linked.set(operation.original, [...(view.linked.get(operation.original) ?? []), operation])
}

/** Operations come oldest first; a tombstone is told from them by its reversal. */
const addNamed = (view: View, rows: ReadonlyArray<Row>, keys: ReadonlySet<Ids.ScopedKey>): void => {
  for (const { content } of rows) {
    const row: Row = JSON.parse(String(content))
    if (row["reversal"] === undefined) addOperation(view, row, keys)
    else {
      const key = Ids.scoped(text(row, "client") as Ids.ClientId, text(row, "key") as Ids.Key)
      view.tombstones.set(key, text(row, "reversal") as Ids.OperationId)
    }
  }
}

/** The view that the answers amount to, or nothing when something is not as it was known. */
export const viewFrom = (
  { keys, ownKeys }: Pointed,
  { assumed }: Reading,
  [wallets = [], named = [], accounts = []]: ReadonlyArray<ReadonlyArray<Row>>
): View | undefined => {
  const view = emptyView()
  const walletCount = new Map<unknown, number>()
  for (const row of wallets) {
    const wallet = walletFrom(assumed, row)
    if (wallet === undefined) return undefined
    walletCount.set(wallet.account, (walletCount.get(wallet.account) ?? 0) + 1)
    view.wallets.set(wallet.id, wallet)
    view.recordedAt = Math.max(view.recordedAt, Number(row["recordedAt"]))
  }
  for (const row of accounts) addAccount(view, row)
  if (!addAssumed(view, assumed, walletCount)) return undefined
  if (named.length > 0) addNamed(view, named, new Set([...keys, ...ownKeys]))
  return view
}
