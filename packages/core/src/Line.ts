/**
 * The line in front of a committer: clients take turns, and what one client sends stays in its order.
 *
 * @module
 */
import type { ClientId } from "./values/Ids.ts"

/** What waits of one client, and whether something of it is under way: then no more of it is taken before that is over. */
interface Queue<A> {
  items: Array<A>
  isUnderWay: boolean
  isInTurn: boolean
}

/** As many clients are remembered without anything waiting: to forget and meet them again costs the collector more. */
export const remembered = 8192

/** Waiting things of many clients. */
export class Line<A> {
  private readonly clients = new Map<ClientId, Queue<A>>()
  /** Of whom something may be taken, in the order of their turns. */
  private turns: Array<Queue<A>> = []
  private readonly underWay: Array<{ readonly taken: ReadonlyArray<A>; readonly of: ReadonlySet<Queue<A>> }> =
    []
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
    return this.clients.get(client)?.items.length ?? 0
  }

  put(client: ClientId, ...items: ReadonlyArray<A>): void {
    const queue = this.clients.get(client) ?? this.newcomer(client)
    for (const item of items) queue.items.push(item)
    this.count += items.length
    this.giveTurn(queue)
    this.wake()
  }

  private newcomer(client: ClientId): Queue<A> {
    if (this.clients.size >= remembered)
      for (const [known, { isUnderWay, items }] of this.clients)
        if (!isUnderWay && items.length === 0) this.clients.delete(known)
    const queue: Queue<A> = { items: [], isUnderWay: false, isInTurn: false }
    this.clients.set(client, queue)
    return queue
  }

  private giveTurn(queue: Queue<A>): void {
    if (queue.isInTurn || queue.isUnderWay || queue.items.length === 0) return
    queue.isInTurn = true
    this.turns.push(queue)
  }

  /** Calls back once, as soon as something may be taken; who waits longest is called first. */
  whenReady(arrived: () => void): void {
    this.awaited.push(arrived)
    this.wake()
  }

  private wake(): void {
    if (this.turns.length > 0 && this.underWay.length < this.depth()) this.awaited.shift()?.()
  }

  /**
   * Whose turn it is: everybody's, or where several things may be under way an equal part of all clients, so that there is
   * something for the next one too.
   */
  private inTurn(): Array<Queue<A>> {
    const busy = this.underWay.reduce((sum, { of }) => sum + of.size, 0)
    return this.turns.slice(0, Math.ceil((this.turns.length + busy) / this.depth()))
  }

  /** At most `limit` things, in equal parts of every client whose turn it is; who is left over has the first turn next time. */
  take(limit: number): ReadonlyArray<A> {
    const taken: Array<A> = []
    const of = new Set<Queue<A>>()
    let next = this.inTurn()
    while (taken.length < limit && next.length > 0) {
      const share = Math.max(1, Math.floor((limit - taken.length) / next.length))
      const now = next.slice(0, limit - taken.length)
      for (const queue of now) {
        for (const item of queue.items.splice(0, share)) taken.push(item)
        of.add(queue)
      }
      next = [...next.slice(now.length), ...now.filter(({ items }) => items.length > 0)]
    }
    for (const queue of of) {
      queue.isUnderWay = true
      queue.isInTurn = false
    }
    this.turns = this.turns.filter(({ isInTurn }) => isInTurn)
    this.count -= taken.length
    if (taken.length > 0) this.underWay.push({ taken, of })
    this.wake()
    return taken
  }

  /** What was taken together is over: more of its clients may be taken. */
  finish(taken: ReadonlyArray<A>): void {
    const place = this.underWay.findIndex((one) => one.taken === taken)
    if (place < 0) return
    const [over] = this.underWay.splice(place, 1)
    for (const queue of over?.of ?? []) {
      queue.isUnderWay = false
      this.giveTurn(queue)
    }
    this.wake()
  }
}
