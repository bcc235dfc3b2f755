/**
 * The line in front of a committer: clients take turns, and what one client sends stays in its order.
 *
 * @module
 */
import type { ClientId } from "./values/Ids.ts"

const none: ReadonlySet<ClientId> = new Set()

/** Waiting things of many clients. */
export class Line<A> {
  /** What may be taken, in the order of the clients' turns. */
  private readonly ready = new Map<ClientId, Array<A>>()
  /** What came after that of which something is under way: it is not taken before that is over. */
  private readonly behind = new Map<ClientId, Array<A>>()
  private readonly underWay = new Map<ReadonlyArray<A>, ReadonlySet<ClientId>>()
  private readonly awaited: Array<() => void> = []
  private readonly depth: () => number
  private count = 0

  /** How many times something may be taken before what was taken first is over. */
  constructor(depth: () => number = () => 1) {
    this.depth = depth
  }

  /** How many wait. */
  get length(): number {
    return this.count
  }

  /** How many of a client's wait. */
  waitingOf(client: ClientId): number {
    return (this.behind.get(client) ?? this.ready.get(client))?.length ?? 0
  }

  put(client: ClientId, ...items: ReadonlyArray<A>): void {
    const before = this.behind.get(client) ?? this.ready.get(client)
    if (before === undefined) this.ready.set(client, [...items])
    else for (const item of items) before.push(item)
    this.count += items.length
    this.wake()
  }

  /** Calls back once, as soon as something may be taken; who waits longest is called first. */
  whenReady(arrived: () => void): void {
    this.awaited.push(arrived)
    this.wake()
  }

  private wake(): void {
    if (this.ready.size > 0 && this.underWay.size < this.depth()) this.awaited.shift()?.()
  }

  /**
   * Whose turn it is: everybody's, or where several things may be under way an equal part of all clients, so that there is
   * something for the next one too.
   */
  private next(): Map<ClientId, Array<A>> {
    const part = Math.ceil((this.ready.size + this.behind.size) / this.depth())
    const next = new Map<ClientId, Array<A>>()
    for (const [client, items] of this.ready) if (next.size < part) next.set(client, items)
    return next
  }

  /** At most `limit` things, in equal parts of every client whose turn it is; who is left over has the first turn next time. */
  take(limit: number): ReadonlyArray<A> {
    const taken: Array<A> = []
    const clients = new Set<ClientId>()
    const next = this.next()
    while (taken.length < limit && next.size > 0) {
      const share = Math.max(1, Math.floor((limit - taken.length) / next.size))
      let turns = Math.min(next.size, limit - taken.length)
      for (const [client, items] of next) {
        for (const item of items.splice(0, share)) taken.push(item)
        next.delete(client)
        if (items.length > 0) next.set(client, items)
        clients.add(client)
        if ((turns -= 1) === 0) break
      }
    }
    for (const client of clients) {
      this.behind.set(client, next.get(client) ?? [])
      this.ready.delete(client)
    }
    this.count -= taken.length
    if (taken.length > 0) this.underWay.set(taken, clients)
    this.wake()
    return taken
  }

  /** What was taken together is over: more of its clients may be taken. */
  finish(taken: ReadonlyArray<A>): void {
    for (const client of this.underWay.get(taken) ?? none) {
      const items = this.behind.get(client) ?? []
      this.behind.delete(client)
      if (items.length > 0) this.ready.set(client, items)
    }
    this.underWay.delete(taken)
    this.wake()
  }
}
