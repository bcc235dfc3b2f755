/**
 * Which sales of terminals are paid at once: those that a mandate of the office covers. The others happened all the same, so they
 * are kept until a person says what becomes of them.
 *
 * @module
 */
import type { Mandate } from "../purse/Mandate.ts"
import { type Asker, dayOf } from "../purse/records.ts"
import { HotlistBook } from "./HotlistBook.ts"
import { SpentBook, type Taken } from "./SpentBook.ts"

/** Why a sale is not paid at once. In this order. */
export type MandateFault =
  /** The office has heard of no such mandate: it was made up, or is to come. */
  | "mandateUnknown"
  | "mandateRevoked"
  /** Of another group, another terminal, or another epoch of this one. */
  | "mandateOfAnother"
  /** It is a sale on MIFARE Classic, and the mandate does not accept those. */
  | "classicNotAccepted"
  /** By the line's time the float of that card had ended, or had not been filled yet. */
  | "floatEnded"
  /** The terminal's clock stood behind an earlier line of it. */
  | "clockWentBack"
  | "mandateNotYet"
  | "mandateExpired"
  /** The purse is on the list that the terminal says to have used. */
  | "hotlisted"
  /** The office has not heard of that list yet: it is to come, or was made up. */
  | "hotlistUnknown"
  /** By the line's time that list was older than the mandate lets it be. */
  | "hotlistTooOld"
  | "perPurchase"
  | "totalUsedUp"
  | "countUsedUp"
  | "perCardUsedUp"
  /** More than was on the card after its last load, or oftener: a sale on it was undone, and the office was not told. */
  | "cardUsedUp"

/** A sale that a card proved, and the mandate that its terminal says to have had. */
export interface Claim {
  /** Its key in the ledger. */
  readonly key: string
  readonly purse: string
  readonly asker: Asker
  /** Milliseconds since 1970, by the terminal's clock. */
  readonly at: number
  readonly isClockSuspect: boolean
  readonly isClassic: boolean
  readonly isFloatEnded: boolean
  readonly mandate: string
  /** The version of the list that its terminal says to have used. */
  readonly hotlist: number
  /** Minor units. */
  readonly amount: bigint
  /** From which values, after which load. Absent of MIFARE Classic and of copies, which hold to nothing. */
  readonly taken?: Taken
}

/** What a sale that was undone gave back to the card, in minor units: all of it, or a part. */
export interface Undoing {
  readonly main: bigint
  readonly gift: bigint
}

/** A sale that waits for a person, or for what is still to come. */
export interface Withheld extends Claim {
  readonly why: MandateFault
}

interface Granted {
  readonly mandate: Mandate
  isRevoked: boolean
  amount: bigint
  count: number
  readonly toCards: Map<string, bigint>
}

interface Waiting<T> {
  readonly claim: Claim
  /** What its own terminal has undone of it takes nothing of its mandate. */
  readonly undone: bigint
  readonly due: ReadonlyArray<T>
  readonly why: MandateFault
}

const cardDay = ({ at, purse }: Claim): string => `${purse}:${dayOf(at)}`
const onDay = ({ toCards }: Granted, claim: Claim): bigint => toCards.get(cardDay(claim)) ?? 0n

interface Books {
  readonly lists: HotlistBook
  readonly spent: SpentBook
}

type Rule = (granted: Granted, claim: Claim, books: Books) => boolean

const rules: ReadonlyArray<readonly [MandateFault, Rule]> = [
  ["mandateRevoked", ({ isRevoked }) => isRevoked],
  [
    "mandateOfAnother",
    ({ mandate: { epoch, group, terminal } }, { asker }) =>
      asker.group !== group || asker.terminal !== terminal || asker.epoch !== epoch
  ],
  ["classicNotAccepted", ({ mandate }, { isClassic }) => isClassic && !mandate.acceptsClassic],
  ["floatEnded", (_, { isFloatEnded }) => isFloatEnded],
  ["clockWentBack", (_, { isClockSuspect }) => isClockSuspect],
  ["mandateNotYet", ({ mandate }, { at }) => at < mandate.from],
  ["mandateExpired", ({ mandate }, { at }) => at >= mandate.until],
  ["hotlisted", (_, { hotlist, purse }, { lists }) => lists.isListed(hotlist, purse)],
  ["hotlistUnknown", (_, { hotlist }, { lists }) => lists.isToCome(hotlist)],
  [
    "hotlistTooOld",
    ({ mandate }, { at, hotlist }, { lists }) =>
      at - (lists.madeAt(hotlist) ?? at) > mandate.hotlistHours * 3_600_000
  ],
  ["perPurchase", ({ mandate }, { amount }) => amount > mandate.perPurchase],
  ["totalUsedUp", ({ amount, mandate }, claim) => amount + claim.amount > mandate.total],
  ["countUsedUp", ({ count, mandate }) => count + 1 > mandate.count],
  ["perCardUsedUp", (granted, claim) => onDay(granted, claim) + claim.amount > granted.mandate.perCardPerDay],
  ["cardUsedUp", (_, claim, { spent }) => spent.isUsedUp(claim)]
]

/** `T`: what is due in the ledger for a sale. Every answer is what is due now, in order. */
export class MandateBook<T> {
  readonly #granted = new Map<string, Granted>()
  readonly #waiting = new Map<string, Waiting<T>>()
  /** Sales that count under their mandates, and sales that a person refused. */
  readonly #counted = new Set<string>()
  readonly #refused = new Set<string>()
  /** Revoked, whether the office had been given them or not. */
  readonly #revoked = new Set<string>()
  readonly #books: Books

  /** Absent: no list was given, and sales are not judged by any. */
  constructor(lists = new HotlistBook()) {
    this.#books = { lists, spent: new SpentBook() }
  }

  #faultOf(claim: Claim): MandateFault | undefined {
    const granted = this.#granted.get(claim.mandate)
    if (granted === undefined) return "mandateUnknown"
    return rules.find(([, isBroken]) => isBroken(granted, claim, this.#books))?.[0]
  }

  #move(granted: Granted, claim: Claim, amount: bigint, count: number): void {
    granted.amount += amount
    granted.count += count
    granted.toCards.set(cardDay(claim), onDay(granted, claim) + amount)
  }

  /** It is paid, less what was undone of it before. */
  #pay(claim: Claim, undone = 0n): void {
    this.#books.spent.paid(claim)
    const granted = this.#granted.get(claim.mandate)
    if (granted === undefined || this.#counted.has(claim.key) || undone >= claim.amount) return
    this.#counted.add(claim.key)
    this.#move(granted, claim, claim.amount - undone, 1)
  }

  /** A sale is known to have happened. */
  sold(claim: Claim, due: ReadonlyArray<T>): ReadonlyArray<T> {
    const why = this.#faultOf(claim)
    if (why !== undefined) {
      this.#waiting.set(claim.key, { claim, due, why, undone: 0n })
      return []
    }
    this.#pay(claim)
    return due
  }

  /**
   * A sale was undone on its card, by the terminal that sold: so much of it takes nothing of the mandate any more. What was not
   * paid is not given back.
   */
  undone(claim: Claim, back: Undoing, due: ReadonlyArray<T>): ReadonlyArray<T> {
    this.#books.spent.undone(claim.key, back)
    const amount = back.main + back.gift
    const granted = this.#granted.get(claim.mandate)
    const isWhole = amount >= claim.amount
    if (granted !== undefined && this.#counted.has(claim.key)) {
      if (isWhole) this.#counted.delete(claim.key)
      this.#move(granted, claim, -amount, isWhole ? -1 : 0)
    }
    const now = this.#goneWith(claim, due, amount)
    return [
      ...now,
      ...this.#judgedAgain(({ mandate, purse }) => mandate === claim.mandate || purse === claim.purse)
    ]
  }

  /** It was undone by somebody else, who bears it: whether the sale is paid does not change by that. */
  followed(claim: Claim, back: Undoing, due: ReadonlyArray<T>): ReadonlyArray<T> {
    this.#books.spent.undone(claim.key, back)
    const now = this.#goneWith(claim, due, 0n)
    return [...now, ...this.#judgedAgain(({ purse }) => purse === claim.purse)]
  }

  /** What goes with a sale: due now, or when the sale is paid, or never. */
  #goneWith(claim: Claim, due: ReadonlyArray<T>, undone: bigint): ReadonlyArray<T> {
    if (this.#refused.has(claim.key)) return []
    const waiting = this.#waiting.get(claim.key)
    if (waiting === undefined) return due
    this.#waiting.set(claim.key, { ...waiting, undone, due: [...waiting.due, ...due] })
    return []
  }

  /** What waits, from a terminal's first line on: lines come in any order, and so do mandates. */
  #judgedAgain(concerns: (claim: Claim) => boolean): ReadonlyArray<T> {
    const waiting = [...this.#waiting.values()]
      .filter(({ claim }) => concerns(claim))
      .sort((a, b) => a.claim.asker.sequence - b.claim.asker.sequence)
    return waiting.flatMap((one) => {
      const { claim, due, undone } = one
      const why = this.#faultOf({ ...claim, amount: claim.amount - undone })
      if (why !== undefined && !(undone >= claim.amount && why === "countUsedUp")) {
        this.#waiting.set(claim.key, { ...one, why })
        return []
      }
      this.#waiting.delete(claim.key)
      this.#pay(claim, undone)
      return due
    })
  }

  /** The office gave a terminal a mandate. Under an id that is taken the first one stays. */
  give(mandate: Mandate): ReadonlyArray<T> {
    const { id } = mandate
    if (!this.#granted.has(id))
      this.#granted.set(id, {
        mandate,
        isRevoked: this.#revoked.has(id),
        amount: 0n,
        count: 0,
        toCards: new Map()
      })
    return this.#judgedAgain(({ mandate }) => mandate === id)
  }

  /** Another list was given: what named it is judged again. */
  listed(): ReadonlyArray<T> {
    const all = [...this.#waiting.values()].filter(({ why }) => why === "hotlistUnknown")
    const ids = new Set(all.map(({ claim }) => claim.mandate))
    return this.#judgedAgain(({ mandate }) => ids.has(mandate))
  }

  mandate(id: string): Mandate | undefined {
    return this.#granted.get(id)?.mandate
  }

  /** From now on nothing under it is paid at once, whatever the terminal says that the time was; also where it is still to come. */
  revoke(id: string): void {
    this.#revoked.add(id)
    const granted = this.#granted.get(id)
    if (granted === undefined) return
    granted.isRevoked = true
    this.#judgedAgain(({ mandate }) => mandate === id)
  }

  /** A person's word on one sale. What is paid counts under its mandate, as the terminal counted it. */
  rule(key: string, as: "pay" | "refuse"): ReadonlyArray<T> {
    const waiting = this.#waiting.get(key)
    if (waiting === undefined) return []
    this.#waiting.delete(key)
    if (as === "refuse") {
      this.#refused.add(key)
      return []
    }
    this.#pay(waiting.claim, waiting.undone)
    return waiting.due
  }

  get withheld(): ReadonlyArray<Withheld> {
    return [...this.#waiting.values()].map(({ claim, why }) => ({ ...claim, why }))
  }
}
