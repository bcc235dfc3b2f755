/**
 * Laws of clearing: who is due what is told again from the journal, period by period, in networks of many owners.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { NetPosition } from "../../account/ClearingPeriod.ts"
import { clearingUnder } from "../../clearing/clear.ts"
import { gather, type Gathered, linesOf } from "../../clearing/gather.ts"
import { positionsOf, withIssuers } from "../../clearing/settle.ts"
import { readStored } from "../../command/Outcome.ts"
import type { Operation } from "../../journal/Operation.ts"
import { cycleOf, cyclesOf } from "../../network/ClearingTerms.ts"
import { periodEnd } from "../../network/periodEnd.ts"
import { canonicalText } from "../../values/canonical.ts"
import type { OwnerId } from "../../values/Ids.ts"
import { iso } from "../../values/Instant.ts"
import { dateText, localDate, plusDays } from "../../values/Zone.ts"
import { chains } from "../arbitraries/chains.ts"
import type { Document } from "../arbitraries/configurations.ts"
import type { Sent, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const hour = 3_600_000
const currency = "CNY"

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
      /** A load that is recorded now and counts earlier. */
      readonly do: "late"
      readonly at: number
      readonly card: number
      readonly amount: number
      readonly hours: number
    }
  | { readonly do: "wait"; readonly hours: number }
  | { readonly do: "cutOff"; readonly cycle: number; readonly back: number }
  | { readonly do: "settle"; readonly pick: number; readonly paid: boolean }

const amount = fc.oneof(fc.integer({ min: 1, max: 12 }), fc.integer({ min: 1, max: 20_000 }))
const at = fc.nat(60)
const card = fc.nat(1)
const how = fc.nat(5)
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
    arbitrary: fc.record({ do: fc.constant("settle" as const), pick: fc.nat(3), paid: fc.boolean() }),
    weight: 1
  }
)

/** What is owed for a load at one owner's outlet and a sale at another's is cut off, then what was reported too late. */
const settledWeek: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .record({ at, card, amount, hours: fc.integer({ min: 24 * 2, max: 24 * 9 }) })
  .map(({ amount, at, card, hours }) => {
    const done = { card, amount, how: 3 }
    const cutOffs = [0, 1].map((cycle) => ({ do: "cutOff" as const, cycle, back: 0 }))
    // After nine days every outlet's week of that day is over, wherever it is.
    const week: Step = { do: "wait", hours: 24 * 9 }
    return [
      { ...done, do: "load", at },
      { ...done, do: "redeem", at: at + 1 },
      week,
      ...cutOffs,
      { do: "late", at, card, amount, hours },
      week,
      ...cutOffs
    ]
  })

/** Plays steps, and remembers what can be taken back and which periods there are. */
class Story {
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

  private async settle(pick: number, paid: boolean): Promise<void> {
    const period = this.periods[pick % Math.max(1, this.periods.length)]
    if (period === undefined) return
    for (const operator of ["ana", "bo"]) await this.send({ type: "ApprovePeriod", operator, ...period })
    await this.send({ type: "PayPeriod", ...period, ...(!paid && { result: "failed" }) })
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
        return this.settle(one.pick, one.paid)
      case "correct": {
        const [owedBy, owedTo] = [this.owner(one.at), this.owner(one.to)]
        if (owedBy === owedTo) return
        await this.send({
          type: "CorrectClearing",
          amount: one.amount,
          currency,
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
        const { amount, card } = one
        const effectiveAt = iso(this.till.now - one.hours * hour)
        const where = { outlet: this.outlet(one.at), card: `CARD${card}` }
        await this.send({ type: "Load", ...where, amount, currency, tender: { kind: "cash" }, effectiveAt })
        return
      }
      case "load":
      case "redeem":
      case "cashOut": {
        const place = { outlet: this.outlet(one.at), card: `CARD${one.card}` }
        if (one.do === "cashOut")
          await this.send({ type: "CashOut", ...place, currency, tender: { kind: "cash" } })
        else if (one.do === "load") {
          const isOffer = one.how === 0
          const tender = { kind: one.how === 1 ? "transfer" : "cash" }
          const paid = isOffer ? { amount: 200, offer: "bonus" } : { amount: one.amount }
          await this.send({ type: "Load", ...place, ...paid, currency, tender })
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
          await this.send({ type: "Redeem", ...place, amount: one.amount, currency, partial: true, ...lines })
        }
      }
    }
  }
}

interface Case {
  readonly document: Document
  readonly steps: ReadonlyArray<Step>
}

const cases: fc.Arbitrary<Case> = fc.record({
  document: chains,
  // Something is cut off in every case: where a ledger is slow, there are few.
  steps: fc
    .tuple(fc.array(step, { maxLength: 20 }), settledWeek, fc.array(step, { maxLength: 15 }))
    .map((parts) => parts.flat())
})

const told = (
  open: Parameters<typeof onLedger>[0],
  { document, steps }: Case,
  check: (till: Till, story: Story) => Promise<void>
) =>
  onLedger(open, document, async (till) => {
    const story = new Story(till)
    for (const card of ["CARD0", "CARD1"])
      await story.send({ type: "Issue", card, program: "member", holder: card })
    for (const one of steps) await story.take(one)
    await check(till, story)
  })

const named = (
  positions: ReadonlyArray<Pick<NetPosition, "owner" | "asset" | "due">>
): ReadonlyArray<string> => positions.map(({ asset, due, owner }) => `${owner} ${asset} ${due}`).toSorted()

const periodOf = ({ outcome }: Operation) => {
  const read = readStored(outcome, { replayed: false })
  const period = read.outcome === "approved" ? read.receipt.period : undefined
  assert.ok(period)
  return period
}

export const clearedOnce = law(
  "cleared once",
  "Every operation between owners is in one period of its owner's cycle, the first that is cut off with its date; a period's positions are what its operations come to, and add up to zero with the issuer.",
  cases,
  (open, one) =>
    told(open, one, async (till) => {
      const network = till.network()
      const terms = network.configuration.clearing
      const clear = clearingUnder(network)
      /** Each owner's share of an operation waits until its cycle is cut off. */
      const waiting: Array<{ readonly operation: Operation; readonly cycles: Set<string> }> = []
      for (const { operation } of await till.journal()) {
        if (operation.verb === "CutOff" && operation.approved) {
          const { cycle, positions, through } = periodOf(operation)
          const isOfCycle = (owner: OwnerId) => cycleOf(terms, owner)?.id === cycle
          const gathered: Gathered = new Map()
          for (const { cycles, operation: earlier } of waiting)
            if (earlier.businessDate <= through && cycles.delete(cycle))
              clear(earlier, (topic, base, due) => {
                if (isOfCycle(topic.owner)) gather(gathered, topic, base, due)
              })
          const expected = positionsOf(linesOf(gathered, terms))
          assert.deepEqual(named(positions), named(expected))
          const total = withIssuers(positions).reduce((sum, { due }) => sum + due, 0n)
          assert.equal(total, 0n)
        } else waiting.push({ operation, cycles: new Set(cyclesOf(terms).map(({ id }) => id)) })
      }
    }),
  3
)

/** What holders have left of what each owner loaded and keeps the money of. */
const keptBy = async (till: Till): Promise<ReadonlyMap<string, bigint>> => {
  const { clearing, zone } = till.configuration
  const kept = new Map<string, bigint>()
  for (const wallet of await till.wallets())
    for (const { fundedAt, funding, loadedAt, remaining } of wallet.lots) {
      const { owner } = loadedAt
      if (owner === undefined || owner === "hq" || funding === "promotional") continue
      const on = dateText(localDate(zone, fundedAt))
      const rule = clearing?.collections?.find(
        ({ from, loaders }) =>
          (loaders === undefined || loaders.includes(owner)) && (from === undefined || from <= on)
      )
      if (rule?.by === "loader") kept.set(owner, (kept.get(owner) ?? 0n) + remaining)
    }
  return kept
}

/** What is due to each owner of periods that are not paid. */
const unpaid = async (till: Till): Promise<ReadonlyMap<string, bigint>> => {
  const due = new Map<string, bigint>()
  for (const { operation } of await till.journal()) {
    const isPaid = operation.verb === "PayPeriod"
    if (!operation.approved || (operation.verb !== "CutOff" && !isPaid)) continue
    const { positions, status } = periodOf(operation)
    if (isPaid && status !== "paid") continue
    for (const one of positions)
      due.set(one.owner, (due.get(one.owner) ?? 0n) + (isPaid ? -one.due : one.due))
  }
  return due
}

export const clearingEmptiesTheGross = law(
  "clearing empties the gross accounts",
  "When all is cut off, no owner but the issuer has tender or payables in the books; what it is due is what is not paid, and what it keeps is what holders have left of its loads.",
  cases,
  (open, one) =>
    told(open, one, async (till, story) => {
      till.now += 24 * 50 * hour
      await story.send({ type: "Sweep" })
      for (const n of [0, 1]) await story.cutOff(n, 0)
      const [kept, due] = [await keptBy(till), await unpaid(till)]
      const expected = {
        cashClearing: new Map<string, bigint>(),
        merchantPayable: new Map<string, bigint>(),
        fundsHeld: kept,
        ownerSettlement: new Map([...due].map(([owner, amount]) => [owner, -amount]))
      }
      const found = new Map<string, bigint>()
      for (const { account, amount, asset } of await till.books()) {
        if (account.owner === undefined || account.owner === "hq" || !(account.kind in expected)) continue
        assert.equal(asset, currency)
        const name = `${account.kind} ${account.owner}`
        found.set(name, (found.get(name) ?? 0n) + amount)
      }
      const wanted = Object.entries(expected).flatMap(([kind, all]) =>
        [...all].map(([owner, amount]) => [`${kind} ${owner}`, amount] as const)
      )
      const withoutNothing = (all: Iterable<readonly [string, bigint]>) =>
        canonicalText(Object.fromEntries([...all].filter(([, amount]) => amount !== 0n)))
      assert.equal(withoutNothing(found), withoutNothing(wanted))
    })
)
