/**
 * What the office knows of MIFARE Classic floats: one sale for each counter of a card. A card that has two was copied, or put
 * back; one whose balance does not follow was edited. Both are found here, and nothing on the card could have prevented it.
 *
 * @module
 */
import { type ClassicRecord, isSameRecord } from "../cards/classic/classicPurse.ts"
import type { Asker } from "../purse/records.ts"
import { nameOf, type Source } from "./CardBook.ts"

/** A sale as a terminal sent it: what was on the card before, and what it wrote. */
export interface ClassicSale {
  readonly before: ClassicRecord
  readonly after: ClassicRecord
  readonly source: Source
}

export type ClassicVerdict = "accepted" | "duplicate" | "copied"

export type ClassicIncident =
  /** Two sales with one counter, or a sale with a counter that the office itself has written. */
  | { readonly _tag: "Copied"; readonly counter: number; readonly askers: ReadonlyArray<Asker> }
  /** What was there before a sale, or at the office, is not what was left there. */
  | { readonly _tag: "Broken"; readonly counter: number; readonly left: bigint; readonly found: bigint }
  /** The card stands behind what is known of it. */
  | { readonly _tag: "PutBack"; readonly counter: number; readonly known: number }

/** What is due in the ledger. `copy`: the second with one counter, which is the issuer's loss. */
export interface ClassicDue {
  readonly kind: "sale" | "copy"
  readonly purse: string
  readonly sale: ClassicSale
}

/** One card. */
class Float {
  readonly known = new Map<number, ClassicSale>()
  readonly waiting = new Map<string, ClassicSale>()
  readonly names = new Set<string>()
  /** What the office wrote, or was about to write. */
  readonly offered: Array<ClassicRecord> = []
  /** What the office has read on the card, or knows to have written. */
  readonly seen = new Map<number, ClassicRecord>()
  readonly incidents: Array<ClassicIncident> = []
}

export class ClassicBook {
  readonly #floats = new Map<string, Float>()
  #due: Array<ClassicDue> = []

  issue(purse: string): void {
    if (!this.#floats.has(purse)) this.#floats.set(purse, new Float())
  }

  has(purse: string): boolean {
    return this.#floats.has(purse)
  }

  #on(purse: string): Float {
    this.issue(purse)
    return this.#floats.get(purse) ?? new Float()
  }

  /** Somebody was about to sell. Any order, any number of times. */
  expect(purse: string, sale: ClassicSale): void {
    const float = this.#on(purse)
    const name = nameOf(sale.source.asker)
    if (float.names.has(name)) return
    float.waiting.set(name, sale)
    this.#decide(purse, float)
  }

  /** The terminal read back what it wrote: its word, as a Classic card proves nothing to anybody else. */
  prove(purse: string, sale: ClassicSale): ClassicVerdict {
    const float = this.#on(purse)
    const name = nameOf(sale.source.asker)
    if (float.names.has(name)) return "duplicate"
    const verdict = this.#learn(purse, float, sale)
    this.#decide(purse, float)
    return verdict
  }

  /** What became of a write, as far as it is known. */
  endOf(purse: string, asker: Asker): "done" | "notDone" | undefined {
    const { names, waiting } = this.#on(purse)
    if (names.has(nameOf(asker))) return "done"
    return waiting.has(nameOf(asker)) ? undefined : "notDone"
  }

  /** The terminal read the card again: it was not written. */
  deny(purse: string, asker: Asker): void {
    this.#on(purse).waiting.delete(nameOf(asker))
  }

  #learn(purse: string, float: Float, sale: ClassicSale): ClassicVerdict {
    const { after, before, source } = sale
    const name = nameOf(source.asker)
    float.names.add(name)
    float.waiting.delete(name)
    const other = float.known.get(after.counter)
    const isTaken = other !== undefined || float.seen.get(after.counter) !== undefined
    if (isTaken && !this.#isSeenOf(float, sale)) {
      const askers = [...(other === undefined ? [] : [other.source.asker]), source.asker]
      float.incidents.push({ _tag: "Copied", counter: after.counter, askers })
      this.#due.push({ kind: "copy", purse, sale })
      return "copied"
    }
    this.#follows(float, before)
    const next = [...float.known.values()].find((one) => one.before.counter === after.counter)
    if (next !== undefined && !isSameRecord(next.before, after)) this.#broken(float, after, next.before)
    float.known.set(after.counter, sale)
    this.#due.push({ kind: "sale", purse, sale })
    return "accepted"
  }

  /** The office has read what this very sale left there. */
  #isSeenOf({ known, offered, seen }: Float, { after }: ClassicSale): boolean {
    const record = seen.get(after.counter)
    const isOurs = offered.some((one) => isSameRecord(one, after))
    return !known.has(after.counter) && !isOurs && record !== undefined && isSameRecord(record, after)
  }

  #broken(float: Float, left: ClassicRecord, found: ClassicRecord): void {
    float.incidents.push({
      _tag: "Broken",
      counter: found.counter,
      left: left.balance,
      found: found.balance
    })
  }

  /** Whether a record is what was left there, where that is known. What the office was about to write it may never have. */
  #follows(float: Float, record: ClassicRecord): void {
    const left = float.known.get(record.counter)?.after ?? float.seen.get(record.counter)
    if (left !== undefined && !isSameRecord(left, record)) this.#broken(float, left, record)
  }

  /** Settles what waits, as soon as something shows what has its counter. */
  #decide(purse: string, float: Float): void {
    for (const [name, sale] of float.waiting) {
      const { counter } = sale.after
      const later = [...float.known.values()].find(({ before }) => before.counter === counter)?.before
      const left = float.known.get(counter)?.after ?? float.seen.get(counter) ?? later
      if (left === undefined) continue
      float.waiting.delete(name)
      if (isSameRecord(left, sale.after) && !float.known.has(counter)) this.#learn(purse, float, sale)
    }
  }

  /** The office has read the card. */
  see(purse: string, record: ClassicRecord): void {
    const float = this.#on(purse)
    const known = this.newest(purse)
    if (record.counter < known) float.incidents.push({ _tag: "PutBack", counter: record.counter, known })
    else {
      this.#follows(float, record)
      float.seen.set(record.counter, record)
    }
    this.#decide(purse, float)
  }

  /** The office is about to write the card. */
  offer(purse: string, record: ClassicRecord): void {
    this.#on(purse).offered.push(record)
  }

  /** The highest counter that is known to have been on the card. */
  newest(purse: string): number {
    const float = this.#on(purse)
    return Math.max(0, ...float.known.keys(), ...float.seen.keys())
  }

  /** The most that was spent of a card, by what is on it now, and has not come in. */
  outstanding(purse: string, record: ClassicRecord): bigint {
    const { known, offered, seen } = this.#on(purse)
    const last = Math.max(0, ...[...seen.keys()].filter((counter) => counter < record.counter))
    const bases = [seen.get(last), ...offered.filter(({ counter }) => counter > last)]
    return bases.reduce((most, base) => {
      if (base === undefined || base.counter >= record.counter) return most
      const came = [...known.values()]
        .filter(({ after }) => after.counter > base.counter && after.counter <= record.counter)
        .reduce((sum, { after, before }) => sum + before.balance - after.balance, 0n)
      const missing = base.balance - record.balance - came
      return missing > most ? missing : most
    }, 0n)
  }

  /** The most that may have been spent of a card that cannot be read any more, and has not come in. */
  exposed(purse: string): bigint {
    return this.outstanding(purse, {
      counter: Number.POSITIVE_INFINITY,
      balance: 0n,
      tapsLeft: 0,
      until: 0,
      writer: 0
    })
  }

  takeDue(): ReadonlyArray<ClassicDue> {
    const due = this.#due
    this.#due = []
    return due
  }

  /** Cards that nobody sells on any more. */
  get hotlisted(): ReadonlyArray<string> {
    return [...this.#floats].filter(([, { incidents }]) => incidents.length > 0).map(([purse]) => purse)
  }

  incidents(): ReadonlyArray<ClassicIncident & { readonly purse: string }> {
    return [...this.#floats].flatMap(([purse, { incidents }]) => incidents.map((one) => ({ ...one, purse })))
  }

  /** Counters between the first and the last that is known, of which nobody has sent a sale. */
  missing(purse: string): ReadonlyArray<number> {
    const float = this.#on(purse)
    const taken = new Set([...float.known.keys(), ...float.seen.keys()])
    const first = Math.min(...taken, this.newest(purse))
    return Array.from({ length: this.newest(purse) - first }, (_, n) => first + n).filter(
      (counter) => !taken.has(counter)
    )
  }

  waiting(purse: string): ReadonlyArray<ClassicSale> {
    return [...this.#on(purse).waiting.values()]
  }
}
