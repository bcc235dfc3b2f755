/**
 * Laws of sales that are reported afterwards: none is lost or declined for funds, and their order does not matter.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { outcomeText } from "../../command/Outcome.ts"
import { advancesOf, type Entry, lotsMoved, slicesOf } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { currency, type Play, say } from "../arbitraries/soFar.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Sent, Till } from "../Till.ts"
import { iso } from "../../values/Instant.ts"
import { law, onLedger } from "./Law.ts"

/** A sale that happened while nobody could ask. */
interface Sold {
  readonly card: number
  readonly outlet: string
  readonly amount: number
  /** The categories of its lines, in about equal parts; none is one line without category. */
  readonly lines: ReadonlyArray<string>
  /** How far back of the time since the account was opened it was, in percent. Absent: it counts when it is reported. */
  readonly back: number | undefined
}

const solds: fc.Arbitrary<ReadonlyArray<Sold>> = fc.array(
  fc.record({
    card: fc.constantFrom(0, 0, 1),
    outlet: fc.constantFrom("KTV1", "KTV2", "FR1"),
    amount: fc.integer({ min: 2, max: 300 }),
    lines: fc.constantFrom<ReadonlyArray<string>>([], ["room"], ["room", "food"]),
    back: fc.option(fc.constantFrom(0, 1, 30, 99, 100), { nil: undefined })
  }),
  { minLength: 2, maxLength: 6 }
)

/** What the office has done to a card before it hears of the sale. */
const states: fc.Arbitrary<Sent | undefined> = fc.constantFrom(
  undefined,
  { type: "Block" },
  { type: "ReportLost" },
  { type: "Deactivate" },
  { type: "Freeze", side: "both" },
  { type: "Freeze", quarantine: true },
  { type: "Close" }
)

/** Days that sales may be reported late. */
const furthest = 366

const linesOf = ({ amount, lines }: Sold): Sent => {
  const [first, second] = lines
  if (first === undefined) return {}
  const half = second === undefined ? amount : Math.ceil(amount / 2)
  const rest = second === undefined ? [] : [{ category: second, amount: amount - half }]
  return { lines: [{ category: first, amount: half }, ...rest] }
}

const report = async ({ cards, till }: Play, sold: Sold, n: number, openedAt: number) => {
  const span = Math.min(till.now - openedAt, furthest * 86_400_000)
  const since = till.now - Math.floor((span * (sold.back ?? 0)) / 100)
  const command = {
    type: "Advice",
    key: `advice.${n}`,
    card: cards[sold.card] ?? cards[0],
    outlet: sold.outlet,
    amount: sold.amount,
    currency,
    ...linesOf(sold),
    ...(sold.back !== undefined && { effectiveAt: iso(since) })
  }
  const outcome = await till.submit(command)
  assert.equal(outcome.outcome, "approved", `${JSON.stringify(command)}: ${outcomeText(outcome)}`)
}

const cases = fc.record({
  configuration: configurations().map((document) => ({ ...document, backDating: { days: furthest } })),
  steps: histories(),
  state: fc.record({ sent: states, card: fc.constantFrom(0, 1) }),
  solds,
  turn: fc.nat(5)
})
type Case = typeof cases extends fc.Arbitrary<infer A> ? A : never

/** Plays a history, changes the state of a card, and then reports sales in an order. */
const playReported = async (
  till: Till,
  { state, steps }: Pick<Case, "state" | "steps">,
  reported: ReadonlyArray<readonly [Sold, number]>
): Promise<ReadonlyArray<Operation>> => {
  const openedAt = till.now
  const play = await playAll(till, steps)
  const { card, sent } = state
  if (sent !== undefined) await say(play, { key: "state", card: play.cards[card], reason: "law", ...sent })
  for (const [sold, n] of reported) await report(play, sold, n, openedAt)
  return (await till.journal()).map(({ operation }) => operation)
}

const numbered = (all: ReadonlyArray<Sold>) => all.map((sold, n) => [sold, n] as const)

const drawnIn = (entry: Entry): bigint => slicesOf(entry).reduce((sum, { remaining }) => sum - remaining, 0n)
const owedIn = (entry: Entry): bigint => advancesOf(entry).reduce((sum, { amount }) => sum + amount, 0n)
const payableIn = ({ postings }: Entry): bigint =>
  postings.reduce((sum, { account, amount, asset }) => {
    return account.kind === "merchantPayable" && asset === currency ? sum - amount : sum
  }, 0n)

export const advicesAreBooked = law(
  "advices are booked",
  "A sale that is reported is booked whatever the card is: what value paid and what the holder then owes are the whole of it, its place is due all of it, and nothing of it is drawn twice.",
  cases,
  (open, { configuration, solds: all, state, steps }) =>
    onLedger(open, configuration, async (till) => {
      const operations = await playReported(till, { state, steps }, numbered(all))
      const booked = operations.filter(({ verb }) => verb === "Advice")
      assert.equal(booked.length, all.length)
      booked.forEach(({ approved, entry }, n) => {
        const amount = BigInt(all[n]?.amount ?? 0)
        assert.ok(approved)
        assert.equal(drawnIn(entry) + owedIn(entry), amount)
        assert.equal(payableIn(entry), amount)
        assert.ok(slicesOf(entry).every(({ remaining }) => remaining < 0n))
      })
      for (const { lots, receivable } of await till.wallets()) {
        assert.ok(receivable >= 0n)
        for (const { held, remaining } of lots) assert.ok(held <= remaining)
      }
    })
)

/** Value less what is owed, but for what was taken back from its end, and what sales gave. */
const nets = async (till: Till, operations: ReadonlyArray<Operation>): Promise<ReadonlyArray<bigint>> => {
  const wallets = (await till.wallets()).filter(({ asset }) => asset === currency)
  return wallets.map(({ id, lots, receivable }) => {
    const beside = operations.flatMap(({ entry, verb }) =>
      lotsMoved(entry).filter(
        ({ wallet, why }) => wallet === id && (verb === "RestoreExpired" || why === "granted")
      )
    )
    const left = lots.reduce((sum, { remaining }) => sum + remaining, -receivable)
    return beside.reduce((sum, { remaining }) => sum - remaining, left)
  })
}

export const advicesInAnyOrder = law(
  "advices in any order",
  "In whatever order sales are reported, every wallet ends with the same value less what is owed, but for what they took back from its end and what they earned.",
  cases,
  async (open, { configuration, solds: all, state, steps, turn }) => {
    const after = (order: ReadonlyArray<readonly [Sold, number]>) =>
      onLedger(open, configuration, async (till) =>
        nets(till, await playReported(till, { state, steps }, order))
      )
    const inOrder = numbered(all)
    const cut = turn % inOrder.length
    const turned = [...inOrder.slice(cut).toReversed(), ...inOrder.slice(0, cut).toReversed()]
    assert.deepEqual(await after(turned), await after(inOrder))
  }
)
