/**
 * A store in memory: the whole contract of the store port, for tests and for trying things out. Nothing survives it.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Account } from "../account/Account.ts"
import type { Credential } from "../account/Credential.ts"
import { nextDue, type Wallet } from "../account/Wallet.ts"
import type { References } from "../command/Request.ts"
import type { Batch, Recorded, Task } from "../batch/decideBatch.ts"
import { emptyView, type View } from "../decide/View.ts"
import type { Operation } from "../journal/Operation.ts"
import { type AccountSum, addPostings, inOrder, type Sums } from "../journal/trialBalance.ts"
import { MemoryDeliveries } from "./MemoryDeliveries.ts"
import { memoryEndpoints } from "./memoryEndpoints.ts"
import { EndpointStore } from "../ports/EndpointStore.ts"
import { Archive } from "./Archive.ts"
import { memoryHolders } from "./memoryHolders.ts"
import { servedBy } from "./servedBy.ts"
import { auditOf } from "./memoryRows.ts"
import { FaultPoint } from "../ports/FaultPoint.ts"
import { HolderStore } from "../ports/HolderStore.ts"
import { CommitUnknown, type DueWallet, type JournalQuery, Store, StoreUnavailable } from "../ports/Store.ts"
import {
  type AccountId,
  type CardIndex,
  type OperationId,
  type ScopedKey,
  scoped,
  type WalletId
} from "../values/Ids.ts"

/** How many of the newest operations are at hand; older ones are filed, and read again when they are asked for. */
const newest = 64

/** Everything that a ledger in memory consists of. */
interface Memory {
  readonly accounts: Map<AccountId, Account>
  readonly cards: Map<CardIndex, Credential>
  readonly wallets: Map<WalletId, Wallet>
  /** The sequences of operations. */
  readonly operations: Map<OperationId, number>
  readonly byWallet: Map<WalletId, Array<number>>
  readonly children: Map<OperationId, Array<OperationId>>
  readonly keys: Map<ScopedKey, OperationId>
  readonly tombstones: Map<ScopedKey, OperationId>
  /** Operations up to a sequence; those after it are at hand. */
  readonly archive: Archive
  readonly atHand: Array<Recorded>
  /** What the postings of filed operations come to, so that nobody has to read their texts for the books. */
  readonly filed: Sums
  sequence: number
  recordedAt: number
  network: number
  founding: string | undefined
}

const emptyMemory = (): Memory => ({
  accounts: new Map(),
  cards: new Map(),
  wallets: new Map(),
  operations: new Map(),
  byWallet: new Map(),
  children: new Map(),
  keys: new Map(),
  tombstones: new Map(),
  archive: new Archive(),
  atHand: [],
  filed: new Map(),
  sequence: 0,
  recordedAt: 0,
  network: 0,
  founding: undefined
})

/** The operation with a sequence. */
const recordedUnder = ({ archive, atHand }: Memory, sequence: number): Recorded | undefined =>
  sequence <= archive.size ? archive.at(sequence - 1) : atHand[sequence - 1 - archive.size]

const operationIn = (memory: Memory, id: OperationId): Operation | undefined => {
  const sequence = memory.operations.get(id)
  return sequence === undefined ? undefined : recordedUnder(memory, sequence)?.operation
}

/** Operations after a sequence, at most so many. */
const pageIn = (memory: Memory, { after, limit }: JournalQuery): ReadonlyArray<Recorded> => {
  const until = Math.min(memory.sequence, after + limit)
  return Array.from(
    { length: Math.max(0, until - after) },
    (_, n) => recordedUnder(memory, after + 1 + n) ?? []
  ).flat()
}

const readAccount = (memory: Memory, view: View, id: AccountId | undefined): void => {
  const account = id === undefined ? undefined : memory.accounts.get(id)
  if (account === undefined) return
  view.accounts.set(account.id, account)
  for (const { wallet } of account.wallets) readWallet(memory, view, wallet)
  for (const index of account.cards) {
    const card = memory.cards.get(index)
    if (card !== undefined) view.cards.set(index, card)
  }
}

const readWallet = (memory: Memory, view: View, id: WalletId): void => {
  const wallet = memory.wallets.get(id)
  if (wallet === undefined || view.wallets.has(id)) return
  view.wallets.set(id, wallet)
  readAccount(memory, view, wallet.account)
}

const readLinked = (memory: Memory, view: View, id: OperationId): void => {
  const children = memory.children.get(id)
  if (children === undefined || view.linked.has(id)) return
  view.linked.set(
    id,
    children.flatMap((child) => operationIn(memory, child) ?? [])
  )
  for (const child of children) readLinked(memory, view, child)
}

const readOperation = (memory: Memory, view: View, id: OperationId): void => {
  const operation = operationIn(memory, id)
  if (operation === undefined) return
  view.operations.set(id, operation)
  readAccount(memory, view, operation.account)
  for (const { wallet } of operation.links) readWallet(memory, view, wallet)
  readLinked(memory, view, id)
}

const readKey = (memory: Memory, view: View, key: ScopedKey): void => {
  const id = memory.keys.get(key)
  if (id !== undefined) {
    view.keys.set(key, id)
    readOperation(memory, view, id)
  }
  const tombstone = memory.tombstones.get(key)
  if (tombstone !== undefined) view.tombstones.set(key, tombstone)
}

const readInto = (memory: Memory, view: View, references: References): void => {
  for (const index of references.cards) {
    const card = memory.cards.get(index)
    if (card === undefined) continue
    view.cards.set(index, card)
    readAccount(memory, view, card.account)
  }
  for (const account of references.accounts) readAccount(memory, view, account)
  for (const operation of references.operations) readOperation(memory, view, operation)
  for (const key of references.keys) readKey(memory, view, key)
}

const viewOf = (memory: Memory, all: Iterable<References>): View => {
  const view = emptyView()
  view.sequence = memory.sequence
  view.recordedAt = memory.recordedAt
  view.network = memory.network
  for (const references of all) readInto(memory, view, references)
  return view
}

const viewFor = (memory: Memory, tasks: ReadonlyArray<Task>): View => {
  const view = viewOf(
    memory,
    tasks.flatMap((task) => ("request" in task ? [task.request.references] : []))
  )
  for (const task of tasks)
    if ("settle" in task) readWallet(memory, view, task.settle)
    else readKey(memory, view, scoped(task.request.client, task.request.command.key))
  return view
}

const append = <Key, A>(lists: Map<Key, Array<A>>, key: Key, item: A): void => {
  const list = lists.get(key)
  if (list === undefined) lists.set(key, [item])
  else list.push(item)
}

const recordIn = (memory: Memory, { operation, text }: Recorded): void => {
  const { client, id, key, links, original, sequence } = operation
  memory.operations.set(id, sequence)
  memory.atHand.push({ operation, text })
  memory.keys.set(scoped(client, key), id)
  for (const { wallet } of links) append(memory.byWallet, wallet, sequence)
  if (original !== undefined) append(memory.children, original, id)
}

/** Files what is old. */
const file = ({ archive, atHand, filed }: Memory): void => {
  if (atHand.length < 2 * newest) return
  for (const older of atHand.splice(0, atHand.length - newest)) {
    addPostings(filed, older.operation.entry.postings)
    archive.add(older)
  }
}

/** What the unique keys of a database refuse: an operation, a key or a place in the sequence that is taken. */
const assertNew = (memory: Memory, { recorded, sequence }: Batch): void => {
  const keys = new Set<ScopedKey>()
  recorded.forEach(({ operation }, n) => {
    const key = scoped(operation.client, operation.key)
    if (memory.operations.has(operation.id) || memory.keys.has(key) || keys.has(key))
      throw new Error(`${operation.id} or its key is recorded already`)
    if (operation.sequence !== memory.sequence + n + 1) throw new Error("the commit sequence has a gap")
    keys.add(key)
  })
  if (sequence !== memory.sequence + recorded.length) throw new Error("the commit sequence has a gap")
}

const write = (memory: Memory, batch: Batch): void => {
  assertNew(memory, batch)
  for (const [id, account] of batch.accounts) memory.accounts.set(id, account)
  for (const [index, card] of batch.cards) memory.cards.set(index, card)
  for (const [id, wallet] of batch.wallets) memory.wallets.set(id, wallet)
  for (const [key, reversal] of batch.tombstones) memory.tombstones.set(key, reversal)
  for (const recorded of batch.recorded) recordIn(memory, recorded)
  memory.sequence = batch.sequence
  memory.recordedAt = batch.recordedAt
  memory.network = batch.changed?.version ?? memory.network
  file(memory)
}

const bySoonest = (a: DueWallet, b: DueWallet): number =>
  a.at - b.at || (a.wallet < b.wallet ? -1 : a.wallet > b.wallet ? 1 : 0)

const dueIn = (
  memory: Memory,
  until: number,
  limit: number,
  after: DueWallet | undefined
): ReadonlyArray<DueWallet> =>
  [...memory.wallets.values()]
    .flatMap(({ account, id, ...wallet }) => {
      const at = nextDue({ account, id, ...wallet })
      return at !== undefined && at <= until ? [{ wallet: id, account, at }] : []
    })
    .filter((one) => after === undefined || bySoonest(after, one) < 0)
    .toSorted(bySoonest)
    .slice(0, limit)

/** The first place in a list of sequences that is not before a given one. */
const placeOf = (list: ReadonlyArray<number>, sequence: number): number => {
  let [low, high] = [0, list.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((list[middle] ?? 0) >= sequence) high = middle
    else low = middle + 1
  }
  return low
}

const make = Effect.map(FaultPoint, (reach) => {
  const memory = emptyMemory()
  return Store.of({
    found: (document) => Effect.sync(() => (memory.founding ??= document)),
    shards: 1,
    commit: (_shard, tasks, decide) =>
      Effect.try({
        try: () => {
          reach("store.begun")
          const view = viewFor(memory, tasks)
          reach("store.read")
          const batch = decide(view)
          reach("store.decided")
          reach("store.written")
          write(memory, batch)
          return batch
        },
        catch: (cause) => new StoreUnavailable({ cause })
      }).pipe(
        Effect.tap(() =>
          Effect.try({
            try: () => reach("store.committed"),
            catch: (cause) => new CommitUnknown({ cause })
          })
        )
      ),
    read: (references) => Effect.sync(() => viewOf(memory, [references])),
    due: (until, limit, after) => Effect.sync(() => dueIn(memory, until, limit, after)),
    journal: (query) => Effect.sync(() => pageIn(memory, query)),
    history: ({ before, limit, wallet }) =>
      Effect.sync(() => {
        const list = memory.byWallet.get(wallet) ?? []
        const end = before === undefined ? list.length : placeOf(list, before.sequence)
        return list
          .slice(Math.max(0, end - limit), end)
          .toReversed()
          .flatMap((sequence) => recordedUnder(memory, sequence) ?? [])
      }),
    isServedBy: servedBy(memory.byWallet, (sequence) => recordedUnder(memory, sequence)),
    accountsOf: (holder) => Effect.sync(() => accountsIn(memory, holder)),
    books: () => Effect.sync(() => booksOf(memory)),
    audit: auditOf(
      () => ({
        account: memory.accounts,
        card: memory.cards,
        wallet: memory.wallets,
        tombstone: buried(memory)
      }),
      (query) => pageIn(memory, query),
      () => [{ shard: 0, sequence: memory.sequence, recordedAt: memory.recordedAt, network: memory.network }],
      () => memory.founding
    )
  })
})

const buried = ({ tombstones }: Memory) =>
  new Map([...tombstones].map(([key, reversal]) => [key, { key, reversal }]))

const accountsIn = ({ accounts }: Memory, holder: string): ReadonlyArray<AccountId> =>
  [...accounts.values()]
    .filter((account) => account.holder === holder)
    .map(({ id }) => id)
    .toSorted()

const booksOf = ({ atHand, filed }: Memory): ReadonlyArray<AccountSum> => {
  const sums = new Map(filed)
  for (const { operation } of atHand) addPostings(sums, operation.entry.postings)
  return inOrder(sums)
}

/** The in-memory store: a ledger, and beside it records of holders, endpoints and the deliveries of its notices. */
export const MemoryStore = {
  layer: Layer.merge(
    Layer.effectContext(
      Effect.map(make, (store) =>
        Context.make(Store, store).pipe(
          Context.add(HolderStore, memoryHolders()),
          Context.add(EndpointStore, memoryEndpoints())
        )
      )
    ),
    MemoryDeliveries.layer
  )
}
