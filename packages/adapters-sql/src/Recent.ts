/**
 * What was read or written last, kept in memory so that the next command on it reads nothing. Bounded; the file is the truth.
 *
 * @module
 */

/** Keeps at least the newest `capacity` values and at most twice as many. */
export class Recent<Key, A> {
  private young = new Map<Key, A>()
  private old = new Map<Key, A>()
  private readonly capacity: number

  constructor(capacity: number) {
    this.capacity = capacity
  }

  get(key: Key): A | undefined {
    const found = this.young.get(key)
    if (found !== undefined) return found
    const earlier = this.old.get(key)
    if (earlier !== undefined) this.set(key, earlier)
    return earlier
  }

  set(key: Key, value: A): void {
    this.young.set(key, value)
    if (this.young.size < this.capacity) return
    this.old = this.young
    this.young = new Map()
  }

  delete(key: Key): void {
    this.young.delete(key)
    this.old.delete(key)
  }

  clear(): void {
    this.young.clear()
    this.old.clear()
  }
}
