/**
 * Foreseeing: where only this process writes to a shard, a batch is decided from memory, and the server checks under its
 * locks that all of it still holds, in the packet that writes and commits.
 *
 * @module
 */
import { Ids, type Operation } from "@tessera/core"
import { emptyView, type Task, type View } from "@tessera/core/ports"
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

/** The operations that a batch names, and those whose keys it uses again; nothing if one of them is not known. */
const operationsIn = (
  { known }: Session,
  { keys, operations, ownKeys }: Pointed
): { readonly named: ReadonlyArray<Operation>; readonly again: ReadonlyArray<Operation> } | undefined => {
  const found = (id: Ids.OperationId | undefined) => (id === undefined ? undefined : known.operation(id))
  const named = [...operations, ...keys.map((key) => known.operationOf(key))].map((id) => found(id))
  const again = ownKeys.flatMap((key) => known.operationOf(key) ?? []).map((id) => found(id))
  return isWhole(named) && isWhole(again) ? { named, again } : undefined
}

const isWhole = <A>(all: ReadonlyArray<A | undefined>): all is ReadonlyArray<A> => !all.includes(undefined)

/** Foresees what a batch points at, if all of it is known, and nothing refers to the operations that it names. */
export const foresee = (
  session: Session,
  { connection, foresight, number }: Shard,
  tasks: ReadonlyArray<Task>,
  now: number
): Foreseen | undefined => {
  const { reached } = foresight
  if (reached === undefined || connection.heardAt < now - quiet) return undefined
  const pointed = pointedAt(tasks)
  const found = operationsIn(session, pointed)
  if (found === undefined || pointed.wallets.length > 0) return undefined
  const { again, named } = found
  const { accounts, assumed, cards } = split(session, {
    cards: pointed.cards,
    accounts: [...pointed.accounts, ...named.flatMap(({ account }) => account ?? [])]
  })
  if (accounts.length + cards.length > 0 || assumed.size === 0) return undefined
  const known = [...assumed.values()]
  const view = viewOf(known, reached)
  if (named.some(({ links }) => links.some(({ wallet }) => !view.wallets.has(wallet)))) return undefined
  for (const operation of [...named, ...again]) {
    view.operations.set(operation.id, operation)
    view.keys.set(Ids.scoped(operation.client, operation.key), operation.id)
  }
  return { view, asked: checks(session, { connection, number, reached }, known, view, pointed.ownKeys) }
}
