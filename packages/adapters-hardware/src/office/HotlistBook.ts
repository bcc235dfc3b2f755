/**
 * The lists of cards that the office has signed: how old each of them is, and who stands on it, so that a sale is judged by the list
 * that its terminal says to have used.
 *
 * @module
 */
import { changedHotlist, type Hotlist, type HotlistChange, shortOf } from "../purse/Mandate.ts"

/** In which versions a purse is on the list: from the first up to, and without, the second. */
interface Span {
  readonly from: number
  until: number
}

export class HotlistBook {
  readonly #made = new Map<number, number>()
  readonly #spans = new Map<string, Array<Span>>()
  #newest: Hotlist | undefined

  get newest(): Hotlist | undefined {
    return this.#newest
  }

  /** The list that something signed makes of the newest. Nothing where it changes another one. */
  after(read: Hotlist | HotlistChange): Hotlist | undefined {
    if (read.type === "hotlist") return read
    return this.#newest && changedHotlist(this.#newest, read)
  }

  /** The newest version, where a purse is on it: nobody sells on it, and the office loads nothing on it. */
  listing(purse: string): number | undefined {
    const version = this.#newest?.version
    return version !== undefined && this.isListed(version, purse) ? version : undefined
  }

  /** A list, in the order of versions: what is not later than the newest is left out. */
  give(list: Hotlist): void {
    const before = this.#newest
    if (before !== undefined && list.version <= before.version) return
    const now = new Set(list.purses)
    const known = new Set(before?.purses)
    for (const purse of known) {
      const span = this.#spans.get(purse)?.at(-1)
      if (!now.has(purse) && span !== undefined) span.until = list.version
    }
    for (const purse of now) {
      if (known.has(purse)) continue
      const spans = this.#spans.get(purse) ?? []
      spans.push({ from: list.version, until: Number.POSITIVE_INFINITY })
      this.#spans.set(purse, spans)
    }
    this.#made.set(list.version, list.at)
    this.#newest = list
  }

  /** Whether a version is later than all that were given. Before the first list was given none is. */
  isToCome(version: number): boolean {
    return this.#newest !== undefined && version > this.#newest.version
  }

  isListed(version: number, purse: string): boolean {
    return (
      this.#spans.get(shortOf(purse))?.some(({ from, until }) => version >= from && version < until) === true
    )
  }

  /**
   * When a version was made, in milliseconds since 1970. One that the office never gave is older than the next that it gave: that is
   * what it counts for. Nothing before the first list was given.
   */
  madeAt(version: number): number | undefined {
    const exact = this.#made.get(version)
    if (exact !== undefined) return exact
    const later = [...this.#made.keys()].filter((one) => one > version)
    return later.length === 0 ? undefined : this.#made.get(Math.min(...later))
  }
}
