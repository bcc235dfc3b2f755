/**
 * Foreseeing: where only this process writes to a shard, a batch is decided from memory, and the server checks under its
 * locks that all of it still holds, in the packet that writes and commits.
 *
 * @module
 */
import { Ids } from "@tessera/core"
import { emptyView, type References, type Task, type View } from "@tessera/core/ports"
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

const viewOf = (known: Iterable<KnownAccount>, { recordedAt, sequence }: Reached): View => {
  const view = { ...emptyView(), sequence, recordedAt }
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
      durability === "replicated"
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
const operationsIn = ({ known }: Session, { keys, operations, ownKeys }: Pointed) => {
  const found = (id: Ids.OperationId | undefined) =>
    (id === undefined ? undefined : known.operation(id)) ?? []
  return {
    named: [...operations, ...keys.map((key) => known.operationOf(key))].flatMap((id) => found(id)),
    again: ownKeys.flatMap((key) => found(known.operationOf(key)))
  }
}

/** What has to be known of a batch before it can be foreseen, and is not. */
const unknownIn = (session: Session, pointed: Pointed): References => {
  const { known } = session
  const byKey = (key: Ids.ScopedKey) => {
    const id = known.operationOf(key)
    return id === undefined ? undefined : known.operation(id)
  }
  const accounts = operationsIn(session, pointed).named.flatMap(({ account }) => account ?? [])
  return {
    cards: missing(pointed.cards, (card) => known.byCard(card)),
    accounts: missing([...pointed.accounts, ...accounts], (account) => known.account(account)),
    operations: missing(pointed.operations, (id) => known.operation(id)),
    keys: [
      ...missing(pointed.keys, byKey),
      ...pointed.ownKeys.filter((key) => known.operationOf(key) !== undefined && byKey(key) === undefined)
    ]
  }
}

const isNone = ({ accounts, cards, keys, operations }: References): boolean =>
  accounts.length + cards.length + keys.length + operations.length === 0

/** Whether a shard can be foreseen now: nobody else writes to it, its connection was heard, nothing is read in it first. */
const isClear = ({ connection, foresight, turns }: Shard, now: number): boolean =>
  foresight.reached !== undefined &&
  connection.heardAt >= now - quiet &&
  ![...turns].some(({ isPlain }) => isPlain)

/** Of a card that is issued there is nothing to know, and of what refers to an operation there may be more than is known. */
const isForeseeable = (
  { known }: Session,
  tasks: ReadonlyArray<Task>,
  { keys, operations, ownKeys }: Pointed
): boolean =>
  tasks.every((task) => "request" in task && task.request.command.type !== "Issue") &&
  ![...operations, ...[...keys, ...ownKeys].flatMap((key) => known.operationOf(key) ?? [])].some((id) =>
    known.isReferredTo(id)
  )

/**
 * What has to be read before a batch can be foreseen: it is read without locks, beside the commit that is under way, and
 * checked with the rest. Nothing if the batch is not foreseen anyway.
 */
export const unknownBefore = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  now: number
): References | undefined => {
  const pointed = pointedAt(tasks)
  if (!isClear(shard, now) || !isForeseeable(session, tasks, pointed)) return undefined
  const unknown = unknownIn(session, pointed)
  return isNone(unknown) ? undefined : unknown
}

/** Foresees what a batch points at, if all of it is known, and nothing refers to the operations that it names. */
export const foresee = (
  session: Session,
  shard: Shard,
  tasks: ReadonlyArray<Task>,
  now: number
): Foreseen | undefined => {
  const { connection, foresight, number } = shard
  const { reached } = foresight
  const pointed = pointedAt(tasks)
  if (reached === undefined || !isClear(shard, now)) return undefined
  if (!isForeseeable(session, tasks, pointed) || !isNone(unknownIn(session, pointed))) return undefined
  const { again, named } = operationsIn(session, pointed)
  const { assumed } = split(session, {
    cards: pointed.cards,
    accounts: [...pointed.accounts, ...named.flatMap(({ account }) => account ?? [])]
  })
  if (assumed.size === 0) return undefined
  const known = [...assumed.values()]
  const view = viewOf(known, reached)
  if (named.some(({ links }) => links.some(({ wallet }) => !view.wallets.has(wallet)))) return undefined
  for (const operation of [...named, ...again]) {
    view.operations.set(operation.id, operation)
    view.keys.set(Ids.scoped(operation.client, operation.key), operation.id)
  }
  return { view, asked: checks(session, { connection, number, reached }, known, view, pointed.ownKeys) }
}
