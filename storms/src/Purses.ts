/**
 * The model of the storms: what every card holds, in plain numbers, written from the rules and not from the code.
 *
 * @module
 */
import type { Sent } from "./commands.ts"

interface Purse {
  ledger: number
  held: number
}

interface Held {
  readonly card: string
  readonly amount: number
  state: "open" | "already_captured" | "already_released"
}

interface Sale {
  readonly card: string
  readonly amount: number
  back: "nothing" | "refunded" | "reversed"
}

/** What the model says a command comes to. */
export interface Foretold {
  /** `approved`, or the code of the decline. */
  readonly word: string
  /** The card whose balances the receipt shows. */
  readonly card: string | undefined
}

export class Purses {
  private readonly purses = new Map<string, Purse>()
  private readonly holds = new Map<string, Held>()
  private readonly sales = new Map<string, Sale>()
  private readonly declined = new Set<string>()
  private readonly buried = new Set<string>()

  /** What a card holds: in all, and reserved. */
  of(card: string): Readonly<Purse> {
    return this.purse(card)
  }

  private purse(card: string): Purse {
    const known = this.purses.get(card) ?? { ledger: 0, held: 0 }
    this.purses.set(card, known)
    return known
  }

  private take(card: string, amount: number): boolean {
    const purse = this.purse(card)
    if (purse.ledger - purse.held < amount) return false
    purse.ledger -= amount
    return true
  }

  private fund(card: string, amount: number): Foretold {
    this.purse(card).ledger += amount
    return { word: "approved", card }
  }

  private redeem(name: string, card: string, amount: number): Foretold {
    if (!this.take(card, amount)) {
      this.declined.add(name)
      return { word: "insufficient_funds", card: undefined }
    }
    this.sales.set(name, { card, amount, back: "nothing" })
    return { word: "approved", card }
  }

  private hold(name: string, card: string, amount: number): Foretold {
    const purse = this.purse(card)
    if (purse.ledger - purse.held < amount) return { word: "insufficient_funds", card: undefined }
    purse.held += amount
    this.holds.set(name, { card, amount, state: "open" })
    return { word: "approved", card }
  }

  private endHold(name: string, hold: string, captured: number | undefined): Foretold {
    const held = this.holds.get(hold)
    if (held === undefined) return { word: "hold_not_found", card: undefined }
    if (held.state !== "open") return { word: held.state, card: undefined }
    const purse = this.purse(held.card)
    purse.held -= held.amount
    purse.ledger -= captured ?? 0
    held.state = captured === undefined ? "already_released" : "already_captured"
    if (captured !== undefined) this.sales.set(name, { card: held.card, amount: captured, back: "nothing" })
    return { word: "approved", card: held.card }
  }

  private refund(original: string): Foretold {
    const sale = this.sales.get(original)
    if (sale === undefined) return { word: "original_not_found", card: undefined }
    if (sale.back === "reversed") return { word: "original_reversed", card: undefined }
    if (sale.back === "refunded") return { word: "exceeds_refundable", card: undefined }
    sale.back = "refunded"
    return this.fund(sale.card, sale.amount)
  }

  /** What was never there is buried: should it come late, it is refused. Of what was declined there is nothing to undo. */
  private reverse(original: string): Foretold {
    if (this.declined.has(original)) return { word: "approved", card: undefined }
    const sale = this.sales.get(original)
    if (sale === undefined) {
      if (this.buried.has(original)) return { word: "previously_reversed", card: undefined }
      this.buried.add(original)
      return { word: "approved", card: undefined }
    }
    if (sale.back === "reversed") return { word: "previously_reversed", card: undefined }
    if (sale.back === "refunded") return { word: "further_activity_prevents_reversal", card: undefined }
    sale.back = "reversed"
    return this.fund(sale.card, sale.amount)
  }

  /** Performs a command; what is referred to is another command of the same client. */
  perform(client: string, sent: Sent): Foretold {
    const named = (field: string): string => `${client}/${String(sent[field])}`
    const [name, card, amount] = [named("key"), String(sent["card"]), Number(sent["amount"])]
    switch (sent.type) {
      case "Issue":
        return this.fund(card, amount)
      case "Load":
        return this.fund(card, sent["offer"] === undefined ? amount : amount + 20_000)
      case "Redeem":
        return this.redeem(name, card, amount)
      case "Hold":
        return this.hold(name, card, amount)
      case "Capture":
        return this.endHold(name, named("holdKey"), amount)
      case "Release":
        return this.endHold(name, named("holdKey"), undefined)
      case "Refund":
        return this.refund(named("originalKey"))
      case "Reverse":
        return this.reverse(named("originalKey"))
      case "Transfer": {
        if (!this.take(String(sent["from"]), amount)) return { word: "insufficient_funds", card: undefined }
        this.fund(String(sent["to"]), amount)
        return { word: "approved", card: String(sent["from"]) }
      }
      default:
        throw new Error(`the model knows no ${sent.type}`)
    }
  }
}
