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

/** Of one card, after one load. */
interface Spent {
  main: bigint
  gift: bigint
  count: bigint
}

const none = { main: 0n, gift: 0n, count: 0n }

export class SpentBook {
  readonly #spent = new Map<string, Spent>()
  /** What counts each sale that is paid, by its key. */
  readonly #paid = new Map<string, Spent>()
  /** What was put back on the card, by the sale that it undoes. */
  readonly #back = new Map<string, Values>()

  #spentAfter(purse: string, { tmc }: Loaded): Spent {
    const name = `${purse}:${tmc}`
    const spent = this.#spent.get(name) ?? { ...none }
    this.#spent.set(name, spent)
    return spent
  }

  /** What a sale took, less what was put back. */
  #restOf(key: string, { gift, main }: Values): Spent {
    const back = this.#back.get(key)
    return back === undefined
      ? { main, gift, count: 1n }
      : { main: main - back.main, gift: gift - back.gift, count: 0n }
  }

  /** Whether the card cannot have given this as well, as far as it is known what was undone on it. */
  isUsedUp({ key, purse, taken }: Sale): boolean {
    if (taken === undefined) return false
    const { amountLeft, countLeft, gift, main } = taken.loaded
    const spent = this.#spentAfter(purse, taken.loaded)
    const rest = this.#paid.has(key) ? none : this.#restOf(key, taken)
    const [ofMain, ofGift] = [spent.main + rest.main, spent.gift + rest.gift]
    return (
      ofMain > main || ofGift > gift || ofMain + ofGift > amountLeft || spent.count + rest.count > countLeft
    )
  }

  paid({ key, purse, taken }: Sale): void {
    if (taken === undefined || this.#paid.has(key)) return
    const spent = this.#spentAfter(purse, taken.loaded)
    const rest = this.#restOf(key, taken)
    spent.main += rest.main
    spent.gift += rest.gift
    spent.count += rest.count
    this.#paid.set(key, spent)
  }

  /** A sale was undone on the card, by whoever, which a card does once. */
  undone(key: string, back: Values): void {
    if (this.#back.has(key)) return
    this.#back.set(key, back)
    const spent = this.#paid.get(key)
    if (spent === undefined) return
    spent.main -= back.main
    spent.gift -= back.gift
    spent.count -= 1n
  }
}
