/**
 * What was paid of each card since it was loaded: no more than was on it then, and no oftener than it might pay. A card holds to that
 * by itself; where more is claimed, somebody has undone a sale on it and said nothing.
 *
 * @module
 */

/** What stands on a card right after a load. Amounts in minor units. */
export interface Loaded {
  /** The card's counter of that load; 0: none is known. */
  readonly tmc: number
  readonly main: bigint
  readonly gift: bigint
  readonly amountLeft: bigint
  readonly countLeft: bigint
}

/** What a sale took from each value, and after which load. */
export interface Taken {
  readonly main: bigint
  readonly gift: bigint
  readonly loaded: Loaded
}

type Values = Pick<Taken, "main" | "gift">

interface Sale {
  readonly key: string
  readonly purse: string
  /** Absent: the card held to nothing (MIFARE Classic, a copy). */
  readonly taken?: Taken
}

export class SpentBook {
  /** Of each load, what was paid after it, by the keys of the sales. */
  readonly #paid = new Map<string, Map<string, Values>>()
  /** What was put back on the card, by the sale that it undoes. */
  readonly #back = new Map<string, Values>()

  #paidAfter(purse: string, { tmc }: Loaded): Map<string, Values> {
    const name = `${purse}:${tmc}`
    const paid = this.#paid.get(name) ?? new Map<string, Values>()
    this.#paid.set(name, paid)
    return paid
  }

  /** Whether the card cannot have given this as well, as far as it is known what was undone on it. */
  isUsedUp({ key, purse, taken }: Sale): boolean {
    if (taken === undefined) return false
    const { amountLeft, countLeft, gift, main } = taken.loaded
    const all = new Map(this.#paidAfter(purse, taken.loaded)).set(key, taken)
    let [ofMain, ofGift, count] = [0n, 0n, 0n]
    for (const [sale, values] of all) {
      const back = this.#back.get(sale)
      ofMain += values.main - (back?.main ?? 0n)
      ofGift += values.gift - (back?.gift ?? 0n)
      if (back === undefined) count += 1n
    }
    return ofMain > main || ofGift > gift || ofMain + ofGift > amountLeft || count > countLeft
  }

  paid({ key, purse, taken }: Sale): void {
    if (taken !== undefined) this.#paidAfter(purse, taken.loaded).set(key, taken)
  }

  /** A sale was undone on the card, by whoever. */
  undone(key: string, back: Values): void {
    this.#back.set(key, back)
  }
}
