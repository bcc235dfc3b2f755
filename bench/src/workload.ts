/**
 * What the terminals of a shop ask for, all day long: the same questions in the same order for every contestant.
 *
 * @module
 */
import { chance, scattered, zipf } from "./chance.ts"
import { cardNumber, outlets, tooMuch } from "./shop.ts"

/** One thing that a terminal asks. */
export interface Step {
  readonly verb: "Redeem" | "Hold" | "Capture" | "Load" | "Refund" | "Reverse" | "Balance"
  readonly client: string
  readonly key: string
  readonly card: string
  readonly outlet: string
  readonly amount: number
  /** The ledger's time at which it is asked. */
  readonly at: number
  /** The key of the redemption that is undone, or of the hold that is captured. */
  readonly original?: string
  /** When a hold ends by itself. */
  readonly expiresAt?: number
}

/** `redeem` is redemptions alone; `mixed` is what a shop does in a day. Both have declines and repeated requests. */
export type Mix = "redeem" | "mixed"

/** Where in the ledger's time the next step is: 500,000 steps make a day, however fast they are performed. */
export class LedgerTime {
  private now: number
  constructor(start: number) {
    this.now = start
  }
  next(): number {
    this.now += 173
    return this.now
  }
}

const holdLasts = 10 * 60_000

type Kind = "sale" | "authorised" | "load" | "balance" | "undo" | "open"

/** Of a hundred visits: 70 sales, half of them by hold and capture. */
const shares: ReadonlyArray<readonly [Kind, number]> = [
  ["sale", 0.35],
  ["authorised", 0.35],
  ["load", 0.1],
  ["balance", 0.1],
  ["undo", 0.05],
  ["open", 0.05]
]

const kindAt = (drawn: number): Kind => {
  let left = drawn
  for (const [kind, share] of shares) {
    if (left < share) return kind
    left -= share
  }
  return "sale"
}

/** One terminal: its keys count up, and a hundredth of what it asks it asks twice. */
export class Terminal {
  readonly client: string
  private readonly draw: () => number
  private readonly outlet: string
  private count = 0
  private last: Step | undefined
  private held: Step | undefined
  private sold: Step | undefined
  private readonly mix: Mix
  private readonly time: LedgerTime
  private readonly pickCard: (drawn: number) => string

  constructor(number: number, { mix, pickCard, run, time }: WorkloadOptions) {
    this.client = `T${run}-${String(number).padStart(6, "0")}`
    this.draw = chance(number * 7_907 + run * 104_729 + 1)
    this.outlet = outlets[number % outlets.length] ?? ""
    this.mix = mix
    this.time = time
    this.pickCard = pickCard
  }

  /** Whether a customer still stands there, whose hold is to be captured. */
  get isWaiting(): boolean {
    return this.held !== undefined
  }

  next(): Step {
    if (this.last !== undefined && this.last.verb !== "Balance" && this.draw() < 0.01) return this.last
    const step = this.held === undefined ? this.visit() : this.capture(this.held)
    this.last = step
    return step
  }

  private visit(): Step {
    const kind = this.mix === "redeem" ? "sale" : kindAt(this.draw())
    switch (kind) {
      case "load":
        return this.step("Load")
      case "balance":
        return this.step("Balance")
      case "authorised":
      case "open": {
        const hold = this.step("Hold", { expiresAt: 0 })
        if (kind === "authorised") this.held = hold
        return hold
      }
      case "undo":
        return this.sold === undefined ? this.sell() : this.undo(this.sold)
      case "sale":
        return this.sell()
    }
  }

  private sell(): Step {
    if (this.draw() < 0.01) return this.step("Redeem", { amount: tooMuch })
    this.sold = this.step("Redeem")
    return this.sold
  }

  private undo(sold: Step): Step {
    this.sold = undefined
    const { amount, card, key } = sold
    return this.step(this.draw() < 0.5 ? "Refund" : "Reverse", { amount, card, original: key })
  }

  private capture(held: Step): Step {
    this.held = undefined
    const { amount, card, key } = held
    return this.step("Capture", { amount, card, original: key })
  }

  private step(verb: Step["verb"], more: Partial<Step> = {}): Step {
    const at = this.time.next()
    this.count += 1
    return {
      verb,
      client: this.client,
      key: `${this.client}-${String(this.count).padStart(9, "0")}`,
      card: more.card ?? this.pickCard(this.draw()),
      outlet: this.outlet,
      amount: more.amount ?? 1 + Math.floor(this.draw() * 200),
      at,
      ...(more.original !== undefined && { original: more.original }),
      ...(more.expiresAt !== undefined && { expiresAt: at + holdLasts })
    }
  }
}

interface WorkloadOptions {
  readonly mix: Mix
  /** A number of the run's own: no two runs on one ledger use the same keys. */
  readonly run: number
  readonly time: LedgerTime
  readonly pickCard: (drawn: number) => string
}

/** Picks cards as shops see them: a few come all the time (zipf 1.07), most hardly ever. */
export const frequentCards = (cards: number): ((drawn: number) => string) => {
  const rank = zipf(cards, 1.07)
  return (drawn) => cardNumber(scattered(rank(drawn), cards))
}

let runs = 0

/** So many terminals of a new run. */
export const terminalsOf = (
  count: number,
  options: Omit<WorkloadOptions, "run">
): ReadonlyArray<Terminal> => {
  runs += 1
  const run = runs
  return Array.from({ length: count }, (_, number) => new Terminal(number, { ...options, run }))
}
