/**
 * Foreseeing: where only this process writes to a shard, a batch is decided from memory, and the server checks under its
 * locks that all of it still holds, in the packet that writes and commits.
 *
 * @module
 */
import { Ids, type Operation } from "@tessera/core"
import { changingVerbs, emptyView, type References, type Task, type View } from "@tessera/core/ports"
import { array, type Asked, ask, type Connection } from "./Connections.ts"
import type { Reached } from "./Foresight.ts"
import type { KnownAccount } from "./Known.ts"
import { takingOf } from "./lock.ts"
import { type Pointed, pointedAt, scopedKeys, split } from "./read.ts"
import type { Session, Shard } from "./Session.ts"

/** What a batch is decided on without asking, and the statements that fail unless it was so. */
export interface Foreseen {
  readonly view: View
  readonly asked: ReadonlyArray<Asked>
}

interface Taken {
  readonly connection: Connection
  readonly number: number
  readonly reached: Reached
}

const viewOf = (known: Iterable<KnownAccount>, { network, recordedAt, sequence }: Reached): View => {
  const view = { ...emptyView(), sequence, recordedAt, network }
  for (const { account, cards, recordedAt: at, wallets } of known) {
    view.recordedAt = Math.max(view.recordedAt, at)
    view.accounts.set(account.id, account)
    for (const card of cards) view.cards.set(card.index, card)
    for (const [id, wallet] of wallets) view.wallets.set(id, wallet)
  }
  return view
}

/** Each fails unless what it takes is as it was foreseen. */
const checks = (
  session: Session,
  { connection, number, reached }: Taken,
  known: ReadonlyArray<KnownAccount>,
  { operations }: View,
  keys: ReadonlyArray<Ids.ScopedKey>
): ReadonlyArray<Asked> => {
  const { durability, forTests, statements, tenant } = session
  const wallets = known.flatMap((one) => [...one.wallets.values()]).toSorted((a, b) => (a.id < b.id ? -1 : 1))
  return [
    ...connection.begin(statements.begin),
    ask(
      statements.shardAsForeseen,
      ...takingOf(session, number),
      BigInt(reached.sequence),
      BigInt(reached.recordedAt),
      forTests,
      durability === "replicated",
      BigInt(reached.network)
    ),
    ask(
      statements.walletsAsForeseen,
      tenant,
      array(known.map(({ account }) => account.id)),
      array(wallets.map(({ head }) => head)),
      ...scopedKeys(keys),
      array([...operations.keys()])
    )
  ]
}

/** Milliseconds after which a connection that said nothing may be gone, and is not trusted with a commit at once. */
const quiet = 1000

const missing = <Id>(ids: ReadonlyArray<Id>, known: (id: Id) => unknown): ReadonlyArray<Id> =>
  ids.filter((id) => known(id) === undefined)

/** The operations that a batch names, and those whose keys it uses again, as far as they are known. */
interface Named {
  readonly named: ReadonlyArray<Operation>
  readonly again: ReadonlyArray<Operation>
}

const operationsIn = ({ known }: Session, { keys, operations, ownKeys }: Pointed): Named => {
  const found = (id: Ids.OperationId | undefined) =>
    (id === undefined ? undefined : known.operation(id)) ?? []
  return {
    named: [...operations, ...keys.map((key) => known.operationOf(key))].flatMap((id) => found(id)),
    again: ownKeys.flatMap((key) => found(known.operationOf(key)))
  }
}

/** The accounts that a batch points at by themselves or through the operations that it names. */
const accountsIn = (pointed: Pointed, { named }: Named): ReadonlyArray<Ids.AccountId> => [
  ...pointed.accounts,
  ...named.flatMap(({ account }) => account ?? [])
]

/** What has to be known of a batch before it can be foreseen, and is not. */
const unknownIn = ({ known }: Session, pointed: Pointed, operations: Named): References => {
  const byKey = (key: Ids.ScopedKey) => {
    const id = known.operationOf(key)
    return id === undefined ? undefined : known.operation(id)
  }
  return {
    cards: missing(pointed.cards, (card) => known.byCard(card)),
    accounts: missing(accountsIn(pointed, operations), (account) => known.account(account)),
    operations: missing(pointed.operations, (id) => known.operation(id)),
    keys: [
      ...missing(pointed.keys, byKey),
      ...pointed.ownKeys.filter((key) => known.operationOf(key) !== undefined && byKey(key) === undefined)
    ]
  }
}

const isNone = ({ accounts, cards, keys, operations }: References): boolean =>
  accounts.length + cards.length + keys.length + operations.length === 0

const unforeseeable: ReadonlySet<string> = new Set(["Issue", ...changingVerbs])

/** Whether a shard can be foreseen now: its connection was heard lately, and nothing is read in it first. */
const isClear = ({ connection, turns }: Shard, now: number): boolean =>
  connection.heardAt >= now - quiet && ![...turns].some(({ isPlain }) => isPlain)

/**
 * Of a card that is issued there is nothing to know, and of what refers to an operation there may be more than is known.
 * A change of the network takes all shards.
 */
const isForeseeable = (
  { known }: Session,
  tasks: ReadonlyArray<Task>,
  { keys, operations, ownKeys }: Pointed
): boolean =>
  tasks.every((task) => "request" in task && !unforeseeable.has(task.request.command.type)) &&
  ![...operations, ...[...keys, ...ownKeys].flatMap((key) => known.operationOf(key) ?? [])].some((id) =>
    known.isReferredTo(id)
  )

/**
 * Foresees what a batch points at, if all of it is known and nothing refers to the operations that it names. What is not
 * known can be read without locks, beside the commit that is under way: it is checked with the rest.
 */
export const foresee = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  now: number
): Foreseen | { readonly unknown: References } | undefined => {
  const { connection, foresight, number } = shard
  const { reached } = foresight
  if (reached === undefined || !isClear(shard, now)) return undefined
  const pointed = pointedAt(tasks)
  if (!isForeseeable(session, tasks, pointed)) return undefined
  const operations = operationsIn(session, pointed)
  const unknown = unknownIn(session, pointed, operations)
  if (!isNone(unknown)) return { unknown }
  const { assumed } = split(session, { cards: pointed.cards, accounts: accountsIn(pointed, operations) })
  if (assumed.size === 0) return undefined
  const known = [...assumed.values()]
  const view = viewOf(known, reached)
  const { again, named } = operations
  if (named.some(({ links }) => links.some(({ wallet }) => !view.wallets.has(wallet)))) return undefined
  for (const operation of [...named, ...again]) {
    view.operations.set(operation.id, operation)
    view.keys.set(Ids.scoped(operation.client, operation.key), operation.id)
  }
  return { view, asked: checks(session, { connection, number, reached }, known, view, pointed.ownKeys) }
}
