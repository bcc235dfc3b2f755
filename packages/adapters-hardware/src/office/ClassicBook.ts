/**
 * What the office knows of MIFARE Classic floats: one sale for each counter of a card, and a copied card where there are two.
 *
 * @module
 */
import type { ClassicRecord } from "../cards/classic/classicPurse.ts"

/** A sale as a terminal sent it. The counter is the card's after it. */
export interface ClassicSale {
  readonly card: string
  readonly record: ClassicRecord
  readonly amount: bigint
  /** The terminal's own name of it, unique. */
  readonly name: string
}

export type ClassicVerdict = "accepted" | "duplicate" | "copied"

export class ClassicBook {
  readonly #sales = new Map<string, Map<number, ClassicSale>>()
  readonly #copied = new Map<string, ReadonlyArray<ClassicSale>>()

  /** Any order, any number of times. Both sales of a copied card stand; the second is the issuer's loss. */
  take(sale: ClassicSale): ClassicVerdict {
    const sales = this.#sales.get(sale.card) ?? new Map<number, ClassicSale>()
    this.#sales.set(sale.card, sales)
    const before = sales.get(sale.record.counter)
    if (before?.name === sale.name) return "duplicate"
    const copies = this.#copied.get(sale.card) ?? []
    if (copies.some(({ name }) => name === sale.name)) return "duplicate"
    if (before !== undefined) {
      this.#copied.set(sale.card, [...copies, sale])
      return "copied"
    }
    sales.set(sale.record.counter, sale)
    return "accepted"
  }

  /** Cards that nobody sells on any more. */
  get hotlisted(): ReadonlyArray<string> {
    return [...this.#copied.keys()]
  }

  /** What was sold on a card, once for each counter; and what its copies sold besides. */
  sold(card: string): { readonly amount: bigint; readonly copies: bigint } {
    const sum = (sales: Iterable<ClassicSale>): bigint =>
      [...sales].reduce((total, { amount }) => total + amount, 0n)
    return { amount: sum(this.#sales.get(card)?.values() ?? []), copies: sum(this.#copied.get(card) ?? []) }
  }
}
