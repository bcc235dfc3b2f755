/**
 * The service that reads events: for those who ask for what happened, instead of being told.
 *
 * @module
 */
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import type { Recorded } from "./batch/decideBatch.ts"
import { CurrentNetwork } from "./currentNetwork.ts"
import type { Configuration } from "./network/Configuration.ts"
import { networkOf } from "./network/Network.ts"
import type { Event, EventKind } from "./notice/Event.ts"
import { eventsOf } from "./notice/eventsOf.ts"
import { Store, type StoreUnavailable } from "./ports/Store.ts"
import { beforeInstant, ends, inEachShard, readOn } from "./readOn.ts"
import type { OperationId } from "./values/Ids.ts"
import type { Instant } from "./values/Instant.ts"

/** Which events to read. */
export interface EventsQuery {
  /** How far somebody has read in each shard. Absent: not at all. */
  readonly after?: ReadonlyArray<number>
  /** So many events, or a few more: those of one operation are not torn apart. At least 1. */
  readonly limit: number
  /** Absent: of every kind. */
  readonly kinds?: ReadonlyArray<EventKind>
  /** What is not seen is as if it were not there: it takes no place on a page. Absent: all is. */
  readonly isSeen?: (event: Event) => boolean
}

/** An event, and from where to read on when it was taken in: before its operation, unless it is the last of it. */
export interface EventRead {
  readonly event: Event
  readonly reached: ReadonlyArray<number>
}

/** Events in an order in which each account changed. */
export interface EventsPage {
  readonly events: ReadonlyArray<EventRead>
  /** From where to read on. */
  readonly reached: ReadonlyArray<number>
  /** Whether that is all there is by now. */
  readonly isEnd: boolean
}

interface Shape {
  readonly page: (query: EventsQuery) => Effect.Effect<EventsPage, StoreUnavailable>
  /** Where the journal ends by now. */
  readonly now: () => Effect.Effect<ReadonlyArray<number>, StoreUnavailable>
  /** Where what was recorded at an instant or later begins. */
  readonly since: (instant: Instant) => Effect.Effect<ReadonlyArray<number>, StoreUnavailable>
  /** The event of an id, if there is one. */
  readonly find: (id: string) => Effect.Effect<Event | undefined, StoreUnavailable>
}

export class Events extends Context.Service<Events, Shape>()("@tessera/core/Events") {
  /** The service for one tenant, on a store. */
  static readonly layer = (configuration: Configuration) => Layer.effect(this, makeEvents(configuration))
}

/** What is read at once, at most; and how much of it for one page, where kinds are few and far between. */
const [pageSize, mostPages] = [200, 10]

const idShape = /^evt_(.+)_[A-Za-z]+$/

const makeEvents = Effect.fnUntraced(function* (configuration: Configuration) {
  const store = yield* Store
  const current = new CurrentNetwork(store, networkOf(configuration))

  /** In the terms of the network as it is now: no operation is told under a network older than its own. */
  const told = (recorded: Recorded, kinds?: ReadonlyArray<EventKind>): ReadonlyArray<Event> =>
    eventsOf(current.network, recorded).filter(({ kind }) => kinds === undefined || kinds.includes(kind))

  const page: Shape["page"] = Effect.fnUntraced(function* ({
    after = [],
    isSeen = () => true,
    kinds,
    limit
  }) {
    const reached = yield* inEachShard(store, after)
    const events: Array<EventRead> = []
    for (let pages = 0; pages < mostPages; pages += 1) {
      const { recorded } = yield* readOn(store, reached, Math.min(pageSize, limit))
      if (recorded.length === 0) return { events, reached, isEnd: true }
      yield* current.catchUp
      for (const one of recorded) {
        const before = [...reached]
        reached[one.operation.shard] = one.operation.sequence
        const now = told(one, kinds).filter((event) => isSeen(event))
        events.push(
          ...now.map((event, n) => ({ event, reached: n === now.length - 1 ? [...reached] : before }))
        )
        if (events.length >= limit) return { events, reached, isEnd: false }
      }
    }
    return { events, reached, isEnd: false }
  })

  const find: Shape["find"] = Effect.fnUntraced(function* (id) {
    const [, named] = idShape.exec(id) ?? []
    if (named === undefined) return undefined
    const operation = `op_${named}` as OperationId
    const view = yield* store.read({ cards: [], accounts: [], operations: [operation], keys: [] })
    const found = view.operations.get(operation)
    if (found === undefined) return undefined
    const query = { shard: found.shard, after: found.sequence - 1, limit: 1 }
    const recorded = yield* store.journal(query)
    yield* current.catchUp
    return recorded.flatMap((one) => told(one)).find((event) => event.id === id)
  })

  return Events.of({
    page,
    find,
    now: () => ends(store),
    since: (instant) => beforeInstant(store, instant)
  })
})
