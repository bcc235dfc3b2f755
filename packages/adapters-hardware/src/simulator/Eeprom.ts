/**
 * The memory of a card that keeps what it holds without power, written byte by byte, so that power may go at any of them.
 *
 * @module
 */
import { type Bytes, concat } from "../crypto/bytes.ts"

/** Power went. What was in working memory is gone; the card says nothing. */
export class PowerLost extends Error {
  override readonly name = "PowerLost"
}

/** Every cell is a name and its bytes. A transaction changes many cells or none, wherever power goes. */
export class Eeprom {
  #cells = new Map<string, Bytes>()
  /** What a transaction is about to write; counts once the mark is set. */
  #redo: Array<{ readonly cell: string; readonly content: Bytes; written: number }> = []
  #isMarked = false
  /** How many bytes may still be written before power goes. */
  #budget = Number.POSITIVE_INFINITY
  written = 0

  cutAfter(bytes: number): void {
    this.#budget = bytes
  }

  #spend(wanted: number): number {
    const allowed = Math.min(wanted, this.#budget)
    this.#budget -= allowed
    this.written += allowed
    return allowed
  }

  #overwrite(cell: string, content: Bytes): boolean {
    const allowed = this.#spend(content.length)
    const before = this.#cells.get(cell) ?? new Uint8Array(0)
    const isWhole = allowed === content.length
    this.#cells.set(
      cell,
      isWhole ? content.slice() : concat(content.subarray(0, allowed), before.subarray(allowed))
    )
    return isWhole
  }

  /** Not protected: where power goes in the middle, half of the old is left behind the new. */
  write(cell: string, content: Bytes): void {
    if (!this.#overwrite(cell, content)) throw new PowerLost()
  }

  /** All of it or nothing. */
  commit(changes: ReadonlyMap<string, Bytes>): void {
    this.#redo = []
    for (const [cell, content] of changes) {
      const written = this.#spend(content.length)
      this.#redo.push({ cell, content, written })
      if (written < content.length) throw new PowerLost()
    }
    if (this.#spend(1) < 1) throw new PowerLost()
    this.#isMarked = true
    this.#apply()
  }

  #apply(): void {
    for (const { cell, content } of this.#redo) if (!this.#overwrite(cell, content)) throw new PowerLost()
    if (this.#spend(1) < 1) throw new PowerLost()
    this.#isMarked = false
    this.#redo = []
  }

  /** Power is back: a transaction whose mark was set is finished, any other is forgotten. */
  powerOn(): void {
    this.#budget = Number.POSITIVE_INFINITY
    if (this.#isMarked) this.#apply()
    this.#redo = []
  }

  read(cell: string): Bytes | undefined {
    return this.#cells.get(cell)
  }

  remove(prefix: string): void {
    for (const cell of this.#cells.keys()) if (cell.startsWith(prefix)) this.#cells.delete(cell)
  }

  /** All that is kept, as a cloner would copy it. */
  snapshot(): ReadonlyMap<string, Bytes> {
    return new Map(Array.from(this.#cells, ([cell, content]) => [cell, content.slice()]))
  }

  restore(snapshot: ReadonlyMap<string, Bytes>): void {
    this.#cells = new Map(Array.from(snapshot, ([cell, content]) => [cell, content.slice()]))
    this.#redo = []
    this.#isMarked = false
  }
}
