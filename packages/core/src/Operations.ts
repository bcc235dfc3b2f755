/**
 * Operations looked up: by id, by the key that they were asked for under, and one after the other, newest first.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Schema from "effect/Schema"
import type { Recorded } from "./batch/decideBatch.ts"
import { reversedBy } from "./decide/spent.ts"
import { type View, walletsIn } from "./decide/View.ts"
import type { Operation, Position } from "./journal/Operation.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import {
  AccountId,
  type ClientId,
  type Key,
  OperationId,
  OperatorId,
  OutletId,
  OwnerId,
  scoped,
  TerminalId
} from "./values/Ids.ts"
import { InstantText } from "./values/Instant.ts"

/** Which operations are looked for. */
export const OperationsAsked = Schema.Struct({
  /** Those that moved value of this account. */
  account: Schema.optionalKey(AccountId),
  owner: Schema.optionalKey(OwnerId),
  outlet: Schema.optionalKey(OutletId),
  terminal: Schema.optionalKey(TerminalId),
  operator: Schema.optionalKey(OperatorId),
  /** The command's type, such as `Redeem`. */
  type: Schema.optionalKey(Schema.String),
  outcome: Schema.optionalKey(Schema.Literals(["approved", "declined"])),
  /** Recorded at this instant or later, and before that one. */
  from: Schema.optionalKey(InstantText),
  to: Schema.optionalKey(InstantText)
})
export type OperationsAsked = typeof OperationsAsked.Type

/** How far a list has been read: of each shard or wallet, in their order, what was read last; 0 where nothing was. */
export type Reached = ReadonlyArray<Position>

/** Some operations, newest first, and where the next ones are. */
export interface OperationsFound {
  readonly operations: ReadonlyArray<Operation>
  /** Absent: there are no more. */
  readonly next?: Reached
}

/** An operation, and what undid it since. */
export interface OperationFound {
  readonly operation: Operation
  readonly reversedBy: OperationId | undefined
}

/** What is known of a key: its operation, or that it was reversed before its command arrived. */
export type KeyFound = OperationFound | { readonly tombstone: OperationId }

interface Shape {
  /** Whether one of these owners has ever served an account, or nobody has opened it at a place: then all do. */
  readonly isServedBy: (
    account: AccountId,
    owners: ReadonlyArray<OwnerId>
  ) => Effect.Effect<boolean, StoreUnavailable>
  readonly operation: (id: OperationId) => Effect.Effect<OperationFound | undefined, StoreUnavailable>
  /** Nothing: nothing was ever done under the key. */
  readonly byKey: (client: ClientId, key: Key) => Effect.Effect<KeyFound | undefined, StoreUnavailable>
  /**
   * At most so many, from the newest on or from where the list was left. Fewer with a `next` mean that it was looked for a
   * while and there may be more.
   */
  readonly list: (
    asked: OperationsAsked,
    page: { readonly limit: number; readonly next?: Reached }
  ) => Effect.Effect<OperationsFound, StoreUnavailable>
}

const nothing = { cards: [], accounts: [], operations: [], keys: [] }

const foundIn = (view: View, id: OperationId | undefined): OperationFound | undefined => {
  const operation = id === undefined ? undefined : view.operations.get(id)
  return operation && { operation, reversedBy: reversedBy(view, operation)?.id }
}

const fits =
  ({ account: _, from, outcome, to, type, ...rows }: OperationsAsked) =>
  (operation: Operation): boolean =>
    (type === undefined || operation.verb === type) &&
    (outcome === undefined || operation.approved === (outcome === "approved")) &&
    (from === undefined || operation.recordedAt >= from) &&
    (to === undefined || operation.recordedAt < to) &&
    (["owner", "outlet", "terminal", "operator"] as const).every(
      (row) => rows[row] === undefined || rows[row] === operation[row]
    )

/** How many are read at once, and how many are looked at for one page. */
const [chunk, most] = [100, 5_000]

/** What is read backwards: a shard, or the history of a wallet. */
interface Lane {
  /** What was read last; only what came before it is still to come. At sequence 0 nothing was read. */
  last: Position
  page: ReadonlyArray<Operation>
  isMore: boolean
  readonly read: (last: Position) => Effect.Effect<ReadonlyArray<Recorded>, StoreUnavailable>
}

const newestOn: Position = { shard: 0, sequence: 0 }

const fill = (lane: Lane): Effect.Effect<void, StoreUnavailable> =>
  lane.page.length > 0 || !lane.isMore
    ? Effect.void
    : Effect.map(lane.read(lane.last), (found) => {
        lane.page = found.map(({ operation }) => operation)
        lane.isMore = found.length === chunk
      })

/** Whether an operation comes next wherever it is: what moved value between two wallets is in both of their histories. */
const isNext = (lanes: ReadonlyArray<Lane>, { id }: Operation): boolean =>
  lanes.every(({ page }) => page.findIndex((one) => one.id === id) <= 0)

/** The lane whose next operation was recorded last; of the same instant, one that is next in all. */
const latest = (lanes: ReadonlyArray<Lane>): Lane | undefined => {
  let found: Lane | undefined
  for (const lane of lanes) {
    const [head, best] = [lane.page[0], found?.page[0]]
    if (head === undefined) continue
    const isLater = best === undefined || head.recordedAt > best.recordedAt
    if (isLater || (head.recordedAt === best.recordedAt && !isNext(lanes, best))) found = lane
  }
  return found
}

/** Goes past an operation in every lane that it is in, so that no page comes upon it again. */
const pass = (lanes: ReadonlyArray<Lane>, operation: Operation): void => {
  for (const lane of lanes)
    if (lane.page[0]?.id === operation.id) {
      lane.page = lane.page.slice(1)
      lane.last = operation
    }
}

const collect = Effect.fnUntraced(function* (
  lanes: ReadonlyArray<Lane>,
  asked: OperationsAsked,
  limit: number
): Effect.fn.Return<OperationsFound, StoreUnavailable> {
  const isFit = fits(asked)
  const operations: Array<Operation> = []
  for (let looked = 0; looked < most && operations.length < limit; looked += 1) {
    for (const lane of lanes) yield* fill(lane)
    const operation = latest(lanes)?.page[0]
    if (operation === undefined) return { operations }
    if (asked.from !== undefined && operation.recordedAt < asked.from) return { operations }
    pass(lanes, operation)
    if (isFit(operation)) operations.push(operation)
  }
  for (const lane of lanes) yield* fill(lane)
  if (latest(lanes) === undefined) return { operations }
  return { operations, next: lanes.map(({ last: { sequence, shard } }) => ({ shard, sequence })) }
})

const laneOf = (read: Lane["read"], last: Position): Lane => ({ last, page: [], isMore: true, read })

const isServed = Effect.fnUntraced(function* (
  store: Store["Service"],
  account: AccountId,
  owners: ReadonlyArray<OwnerId>
) {
  const view = yield* store.read({ ...nothing, accounts: [account] })
  const found = view.accounts.get(account)
  for (const { id } of found === undefined ? [] : walletsIn(view, found))
    if (yield* store.isServedBy({ wallet: id, owners })) return true
  return false
})

const shardLanes = (store: Store["Service"], reached: Reached | undefined) =>
  Effect.map(store.audit.shards(), (shards) =>
    shards.map(({ sequence, shard }) =>
      laneOf(
        (last) => {
          const limit = Math.min(chunk, last.sequence - 1)
          return limit <= 0
            ? Effect.succeed([])
            : Effect.map(store.journal({ shard, after: last.sequence - 1 - limit, limit }), (found) =>
                found.toReversed()
              )
        },
        reached?.find((one) => one.shard === shard) ?? { shard, sequence: sequence + 1 }
      )
    )
  )

const walletLanes = (store: Store["Service"], account: AccountId, reached: Reached | undefined) =>
  Effect.map(store.read({ ...nothing, accounts: [account] }), (view) => {
    const found = view.accounts.get(account)
    const wallets = found === undefined ? [] : walletsIn(view, found)
    return wallets.map(({ id }, n) =>
      laneOf(
        (last) => store.history({ wallet: id, limit: chunk, ...(last.sequence > 0 && { before: last }) }),
        reached?.[n] ?? newestOn
      )
    )
  })

/** Operations of one tenant's ledger, looked up. */
export class Operations extends Context.Service<Operations, Shape>()("@tessera/core/Operations") {
  static readonly layer = Layer.effect(
    this,
    Effect.map(Store, (store) =>
      Operations.of({
        isServedBy: (account, owners) => isServed(store, account, owners),
        operation: (id) =>
          Effect.map(store.read({ ...nothing, operations: [id] }), (view) => foundIn(view, id)),
        byKey: (client, key) =>
          Effect.map(store.read({ ...nothing, keys: [scoped(client, key)] }), (view) => {
            const tombstone = view.tombstones.get(scoped(client, key))
            return (
              foundIn(view, view.keys.get(scoped(client, key))) ??
              (tombstone === undefined ? undefined : { tombstone })
            )
          }),
        list: (asked, { limit, next }) =>
          Effect.flatMap(
            asked.account === undefined ? shardLanes(store, next) : walletLanes(store, asked.account, next),
            (lanes) => collect(lanes, asked, limit)
          )
      })
    )
  )
}
