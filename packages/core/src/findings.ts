/**
 * Findings of an audit: the first bad row of each wallet and of whatever else is bad, and how many there are.
 *
 * @module
 */
import type { AccountId, OperationId, WalletId } from "./values/Ids.ts"

/** What is wrong, and where: an operation of the journal, or a row that does not follow from it. */
export interface BadRow {
  readonly row: string
  readonly why: string
  readonly operation?: OperationId
  /** The wallet whose chain or balance it is. */
  readonly wallet?: WalletId
  /** The account that it concerns, as far as the journal or the row itself says. */
  readonly account?: AccountId
}

/** A list that is kept short: of each wallet the first bad row, and no more rows than are asked for. */
export class Findings {
  named: Array<BadRow> = []
  /** The wallets that fail: nothing that comes after can be told of them. */
  readonly wallets = new Set<WalletId>()
  unnamed = 0
  readonly #most: number

  /** `failing` are wallets of which enough is known. */
  constructor(most: number, failing: Iterable<WalletId> = []) {
    this.#most = most
    for (const wallet of failing) this.wallets.add(wallet)
  }

  /** A row that is bad. Of a wallet that fails already nothing more is said. */
  add(bad: BadRow): void {
    if (bad.wallet !== undefined) {
      if (this.wallets.has(bad.wallet)) return
      this.wallets.add(bad.wallet)
    }
    if (this.named.length < this.#most) this.named.push(bad)
    else this.unnamed += 1
  }

  /** Takes those back that cannot be judged; answers how many. */
  without(cannotBeJudged: (bad: BadRow) => boolean): number {
    const before = this.named.length
    this.named = this.named.filter((bad) => !cannotBeJudged(bad))
    return before - this.named.length
  }

  /** The same of each of some wallets, or once where there is none. */
  addFor(wallets: ReadonlyArray<WalletId>, bad: BadRow): void {
    if (wallets.length === 0) this.add(bad)
    for (const wallet of wallets) this.add({ ...bad, wallet })
  }
}
