/**
 * The rows of postings of a page, given operation by operation: whether they are those of its entry, and which is not.
 *
 * @module
 */
import type { Findings } from "./findings.ts"
import type { Posting } from "./journal/Entry.ts"
import { postingsText, rowEnd } from "./journal/postingsText.ts"
import type { AuditPage } from "./ports/StoredRow.ts"

/** To which sequence a row says that it belongs. */
const sequenceIn = (row: string): number => Number(row.slice(0, row.indexOf("\n")))

/**
 * Read as one text as long as every row is what it has to be, which costs a fraction of telling rows apart; from the first one
 * that is not, row by row.
 */
export class PostedRows {
  readonly #text: string
  readonly #rows: number
  #at = 0
  #given = 0
  /** The rows that were not looked at yet, by sequence, once they have to be told apart. */
  #apart: Map<number, ReadonlyArray<string>> | undefined

  constructor({ rows, text }: AuditPage["postings"]) {
    this.#rows = rows
    this.#text = text
  }

  /** Tells apart what was not looked at yet. */
  get #others(): Map<number, ReadonlyArray<string>> {
    if (this.#apart === undefined) {
      const rest = this.#text.slice(this.#at)
      this.#apart = Map.groupBy(rest === "" ? [] : rest.split(rowEnd), sequenceIn)
    }
    return this.#apart
  }

  /** Whether the next rows are these and no more of the same operation. */
  #isNext(sequence: number, expected: string): boolean {
    const end = this.#at + expected.length
    if (expected !== "") {
      if (!this.#text.startsWith(expected, this.#at)) return false
      if (end < this.#text.length && this.#text[end] !== rowEnd) return false
    }
    const next = expected === "" ? this.#at : end + 1
    if (this.#text.startsWith(`${sequence}\n`, next)) return false
    this.#at = next
    return true
  }

  /** Which of the rows of the next operation is not what its entry says. */
  wrong(sequence: number, postings: ReadonlyArray<Posting>): string | undefined {
    const expected = postingsText(sequence, postings)
    this.#given += postings.length
    if (this.#apart === undefined && this.#isNext(sequence, expected)) return undefined
    const rows = this.#others.get(sequence) ?? []
    this.#others.delete(sequence)
    const ofEntry = expected === "" ? [] : expected.split(rowEnd)
    const n = ofEntry.findIndex((row, at) => row !== rows[at])
    if (n < 0)
      return rows.length > ofEntry.length
        ? `the row of its posting ${ofEntry.length} is not of its entry`
        : undefined
    return rows[n] === undefined
      ? `the row of its posting ${n} is missing`
      : `the row of its posting ${n} is another`
  }

  /** Of an operation whose entry cannot be read nothing can be said. */
  pass(sequence: number): void {
    this.#others.delete(sequence)
  }

  /** Finds the rows that were left over: they belong to none of the operations that were given. */
  end(shard: number, findings: Findings): void {
    const rest = this.#apart === undefined && this.#at >= this.#text.length ? [] : this.#others.keys()
    for (const sequence of rest)
      findings.add({
        row: `postings of sequence ${sequence} of shard ${shard}`,
        why: "its operation is missing"
      })
    const told = this.#apart === undefined ? this.#given : this.#text.split(rowEnd).length
    if (told !== this.#rows && this.#text !== "")
      findings.add({ row: `postings of shard ${shard}`, why: "one of them has the texts of several" })
  }
}
