/**
 * Which sales of terminals are paid at once: those that a mandate of the office covers. The others happened all the same, so they
 * are kept until a person says what becomes of them.
 *
 * @module
 */
import type { Mandate } from "../purse/Mandate.ts"
import { type Asker, dayOf } from "../purse/records.ts"
import { HotlistBook } from "./HotlistBook.ts"

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
  /** A sale that was undone takes nothing of its mandate. */
  readonly isUndone: boolean
  readonly due: ReadonlyArray<T>
  readonly why: MandateFault
}

const cardDay = ({ at, purse }: Claim): string => `${purse}:${dayOf(at)}`
const onDay = ({ toCards }: Granted, claim: Claim): bigint => toCards.get(cardDay(claim)) ?? 0n

type Rule = (granted: Granted, claim: Claim, lists: HotlistBook) => boolean

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
  ["hotlisted", (_, { hotlist, purse }, lists) => lists.isListed(hotlist, purse)],
  ["hotlistUnknown", (_, { hotlist }, lists) => lists.isToCome(hotlist)],
  [
    "hotlistTooOld",
    ({ mandate }, { at, hotlist }, lists) =>
      at - (lists.madeAt(hotlist) ?? at) > mandate.hotlistHours * 3_600_000
  ],
  ["perPurchase", ({ mandate }, { amount }) => amount > mandate.perPurchase],
  ["totalUsedUp", ({ amount, mandate }, claim) => amount + claim.amount > mandate.total],
  ["countUsedUp", ({ count, mandate }) => count + 1 > mandate.count],
  ["perCardUsedUp", (granted, claim) => onDay(granted, claim) + claim.amount > granted.mandate.perCardPerDay]
]

/** `T`: what is due in the ledger for a sale. Every answer is what is due now, in order. */
export class MandateBook<T> {
  readonly #granted = new Map<string, Granted>()
  readonly #waiting = new Map<string, Waiting<T>>()
  /** Sales that count under their mandates, and sales that a person refused. */
  readonly #counted = new Set<string>()
  readonly #refused = new Set<string>()
  readonly #lists: HotlistBook

  /** Absent: no list was given, and sales are not judged by any. */
  constructor(lists = new HotlistBook()) {
    this.#lists = lists
  }

  #faultOf(claim: Claim): MandateFault | undefined {
    const granted = this.#granted.get(claim.mandate)
    if (granted === undefined) return "mandateUnknown"
    return rules.find(([, isBroken]) => isBroken(granted, claim, this.#lists))?.[0]
  }

  #count(claim: Claim, sign: 1 | -1): void {
    const granted = this.#granted.get(claim.mandate)
    if (granted === undefined || this.#counted.has(claim.key) === (sign === 1)) return
    if (sign === 1) this.#counted.add(claim.key)
    else this.#counted.delete(claim.key)
    const amount = BigInt(sign) * claim.amount
    granted.amount += amount
    granted.count += sign
    granted.toCards.set(cardDay(claim), onDay(granted, claim) + amount)
  }

  /** A sale is known to have happened. */
  sold(claim: Claim, due: ReadonlyArray<T>): ReadonlyArray<T> {
    const why = this.#faultOf(claim)
    if (why !== undefined) {
      this.#waiting.set(claim.key, { claim, due, why, isUndone: false })
      return []
    }
    this.#count(claim, 1)
    return due
  }

  /** A sale was undone on its card. What was not paid is not given back. */
  undone(claim: Claim, due: ReadonlyArray<T>): ReadonlyArray<T> {
    if (this.#refused.has(claim.key)) return []
    const waiting = this.#waiting.get(claim.key)
    if (waiting !== undefined) {
      this.#waiting.set(claim.key, { ...waiting, isUndone: true, due: [...waiting.due, ...due] })
      return this.#judgedAgain(claim.mandate)
    }
    this.#count(claim, -1)
    return [...due, ...this.#judgedAgain(claim.mandate)]
  }

  /** What goes with a sale and changes nothing of whether it is paid: due when that is. */
  followed(claim: Claim, due: ReadonlyArray<T>): ReadonlyArray<T> {
    if (this.#refused.has(claim.key)) return []
    const waiting = this.#waiting.get(claim.key)
    if (waiting === undefined) return due
    this.#waiting.set(claim.key, { ...waiting, due: [...waiting.due, ...due] })
    return []
  }

  /** What waits under a mandate, from the terminal's first line on: lines come in any order, and so do mandates. */
  #judgedAgain(mandate: string): ReadonlyArray<T> {
    const waiting = [...this.#waiting.values()]
      .filter(({ claim }) => claim.mandate === mandate)
      .sort((a, b) => a.claim.asker.sequence - b.claim.asker.sequence)
    return waiting.flatMap((one) => {
      const { claim, due, isUndone } = one
      const why = this.#faultOf(isUndone ? { ...claim, amount: 0n } : claim)
      if (why !== undefined && !(isUndone && why === "countUsedUp")) {
        this.#waiting.set(claim.key, { ...one, why })
        return []
      }
      this.#waiting.delete(claim.key)
      if (!isUndone) this.#count(claim, 1)
      return due
    })
  }

  /** The office gave a terminal a mandate. Under an id that is taken the first one stays. */
  give(mandate: Mandate): ReadonlyArray<T> {
    if (!this.#granted.has(mandate.id))
      this.#granted.set(mandate.id, { mandate, isRevoked: false, amount: 0n, count: 0, toCards: new Map() })
    return this.#judgedAgain(mandate.id)
  }

  /** Another list was given: what named it is judged again. */
  listed(): ReadonlyArray<T> {
    const all = [...this.#waiting.values()].filter(({ why }) => why === "hotlistUnknown")
    return [...new Set(all.map(({ claim }) => claim.mandate))].flatMap((id) => this.#judgedAgain(id))
  }

  mandate(id: string): Mandate | undefined {
    return this.#granted.get(id)?.mandate
  }

  /** From now on nothing under it is paid at once, whatever the terminal says that the time was. */
  revoke(id: string): void {
    const granted = this.#granted.get(id)
    if (granted === undefined) return
    granted.isRevoked = true
    this.#judgedAgain(id)
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
    if (!waiting.isUndone) this.#count(waiting.claim, 1)
    return waiting.due
  }

  get withheld(): ReadonlyArray<Withheld> {
    return [...this.#waiting.values()].map(({ claim, why }) => ({ ...claim, why }))
  }
}
