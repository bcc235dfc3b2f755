/**
 * What a terminal knows from its own journal: how far it is, which commits are open, how much it has sold without the office.
 *
 * @module
 */
import type { SignedText } from "../crypto/Signed.ts"
import { dayOf } from "../purse/records.ts"
import { beginning, type IntentEntry, readRow, type Row, rowHash } from "./Row.ts"

/** A commit whose end is not known. */
export interface Open {
  readonly sequence: number
  readonly at: number
  readonly intent: IntentEntry
}

/** What counts against a mandate. What is not known counts as sold. */
export interface Standing {
  readonly sequence: number
  readonly head: string
  /** The newest time that was written down. */
  readonly at: number
  readonly open: ReadonlyArray<Open>
  /** Sold under a mandate: the amount and how often. */
  readonly soldUnder: (mandate: string) => { readonly amount: bigint; readonly count: number }
  /** Sold to a card on a day, counted in days since 1970. */
  readonly soldTo: (purse: string, day: number) => bigint
}

/** Where a journal does not hang together: the first line that is wrong. */
export interface ChainBreak {
  readonly sequence: number
  readonly why: "unreadable" | "sequence" | "hash" | "signature"
}

/** Folds the lines of one epoch, in order. */
export class Chain implements Standing {
  sequence = 0
  head = beginning
  at = 0
  readonly #open = new Map<number, Open>()
  readonly #ended = new Map<number, Open>()
  readonly #sold = new Map<string, { amount: bigint; count: number }>()
  readonly #soldTo = new Map<string, bigint>()

  get open(): ReadonlyArray<Open> {
    return [...this.#open.values()]
  }

  soldUnder(mandate: string): { readonly amount: bigint; readonly count: number } {
    return this.#sold.get(mandate) ?? { amount: 0n, count: 0 }
  }

  soldTo(purse: string, day: number): bigint {
    return this.#soldTo.get(`${purse}:${day}`) ?? 0n
  }

  /** An intent of this terminal that is not known to have failed. */
  intent(sequence: number): Open | undefined {
    return this.#open.get(sequence) ?? this.#ended.get(sequence)
  }

  #count({ at, intent }: Open, sign: 1n | -1n): void {
    if (intent.of === "block") return
    // A void gives back what its sale has taken of the mandate.
    const direction = intent.of === "void" ? -sign : sign
    const amount = direction * (intent.main + intent.gift)
    const { amount: before, count } = this.soldUnder(intent.mandate)
    this.#sold.set(intent.mandate, { amount: before + amount, count: count + Number(direction) })
    // What a void gives back counts on the day of its sale: the next day is not longer for it.
    const sale = intent.sequenceOfSale === undefined ? undefined : this.intent(intent.sequenceOfSale)
    const day = dayOf(sale?.at ?? at)
    this.#soldTo.set(`${intent.purse}:${day}`, this.soldTo(intent.purse, day) + amount)
  }

  /** A sale counts from its intent on; a void gives back only when it is known to be done. */
  #end(sequence: number, isDone: boolean): void {
    const open = this.#open.get(sequence)
    if (open === undefined) return
    this.#open.delete(sequence)
    if (isDone) this.#ended.set(sequence, open)
    if (open.intent.of === "void") {
      if (isDone) this.#count(open, 1n)
    } else if (!isDone) this.#count(open, -1n)
  }

  /** Adds a line that was checked. */
  add(row: Row, hash: string): void {
    this.sequence = row.sequence
    this.head = hash
    this.at = Math.max(this.at, row.at)
    const { entry } = row
    if (entry.kind === "intent") {
      const open = { sequence: row.sequence, at: row.at, intent: entry }
      this.#open.set(row.sequence, open)
      if (entry.of === "purchase" || entry.of === "classic") this.#count(open, 1n)
    } else if (entry.kind !== "hotlistHit") this.#end(entry.sequence, entry.kind === "done")
  }

  /** Checks a kept line and adds it, or says what is wrong. */
  take(signed: SignedText, isSigned: (signed: SignedText) => boolean): ChainBreak | undefined {
    const sequence = this.sequence + 1
    const row = readRow(signed.text)
    if (row === undefined) return { sequence, why: "unreadable" }
    if (row.sequence !== sequence) return { sequence, why: "sequence" }
    if (row.before !== this.head) return { sequence, why: "hash" }
    if (!isSigned(signed)) return { sequence, why: "signature" }
    this.add(row, rowHash(signed.text))
    return undefined
  }
}
