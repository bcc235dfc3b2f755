/**
 * Races: what several callers ask for at the same moment, and what must be true however it came out.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import type { Wallet } from "../../account/Wallet.ts"
import type { Approved, Declined } from "../../command/Outcome.ts"
import type { Operation } from "../../journal/Operation.ts"
import type { Sent } from "../Till.ts"

/** One who takes part: a client and what it sends. */
export interface Racer {
  readonly client: string
  readonly sent: Sent
  /** So many milliseconds later than the others by the clock. Absent: none. */
  readonly after?: number
}

/** What a race is run with: cards and keys that no other race has, and the receipts of what was done before. */
export interface Course {
  /** A card of this race alone. */
  readonly card: (name: string) => string
  /** A key of this race alone. */
  readonly key: (name: string) => string
  /** When the racers come: a little later than what is done before. */
  readonly start: string
  /** The receipts of what `before` sent, in order. */
  readonly receipts: ReadonlyArray<Approved["receipt"]>
}

/** How a race came out. */
export interface Finish {
  /** What each racer was answered, in the order of the racers. */
  readonly outcomes: ReadonlyArray<Approved | Declined>
  /** The wallets of the race's cards, in the order of `cards`. */
  readonly wallets: ReadonlyArray<Wallet>
  /** What happened to each of these wallets, oldest first. */
  readonly histories: ReadonlyArray<ReadonlyArray<Operation>>
}

/** A race. */
export interface Race {
  readonly name: string
  /** The cards whose wallets are looked at. */
  readonly cards: ReadonlyArray<string>
  /** Done first, one after the other; all of it must be approved. */
  readonly before: (course: Omit<Course, "receipts">) => ReadonlyArray<Sent>
  readonly racers: (course: Course) => ReadonlyArray<Racer>
  /** Throws when something is not as it must be; answers what must be left on all cards together. */
  readonly judge: (finish: Finish) => bigint
}

const place = { outlet: "S1", currency: "CNY" }
const tender = { kind: "cash" }

export const issue = (key: string, card: string, amount?: number): Sent => ({
  type: "Issue",
  key,
  program: "member",
  card,
  ...(amount === undefined ? {} : { ...place, amount, tender })
})
export const load = (key: string, card: string, amount: number): Sent => ({
  type: "Load",
  key,
  card,
  ...place,
  amount,
  tender
})
export const redeem = (key: string, card: string, amount: number): Sent => ({
  type: "Redeem",
  key,
  card,
  ...place,
  amount
})
export const hold = (key: string, card: string, amount: number, expiresAt?: string): Sent => ({
  ...redeem(key, card, amount),
  type: "Hold",
  ...(expiresAt === undefined ? {} : { expiresAt })
})
export const sweep = (key: string): Sent => ({ type: "Sweep", key })
export const capture = (key: string, hold: string | undefined, amount: number): Sent => ({
  type: "Capture",
  key,
  hold,
  ...place,
  amount
})
export const release = (key: string, hold: string | undefined): Sent => ({ type: "Release", key, hold })
export const refund = (key: string, original: string | undefined, amount?: number): Sent => ({
  type: "Refund",
  key,
  outlet: "S1",
  original,
  ...(amount === undefined ? {} : { amount, currency: "CNY" })
})
export const reverse = (key: string, original: object): Sent => ({
  type: "Reverse",
  key,
  outlet: "S1",
  reason: "malfunction",
  ...original
})
export const transfer = (key: string, from: string, to: string, amount: number): Sent => ({
  type: "Transfer",
  key,
  from,
  to,
  amount,
  currency: "CNY"
})
export const merge = (key: string, from: string, to: string): Sent => ({ type: "Merge", key, from, to })
export const stop = (type: "Block" | "ReportLost" | "Close", key: string, card: string): Sent => ({
  type,
  key,
  card,
  reason: "a race"
})

/** So many racers, each with a client and a key of its own. */
export const racersOf = (
  count: number,
  { key }: Pick<Course, "key">,
  send: (key: string, n: number) => Sent
): ReadonlyArray<Racer> =>
  Array.from({ length: count }, (_, n) => ({ client: `till-${n}`, sent: send(key(`r${n}`), n) }))

/** How many were approved, and how often each reason was given to the others: `approved 1, InsufficientFunds 63`. */
export const tallyOf = (outcomes: Finish["outcomes"]): string => {
  const counts = new Map<string, number>()
  for (const one of outcomes) {
    const word = one.outcome === "approved" ? "approved" : one.decline._tag
    counts.set(word, (counts.get(word) ?? 0) + 1)
  }
  return [...counts]
    .toSorted(([a], [b]) => (a === "approved" ? -1 : b === "approved" ? 1 : a < b ? -1 : 1))
    .map(([word, count]) => `${word} ${count}`)
    .join(", ")
}

export const isApproved = (outcome: Approved | Declined | undefined): outcome is Approved =>
  outcome?.outcome === "approved"

/** The approval that this must be. */
export const approvalIn = (outcome: Approved | Declined | undefined): Approved => {
  if (isApproved(outcome)) return outcome
  throw new Error(`Expected an approval, not ${JSON.stringify(outcome?.decline)}`)
}

/** How many were approved. */
export const approvedOf = (outcomes: Finish["outcomes"]): number => outcomes.filter(isApproved).length

/** So many callers at once. */
export const crowd = 64

/** Exactly one was approved, and all others were refused for this reason. */
export const oneOf = (outcomes: Finish["outcomes"], reason: string): void =>
  assert.equal(tallyOf(outcomes), `approved 1, ${reason} ${outcomes.length - 1}`)
