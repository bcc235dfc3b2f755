/**
 * What the office has of one terminal's journal: which lines came, how far they hang together, and whether two of them say
 * to be the same one.
 *
 * @module
 */
import { type SignedText, verifier } from "../crypto/Signed.ts"
import { beginning, readRow, type Row, rowHash } from "../journal/Row.ts"
import type { Acknowledged } from "../ports/OfflineJournal.ts"

export type RowFault =
  | "unreadable"
  | "unsigned"
  /** Another line with this sequence is here, or the chain does not go on to or from it: a copy, or a restored backup. */
  | "conflict"
  /** The epoch was frozen before; the terminal has to be enrolled anew. */
  | "frozen"

export class TerminalBook {
  readonly publicKey: string
  readonly #isSigned: (signed: SignedText) => boolean
  readonly #lines = new Map<
    number,
    { readonly hash: string; readonly before: string; readonly hotlist: number }
  >()
  #head: Acknowledged = { sequence: 0, head: beginning }
  #newest = 0
  #hotlist = 0
  readonly #open = new Map<number, number>()
  readonly #ended = new Set<number>()
  isFrozen = false

  constructor(publicKey: string) {
    this.publicKey = publicKey
    this.#isSigned = verifier(publicKey)
  }

  /** Why a line is of no use, without taking it: it is here already, is none, or is somebody else's. */
  screen(signed: SignedText): "duplicate" | "unreadable" | "unsigned" | undefined {
    const row = readRow(signed.text)
    if (row === undefined) return "unreadable"
    if (this.#lines.get(row.sequence)?.hash === rowHash(signed.text)) return "duplicate"
    return this.#isSigned(signed) ? undefined : "unsigned"
  }

  /** Takes a line. The lines of a frozen epoch are kept out. */
  take(signed: SignedText): Row | "duplicate" | RowFault {
    const row = readRow(signed.text)
    if (row === undefined) return "unreadable"
    const hash = rowHash(signed.text)
    const known = this.#lines.get(row.sequence)
    if (known?.hash === hash) return "duplicate"
    if (!this.#isSigned(signed)) return "unsigned"
    const before = row.sequence === 1 ? beginning : this.#lines.get(row.sequence - 1)?.hash
    const next = this.#lines.get(row.sequence + 1)?.before
    const hangs = (before === undefined || before === row.before) && (next === undefined || next === hash)
    if (known !== undefined || !hangs) {
      this.isFrozen = true
      return "conflict"
    }
    if (this.isFrozen) return "frozen"
    const hotlist = row.entry.kind === "intent" || row.entry.kind === "hotlistHit" ? row.entry.hotlist : 0
    this.#lines.set(row.sequence, { hash, before: row.before, hotlist })
    this.#newest = Math.max(this.#newest, row.sequence)
    this.#note(row)
    this.#goOn()
    return row
  }

  #note({ entry, sequence }: Row): void {
    if (entry.kind === "done" || entry.kind === "notDone") {
      this.#ended.add(entry.sequence)
      this.#open.delete(entry.sequence)
    } else if (entry.kind === "intent" && !this.#ended.has(sequence))
      this.#open.set(sequence, entry.tmcBefore + 1)
  }

  #goOn(): void {
    for (;;) {
      const next = this.#lines.get(this.#head.sequence + 1)
      if (next === undefined) return
      this.#head = { sequence: this.#head.sequence + 1, head: next.hash }
      this.#hotlist = Math.max(this.#hotlist, next.hotlist)
    }
  }

  /** Up to where everything is here. */
  get head(): Acknowledged {
    return this.#head
  }

  /** Its commits of which it has sent no end, with the counter that each has if it was. */
  get open(): ReadonlyMap<number, number> {
    return this.#open
  }

  /** The newest hotlist that the terminal has used, of the lines that hang together. */
  get hotlist(): number {
    return this.#hotlist
  }

  /** Sequences below the newest that have not come: at most the first hundred. */
  get missing(): ReadonlyArray<number> {
    const missing: Array<number> = []
    for (let at = this.#head.sequence + 1; at < this.#newest && missing.length < 100; at++)
      if (!this.#lines.has(at)) missing.push(at)
    return missing
  }
}
