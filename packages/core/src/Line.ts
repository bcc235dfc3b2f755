/**
 * The line in front of a committer: clients take turns, and what one client sends stays in its order.
 *
 * @module
 */
import type { ClientId } from "./values/Ids.ts"

/** Waiting things of many clients. */
export class Line<A> {
  /** In the order of their turns. */
  private readonly clients = new Map<ClientId, Array<A>>()
  private count = 0
  /** Called when something comes to an empty line. */
  private awaited: (() => void) | undefined

  /** How many wait. */
  get length(): number {
    return this.count
  }

  /** How many of a client's wait. */
  waitingOf(client: ClientId): number {
    return this.clients.get(client)?.length ?? 0
  }

  put(client: ClientId, item: A): void {
    const items = this.clients.get(client)
    if (items === undefined) this.clients.set(client, [item])
    else items.push(item)
    this.count += 1
    const wake = this.awaited
    this.awaited = undefined
    wake?.()
  }

  /** Calls back once, as soon as something waits. */
  whenWaiting(arrived: () => void): void {
    if (this.count > 0) arrived()
    else this.awaited = arrived
  }

  /** At most `limit` things, in equal parts of every client that waits; who is left over has the first turn next time. */
  take(limit: number): ReadonlyArray<A> {
    const taken: Array<A> = []
    while (taken.length < limit && this.clients.size > 0) {
      const share = Math.max(1, Math.floor((limit - taken.length) / this.clients.size))
      let turns = Math.min(this.clients.size, limit - taken.length)
      for (const [client, items] of this.clients) {
        for (const item of items.splice(0, share)) taken.push(item)
        this.clients.delete(client)
        if (items.length > 0) this.clients.set(client, items)
        if ((turns -= 1) === 0) break
      }
    }
    this.count -= taken.length
    return taken
  }
}
