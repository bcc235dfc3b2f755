/**
 * The offline journal in memory: for simulators and tests, which may also break it.
 *
 * @module
 */
import type { SignedText } from "../crypto/Signed.ts"
import type { Acknowledged } from "../ports/OfflineJournal.ts"
import { type JournalOptions, journalOn, type LineStorage } from "./journalOn.ts"

/** Lines that outlast a terminal's process, as a disk would keep them. */
export class MemoryLines implements LineStorage {
  lines: Array<SignedText> = []
  /** Writing this line throws, as a full or broken disk does; `afterwards`: once it is kept. */
  failing: { readonly sequence: number; readonly when: "before" | "afterwards" } | undefined
  #acknowledged: Acknowledged | undefined

  readonly write = (sequence: number, line: SignedText): void => {
    const failing = this.failing?.sequence === sequence ? this.failing.when : undefined
    if (failing !== undefined) this.failing = undefined
    if (failing === "before") throw new Error("disk full")
    if (sequence !== this.lines.length + 1) throw new Error(`line ${sequence} is there already`)
    this.lines.push(line)
    if (failing === "afterwards") throw new Error("power went")
  }

  readonly read = (after: number, limit: number): ReadonlyArray<SignedText> =>
    this.lines.slice(after, after + limit)
  readonly acknowledged = (): Acknowledged | undefined => this.#acknowledged
  readonly acknowledge = (upTo: Acknowledged): void => {
    this.#acknowledged = upTo
  }
}

export const MemoryJournal = {
  /** A journal on lines that a test keeps, and may open again. */
  layer: (lines: MemoryLines = new MemoryLines(), options?: JournalOptions) => journalOn(lines, options)
}
