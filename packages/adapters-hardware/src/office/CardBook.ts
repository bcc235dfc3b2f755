/**
 * What the office knows of one purse: its transactions by their counter, what is not settled, and what does not fit.
 *
 * @module
 */
import { type Bytes, toHex } from "../crypto/bytes.ts"
import { type Asker, askerBytes } from "../purse/records.ts"
import type { Transaction } from "./readTransaction.ts"
import type { Loaded } from "./SpentBook.ts"

/** Where a transaction was written down: a line of a terminal, or the office itself. */
export interface Source {
  readonly asker: Asker
  /** Milliseconds since 1970, by whose clock it was. */
  readonly at: number
  /** The till's own name of the sale. */
  readonly sale?: string
  /** The mandate that the terminal says to have had; absent for what the office did. */
  readonly mandate?: string
  /** The version of the hotlist that the terminal says to have used; absent as the mandate is. */
  readonly hotlist?: number
  /** The terminal's clock stood behind an earlier line of it. */
  readonly isClockSuspect?: true
}

/** A transaction that may have happened. It gets the counter `transaction.tmc`, or never happened. */
export interface Waiting {
  readonly transaction: Transaction
  readonly source: Source
  readonly input: Bytes
}

/** How a transaction came to be known. `evidence`: from what the card said of it later. */
export interface Known {
  readonly transaction: Transaction
  readonly source: Source
  readonly by: "proof" | "evidence"
}

export type Incident =
  /** Two genuine transactions with one counter: the card was copied, or put back to what it was. */
  | { readonly _tag: "Clone"; readonly tmc: number; readonly askers: readonly [Asker, Asker] }
  /** A transaction names another one before it than the one that is known. */
  | {
      readonly _tag: "RolledBack"
      readonly tmc: number
      readonly named: Asker | undefined
      readonly known: Asker
    }
  /** What was there before a transaction is not what the one before left. */
  | {
      readonly _tag: "BalanceBroken"
      readonly tmc: number
      readonly value: "main" | "gift"
      readonly expected: bigint
      readonly found: bigint
    }
  /** A terminal wrote down other values than the transactions beside it have: it is not believed. */
  | { readonly _tag: "Overstated"; readonly tmc: number; readonly asker: Asker }
  /** A terminal said that it did not happen, and the card says that it did. */
  | { readonly _tag: "DeniedByTerminal"; readonly tmc: number; readonly asker: Asker }

/** Transactions that are missing: how many, and who asked for the last of them. */
export interface Gap {
  readonly from: number
  readonly to: number
  readonly last: Asker
  /** What the values lost in it, where it is known; negative: gained. */
  readonly main?: bigint
  readonly gift?: bigint
}

/** What a purse holds after its newest known transaction; a value is absent where it cannot be known yet. */
export interface Balances {
  readonly tmc: number
  readonly main?: bigint
  readonly gift?: bigint
  readonly amountLeft?: bigint
  readonly countLeft?: bigint
}

/** What is due in the ledger, once. */
export type Due =
  | { readonly kind: "done"; readonly known: Known }
  | { readonly kind: "notDone"; readonly waiting: Waiting }
  /** The second of two with one counter. */
  | { readonly kind: "clone"; readonly known: Known }

export const nameOf = (asker: Asker): string => toHex(askerBytes(asker))

const signs = { purchase: -1n, load: 1n, void: 1n, block: 0n } as const
const allowanceSigns = { purchase: -1n, load: 1n, void: 1n, block: -1n } as const

const after = (before: bigint | undefined, by: bigint): bigint | undefined =>
  before === undefined ? undefined : before + by

const afterwards = (
  transaction: Transaction,
  before: Omit<Balances, "tmc">
): { readonly [name in keyof Omit<Balances, "tmc">]: bigint | undefined } => {
  const sign = signs[transaction.kind]
  const allowance = allowanceSigns[transaction.kind]
  return {
    main: after(transaction.mainBefore ?? before.main, sign * transaction.main),
    gift: after(transaction.giftBefore ?? before.gift, sign * transaction.gift),
    amountLeft: after(transaction.amountLeftBefore ?? before.amountLeft, allowance * transaction.amountMoved),
    countLeft: after(transaction.countLeftBefore ?? before.countLeft, allowance * transaction.countMoved)
  }
}

const movedBy = ({ amountMoved, countMoved, gift, main }: Transaction) => ({
  main,
  gift,
  amountLeft: amountMoved,
  countLeft: countMoved
})

const names = ["main", "gift", "amountLeft", "countLeft"] as const
const nothing = { main: undefined, gift: undefined, amountLeft: undefined, countLeft: undefined }
const empty = { main: 0n, gift: 0n, amountLeft: 0n, countLeft: 0n }

const differs = (one: bigint | undefined, other: bigint | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other

const defined = <A extends object>(from: A): { readonly [K in keyof A]?: Exclude<A[K], undefined> } =>
  Object.fromEntries(Object.entries(from).filter(([, value]) => value !== undefined)) as never

export class CardBook {
  readonly #known = new Map<number, Known>()
  readonly #waiting = new Map<string, Waiting>()
  readonly #denied = new Set<string>()
  readonly #clones = new Set<string>()
  /** What never happened. */
  readonly #dropped = new Set<string>()
  /** The loads that are known, in the card's order. */
  readonly #loads: Array<Transaction> = []
  readonly incidents: Array<Incident> = []
  #undue: Array<Due> = []

  /** What nobody knows yet. What a terminal denies is not here, though a card may still prove it. */
  get waiting(): ReadonlyArray<Waiting> {
    return [...this.#waiting.values()].filter(
      ({ transaction }) => !this.#denied.has(nameOf(transaction.asker))
    )
  }

  get known(): ReadonlyArray<Known> {
    return [...this.#known.values()].sort((a, b) => a.transaction.tmc - b.transaction.tmc)
  }

  /** What has this counter. */
  at(tmc: number): Known | undefined {
    return this.#known.get(tmc)
  }

  /** What the card had after the newest load that is known before a counter. */
  loadedBefore(tmc: number): Loaded {
    const load = this.#loads.findLast((one) => one.tmc < tmc)
    if (load === undefined) return { ...empty, tmc: 0 }
    return { ...empty, ...defined(afterwards(load, {})), tmc: load.tmc }
  }

  isKnown(asker: Asker, tmc: number): boolean {
    const known = this.#known.get(tmc)
    return (
      (known !== undefined && nameOf(known.source.asker) === nameOf(asker)) || this.#clones.has(nameOf(asker))
    )
  }

  /** What became of something that was about to happen, as far as it is known. */
  endOf(asker: Asker, tmc: number): "done" | "notDone" | undefined {
    if (this.isKnown(asker, tmc)) return "done"
    return this.#dropped.has(nameOf(asker)) ? "notDone" : undefined
  }

  /** Something was about to happen. */
  expect(waiting: Waiting): void {
    const { asker, tmc } = waiting.transaction
    if (this.isKnown(asker, tmc)) return
    this.#waiting.set(nameOf(asker), waiting)
    this.#decide(tmc)
    if (waiting.transaction.kind === "load") this.#settleAfter(tmc)
  }

  /** A terminal says that it did not happen: believed as long as no card says otherwise. */
  deny(asker: Asker): void {
    this.#denied.add(nameOf(asker))
  }

  /** The card proved it. Nothing is done twice. */
  prove(known: Known): "accepted" | "duplicate" | "clone" {
    const { transaction } = known
    const { asker, tmc } = transaction
    const name = nameOf(asker)
    const before = this.#known.get(tmc)
    if (this.isKnown(asker, tmc)) return "duplicate"
    if (before !== undefined) {
      this.#clones.add(name)
      this.#waiting.delete(name)
      this.incidents.push({ _tag: "Clone", tmc, askers: [before.transaction.asker, asker] })
      this.#undue.push({ kind: "clone", known })
      return "clone"
    }
    this.#learn(known)
    return "accepted"
  }

  #learn(known: Known): void {
    const { asker, tmc } = known.transaction
    const name = nameOf(asker)
    if (this.#denied.has(name)) this.incidents.push({ _tag: "DeniedByTerminal", tmc, asker })
    this.#waiting.delete(name)
    this.#known.set(tmc, known)
    if (known.transaction.kind === "load") {
      this.#loads.push(known.transaction)
      this.#loads.sort((a, b) => a.tmc - b.tmc)
    }
    this.#undue.push({ kind: "done", known })
    this.#fits(tmc)
    this.#fits(tmc + 1)
    this.#decide(tmc)
    this.#decide(tmc - 1)
    this.#settleAfter(tmc)
  }

  #drop(waiting: Waiting): void {
    this.#waiting.delete(nameOf(waiting.transaction.asker))
    this.#dropped.add(nameOf(waiting.transaction.asker))
    this.#undue.push({ kind: "notDone", waiting })
  }

  /** Settles whatever waits for a counter, if what has that counter, or names it, is known. */
  #decide(tmc: number): void {
    for (const waiting of this.#waiting.values()) if (waiting.transaction.tmc === tmc) this.#settle(waiting)
  }

  #settle(waiting: Waiting): void {
    const { asker, tmc } = waiting.transaction
    const here = this.#known.get(tmc)
    const next = this.#known.get(tmc + 1)
    if (here === undefined && next === undefined) return
    const named = here?.transaction.asker ?? next?.transaction.before
    const isIt = named !== undefined && nameOf(named) === nameOf(asker)
    if (!isIt) this.#drop(waiting)
    else if (here === undefined && this.#agrees(waiting) && this.#isPossible(waiting))
      this.#learn({ transaction: waiting.transaction, source: waiting.source, by: "evidence" })
  }

  /** What comes to be known before it may show that more could be there than it seemed. */
  #settleAfter(tmc: number): void {
    for (const waiting of this.#waiting.values()) if (waiting.transaction.tmc > tmc) this.#settle(waiting)
  }

  /**
   * Evidence proves who asked, and not how much: the bytes are a terminal's word until what stands beside them says the same.
   */
  #agrees({ transaction }: Waiting): boolean {
    const { tmc } = transaction
    const left = afterwards(transaction, {})
    const next = this.#known.get(tmc + 1)?.transaction
    const before = this.#known.get(tmc - 1)?.transaction
    const given: ReturnType<typeof afterwards> =
      before === undefined ? { ...nothing, ...(tmc === 1 && empty) } : afterwards(before, {})
    const broken = names.find((name) => {
      const [later, earlier] = [next?.[`${name}Before`], transaction[`${name}Before`]]
      return differs(left[name], later) || differs(given[name], earlier)
    })
    if (broken === undefined) return true
    this.incidents.push({ _tag: "Overstated", tmc, asker: transaction.asker })
    this.#waiting.delete(nameOf(transaction.asker))
    return false
  }

  /** No value comes back to a card by itself. What claims to have found more than can be known to have been there waits. */
  #isPossible({ transaction }: Waiting): boolean {
    const most = this.#mostBefore(transaction.tmc)
    return names.every((name) => {
      const [before, bound] = [transaction[`${name}Before`], most[name]]
      return before === undefined || bound === undefined || before <= bound
    })
  }

  /**
   * The most that can have been there before a counter. What is missing before it took something, unless it undid the sale that is
   * known last; and a load that waits may have happened.
   */
  #mostBefore(tmc: number): Partial<Record<(typeof names)[number], bigint>> {
    const last = this.known.findLast(({ transaction }) => transaction.tmc < tmc)?.transaction
    const left: Partial<Record<(typeof names)[number], bigint | undefined>> =
      last === undefined ? nothing : this.balances(last.tmc)
    const loads = this.waiting.flatMap(({ transaction }) =>
      transaction.kind === "load" ? [transaction] : []
    )
    const isUndone = last?.kind === "purchase" && last.tmc < tmc - 1
    const back = [...(isUndone ? [last] : []), ...loads.filter((load) => load.tmc < tmc)].map(movedBy)
    return defined(
      Object.fromEntries(
        names.map((name) => [name, back.reduce((sum, moved) => after(sum, moved[name]), left[name])])
      )
    )
  }

  /** Whether a transaction follows from the one before it. */
  #fits(tmc: number): void {
    const here = this.#known.get(tmc)?.transaction
    const before = this.#known.get(tmc - 1)?.transaction
    if (here === undefined || before === undefined) return
    if (here.before === undefined || nameOf(here.before) !== nameOf(before.asker))
      this.incidents.push({ _tag: "RolledBack", tmc, named: here.before, known: before.asker })
    const left = afterwards(before, {})
    for (const value of ["main", "gift"] as const) {
      const [expected, found] = [left[value], here[`${value}Before`]]
      if (expected !== undefined && found !== undefined && expected !== found)
        this.incidents.push({ _tag: "BalanceBroken", tmc, value, expected, found })
    }
  }

  /** What the purse holds, as far as it can be known. `upTo`: after that transaction. */
  balances(upTo = Number.POSITIVE_INFINITY): Balances {
    let now: Balances = { tmc: 0, main: 0n, gift: 0n, amountLeft: 0n, countLeft: 0n }
    for (const { transaction } of this.known) {
      if (transaction.tmc > upTo) break
      const isNext = transaction.tmc === now.tmc + 1
      now = { tmc: transaction.tmc, ...defined(afterwards(transaction, isNext ? now : {})) }
    }
    return now
  }

  /** What is missing, named by what came after it. */
  gaps(): ReadonlyArray<Gap> {
    const gaps: Array<Gap> = []
    let last = 0
    for (const { transaction } of this.known) {
      const { before, tmc } = transaction
      if (tmc > last + 1 && before !== undefined) {
        const left = this.balances(last)
        const lost = (from: bigint | undefined, to: bigint | undefined) =>
          from === undefined || to === undefined ? undefined : from - to
        const values = {
          main: lost(left.main, transaction.mainBefore),
          gift: lost(left.gift, transaction.giftBefore)
        }
        gaps.push({ from: last + 1, to: tmc - 1, last: before, ...defined(values) })
      }
      last = tmc
    }
    return gaps
  }

  #isHeldBack(due: Due): boolean {
    if (due.kind !== "done") return false
    const { kind, tmc } = due.known.transaction
    if (kind === "void") return !this.#known.has(tmc - 1)
    if (kind !== "purchase") return false
    // What a load put there may be what is spent: first it must be known whether it happened.
    return this.waiting.some(({ transaction }) => transaction.kind === "load" && transaction.tmc < tmc)
  }

  /** Takes what is due in the ledger now, in the card's order; what has to wait for something else stays. */
  takeDue(): ReadonlyArray<Due> {
    if (this.#undue.length === 0) return []
    const held = this.#undue.filter((due) => this.#isHeldBack(due))
    const due = this.#undue.filter((one) => !held.includes(one))
    this.#undue = held
    return due.sort((a, b) => tmcOf(a) - tmcOf(b))
  }

  get held(): ReadonlyArray<Due> {
    return this.#undue
  }
}

const tmcOf = (due: Due): number =>
  due.kind === "notDone" ? due.waiting.transaction.tmc : due.known.transaction.tmc
