/**
 * Weeks of clearing by chance: what is loaded, sold and taken back at whose outlets, too late as well, and what is cut off.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { cyclesOf } from "../../network/ClearingTerms.ts"
import { periodEnd } from "../../network/periodEnd.ts"
import { iso } from "../../values/Instant.ts"
import { dateText, localDate, plusDays } from "../../values/Zone.ts"
import type { Sent, Till } from "../Till.ts"
import { chains } from "./chains.ts"
import type { Document } from "./configurations.ts"

export const hour = 3_600_000

/** The cards that are played with, of two programs in two currencies; numbers choose between them. */
const cards = [
  { card: "CARD0", program: "member", currency: "CNY" },
  { card: "CARD1", program: "euro", currency: "EUR" }
] as const

/** One thing that is tried; numbers choose among the outlets, the cards and what was done before. */
type Step =
  | {
      readonly do: "load"
      readonly at: number
      readonly card: number
      readonly amount: number
      readonly how: number
    }
  | {
      readonly do: "redeem"
      readonly at: number
      readonly card: number
      readonly amount: number
      readonly how: number
    }
  | { readonly do: "refund" | "reverse"; readonly at: number; readonly pick: number }
  | { readonly do: "cashOut"; readonly at: number; readonly card: number }
  | { readonly do: "correct"; readonly at: number; readonly to: number; readonly amount: number }
  | {
      /** A load or an offline sale that is recorded now and counts earlier. */
      readonly do: "late"
      readonly verb: "Load" | "Advice"
      readonly at: number
      readonly card: number
      readonly amount: number
      readonly hours: number
    }
  | { readonly do: "wait"; readonly hours: number }
  | { readonly do: "cutOff"; readonly cycle: number; readonly back: number }
  | {
      readonly do: "settle"
      readonly pick: number
      readonly paid: boolean
      /** Who is paid. Absent: everybody. */
      readonly owner: number | undefined
    }

const amount = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20_000 }))
const at = fc.nat(60)
const card = fc.nat(1)
const how = fc.nat(5)
const verb = fc.constantFrom("Load" as const, "Advice" as const)
const step: fc.Arbitrary<Step> = fc.oneof(
  { arbitrary: fc.record({ do: fc.constant("load" as const), at, card, amount, how }), weight: 4 },
  { arbitrary: fc.record({ do: fc.constant("redeem" as const), at, card, amount, how }), weight: 5 },
  {
    arbitrary: fc.record({ do: fc.constantFrom("refund" as const, "reverse" as const), at, pick: fc.nat() }),
    weight: 2
  },
  { arbitrary: fc.record({ do: fc.constant("cashOut" as const), at, card }), weight: 1 },
  { arbitrary: fc.record({ do: fc.constant("correct" as const), at, to: at, amount }), weight: 1 },
  {
    arbitrary: fc.record({
      do: fc.constant("wait" as const),
      hours: fc.constantFrom(1, 7, 24, 24 * 8, 24 * 40)
    }),
    weight: 3
  },
  {
    arbitrary: fc.record({
      do: fc.constant("late" as const),
      verb,
      at,
      card,
      amount,
      hours: fc.constantFrom(1, 24, 24 * 8, 24 * 30)
    }),
    weight: 1
  },
  {
    arbitrary: fc.record({ do: fc.constant("cutOff" as const), cycle: fc.nat(2), back: fc.nat(2) }),
    weight: 3
  },
  {
    arbitrary: fc.record({
      do: fc.constant("settle" as const),
      pick: fc.nat(3),
      paid: fc.boolean(),
      owner: fc.option(at, { nil: undefined })
    }),
    weight: 1
  }
)

/**
 * What is owed for a load at one owner's outlet and a sale at another's is cut off, and perhaps paid, all or one of the two; then
 * what was reported too late.
 */
const settledWeek: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .record({
    at,
    card,
    amount,
    hours: fc.integer({ min: 24 * 2, max: 24 * 9 }),
    verb,
    pick: fc.nat(3),
    paid: fc.boolean(),
    who: fc.constantFrom(0, 1, undefined)
  })
  .map(({ amount, at, card, hours, paid, pick, verb, who }) => {
    const done = { card, amount, how: 3 }
    const owner = who === undefined ? undefined : at + who
    const cutOffs = [0, 1].map((cycle) => ({ do: "cutOff" as const, cycle, back: 0 }))
    // After nine days every outlet's week of that day is over, wherever it is.
    const week: Step = { do: "wait", hours: 24 * 9 }
    return [
      { ...done, do: "load", at },
      { ...done, do: "redeem", at: at + 1 },
      week,
      ...cutOffs,
      { do: "settle", pick, paid, owner },
      { do: "late", verb, at, card, amount, hours },
      week,
      ...cutOffs
    ]
  })

/** Plays steps, and remembers what can be taken back and which periods there are. */
export class Story {
  private readonly till: Till
  private readonly done: Array<{ readonly key: string; readonly verb: string }> = []
  private readonly periods: Array<{ readonly cycle: string; readonly through: string }> = []
  private keys = 0

  constructor(till: Till) {
    this.till = till
  }

  async send(sent: Sent): Promise<boolean> {
    this.keys += 1
    const key = `s${this.keys}`
    const outcome = await this.till.submit({ key, ...sent })
    assert.notEqual(
      outcome.outcome,
      "invalid",
      JSON.stringify(outcome, (_, value) => (typeof value === "bigint" ? Number(value) : value))
    )
    const isDone = outcome.outcome === "approved"
    if (isDone) this.done.push({ key, verb: String(sent["type"]) })
    return isDone
  }

  /** Cards for both programs. */
  async begin(): Promise<void> {
    for (const { card, program } of cards) await this.send({ type: "Issue", card, program, holder: card })
  }

  private outlet(at: number): string {
    const { outlets } = this.till.configuration
    return outlets[at % outlets.length]?.id ?? ""
  }

  private owner(at: number): string {
    const { owners } = this.till.configuration
    return owners[at % owners.length]?.id ?? ""
  }

  async cutOff(n: number, back: number): Promise<void> {
    const { clearing, zone } = this.till.configuration
    const cycles = cyclesOf(clearing)
    const cycle = cycles[n % cycles.length]
    if (cycle === undefined) return
    // Outlets east and west of head office have another date: nobody is before yesterday.
    const date = plusDays(localDate(zone, this.till.now), -2 - back)
    const isEnd = periodEnd(cycle.every, dateText(date)) === dateText(date)
    const through = periodEnd(cycle.every, dateText(isEnd ? date : plusDays(date, -6)))
    if (await this.send({ type: "CutOff", cycle: cycle.id, through }))
      this.periods.push({ cycle: cycle.id, through })
  }

  private async settle({ owner, paid, pick }: Extract<Step, { readonly do: "settle" }>): Promise<void> {
    const period = this.periods[pick % Math.max(1, this.periods.length)]
    if (period === undefined) return
    for (const operator of ["ana", "bo"]) await this.send({ type: "ApprovePeriod", operator, ...period })
    const whose = owner === undefined ? {} : { owner: this.owner(owner) }
    await this.send({ type: "PayPeriod", ...period, ...whose, ...(!paid && { result: "failed" }) })
  }

  private undoing(one: Extract<Step, { readonly do: "refund" | "reverse" }>): Sent | undefined {
    const verbs = one.do === "refund" ? ["Redeem"] : ["Redeem", "Load", "CashOut"]
    const all = this.done.filter(({ verb }) => verbs.includes(verb))
    const original = all[one.pick % Math.max(1, all.length)]
    if (original === undefined) return undefined
    return one.do === "refund"
      ? { type: "Refund", originalKey: original.key, outlet: this.outlet(one.at) }
      : { type: "Reverse", originalKey: original.key, reason: "customerCancel" }
  }

  async take(one: Step): Promise<void> {
    switch (one.do) {
      case "wait":
        this.till.now += one.hours * hour
        return
      case "cutOff":
        return this.cutOff(one.cycle, one.back)
      case "settle":
        return this.settle(one)
      case "correct": {
        const [owedBy, owedTo] = [this.owner(one.at), this.owner(one.to)]
        if (owedBy === owedTo) return
        await this.send({
          type: "CorrectClearing",
          amount: one.amount,
          currency: cards[one.at % 2 === 0 ? 0 : 1].currency,
          owedBy,
          owedTo,
          reason: "law"
        })
        return
      }
      case "refund":
      case "reverse": {
        const sent = this.undoing(one)
        if (sent !== undefined) await this.send(sent)
        return
      }
      case "late": {
        const { amount, verb } = one
        const effectiveAt = iso(this.till.now - one.hours * hour)
        const { program: _, ...card } = cards[one.card === 0 ? 0 : 1]
        const where = { outlet: this.outlet(one.at), ...card }
        const tender = verb === "Load" && { tender: { kind: "cash" } }
        await this.send({ type: verb, ...where, amount, ...tender, effectiveAt })
        return
      }
      case "load":
      case "redeem":
      case "cashOut": {
        const { program: _, ...card } = cards[one.card === 0 ? 0 : 1]
        const place = { outlet: this.outlet(one.at), ...card }
        if (one.do === "cashOut") await this.send({ type: "CashOut", ...place, tender: { kind: "cash" } })
        else if (one.do === "load") {
          const isOffer = one.how === 0
          const tender = { kind: one.how === 1 ? "transfer" : "cash" }
          const paid = isOffer ? { amount: 200, offer: "bonus" } : { amount: one.amount }
          await this.send({ type: "Load", ...place, ...paid, tender })
        } else {
          const half = Math.floor(one.amount / 2)
          const lines =
            one.how > 2 || half === 0
              ? {}
              : {
                  lines: [
                    { category: "room", amount: half },
                    { category: "food", amount: one.amount - half }
                  ]
                }
          await this.send({ type: "Redeem", ...place, amount: one.amount, partial: true, ...lines })
        }
      }
    }
  }
}

/** Who issues the cards of a currency. */
export const issuerIn = ({ configuration }: Pick<Till, "configuration">, currency: string): string =>
  configuration.programs.find(({ asset }) => asset.code === currency)?.issuer ?? "hq"

/** With whom others are settled: who issues cards, and head office, which corrects. */
export const issuersIn = (till: Pick<Till, "configuration">): ReadonlySet<string> =>
  new Set(["hq", ...cards.map(({ currency }) => issuerIn(till, currency))])

export interface Case {
  readonly document: Document
  readonly steps: ReadonlyArray<Step>
}

export const cases: fc.Arbitrary<Case> = fc.record({
  document: chains,
  // Something is cut off in every case: where a ledger is slow, there are few.
  steps: fc
    .tuple(fc.array(step, { maxLength: 20 }), settledWeek, fc.array(step, { maxLength: 15 }))
    .map((parts) => parts.flat())
})
