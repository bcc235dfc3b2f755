/**
 * Laws of time that has passed: closed books stay as they are, and what counts earlier takes nothing that was not there.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { lotsMoved } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import { trialBalance } from "../../journal/trialBalance.ts"
import { networkOf } from "../../network/Network.ts"
import { largest } from "../../values/Amount.ts"
import { type Instant, iso } from "../../values/Instant.ts"
import { dateText, localDate, plusDays } from "../../values/Zone.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { at, counter, currency, type Play, say } from "../arbitraries/soFar.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

/** What is done beside a history: something that counts earlier, or the books are closed. */
type Late =
  | {
      readonly do: "Load" | "Redeem" | "Adjust" | "Advice"
      readonly card: number
      /** The operation near whose effective time it counts, from the newest back; or the end of what is closed. */
      readonly near: number | "lock"
      readonly plus: number
      /** Absent: as much as was there all the time since, and so much more. An `Adjust` gives what is below zero. */
      readonly amount: number | undefined
      readonly more: number
    }
  | { readonly do: "close"; readonly back: number }

const hour = 3_600_000

const late: fc.Arbitrary<Late> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom(
        "Load" as const,
        "Redeem" as const,
        "Redeem" as const,
        "Adjust" as const,
        "Advice" as const
      ),
      card: fc.constantFrom(0, 0, 1),
      near: fc.nat(20),
      plus: fc.constantFrom(-1, 0, 1),
      amount: fc.option(fc.integer({ min: 1, max: 300 }), { nil: undefined }),
      more: fc.constantFrom(-1, 0, 1)
    })
  },
  {
    weight: 2,
    arbitrary: fc.record({ do: fc.constant("close" as const), back: fc.constantFrom(0, 1, 1, 2) })
  }
)

type Beside = ReadonlyArray<{ readonly wait: number; readonly late: Late }>

/** The books are closed after two days, and then their end is tried from both sides: no chance leaves that out. */
const aroundTheLock: fc.Arbitrary<Beside> = fc
  .record({ card: fc.constantFrom(0, 0, 1), amount: fc.integer({ min: 1, max: 300 }) })
  .map(({ amount, card }) => {
    const near = (verb: "Load" | "Redeem" | "Adjust", plus: number, amount: number) => ({
      wait: 0,
      late: { do: verb, card, near: "lock" as const, plus, amount, more: 0 }
    })
    return [
      { wait: 48 * hour, late: { do: "close", back: 2 } },
      near("Load", -1, amount),
      near("Redeem", -1, 1),
      near("Adjust", -1, -1),
      near("Load", 0, amount)
    ]
  })

const operationsOf = async (till: Till): Promise<ReadonlyArray<Operation>> =>
  (await till.journal()).map(({ operation }) => operation)

/** Every change of a lot, in the order in which they count. */
const changesIn = (operations: ReadonlyArray<Operation>) =>
  operations
    .flatMap(({ effectiveAt, entry }) =>
      lotsMoved(entry).map(({ lot, remaining, wallet }) => ({ at: effectiveAt, lot, remaining, wallet }))
    )
    .toSorted((a, b) => a.at - b.at)

/** The least that the wallet had in all at any effective instant since. */
const leastSince = async ({ cards, till }: Play, card: number, since: Instant): Promise<number> => {
  const [wallet] = await till.walletsOf(cards[card] ?? cards[0])
  if (wallet === undefined) return 0
  const changes = changesIn(await operationsOf(till)).filter((one) => one.wallet === wallet.id)
  const sums = changes.map((_, n) => changes.slice(0, n + 1).reduce((sum, one) => sum + one.remaining, 0n))
  const [last = -1] = changes.flatMap(({ at: when }, n) => (when <= since ? [n] : [])).slice(-1)
  return Number(sums.slice(Math.max(0, last)).reduce((lowest, sum) => (sum < lowest ? sum : lowest), largest))
}

const nearOf = async (till: Till, near: number | "lock"): Promise<Instant> =>
  near === "lock"
    ? till.network().lockedUntil
    : ((await operationsOf(till)).at(-1 - near)?.effectiveAt ?? till.now)

/** Does one thing, after so many steps. */
const doLate = async (play: Play, n: number, one: Late): Promise<void> => {
  const key = `late.${n}`
  if (one.do === "close") {
    const { zone } = play.till.configuration
    const through = dateText(plusDays(localDate(zone, play.till.now), -one.back))
    await say(play, { type: "ClosePeriod", key, through })
    return
  }
  const since = Math.min(play.till.now, (await nearOf(play.till, one.near)) + one.plus)
  const amount = one.amount ?? Math.max(1, (await leastSince(play, one.card, since)) + one.more)
  await say(play, {
    type: one.do,
    key,
    card: play.cards[one.card] ?? play.cards[0],
    amount: one.do === "Adjust" ? -amount : amount,
    currency,
    effectiveAt: iso(since),
    ...(one.do === "Load" && { tender: { kind: "cash" } }),
    ...(one.do === "Adjust" && { subWallet: "main", reason: "law" }),
    ...at(counter)
  })
}

const anything: fc.Arbitrary<Beside> = fc.array(
  fc.record({ wait: fc.constantFrom(0, 0, hour, 24 * hour, 48 * hour), late }),
  { minLength: 12, maxLength: 24 }
)

const casesWith = (beside: fc.Arbitrary<Beside>) =>
  fc.record({
    configuration: configurations().map((document) => ({ ...document, backDating: { days: 366 } })),
    steps: histories(),
    beside
  })
type Case = ReturnType<typeof casesWith> extends fc.Arbitrary<infer A> ? A : never

/** Plays a history, and after each of its steps lets time pass and does something late. */
const playLate = async (
  till: Till,
  { beside, steps }: Pick<Case, "beside" | "steps">,
  then?: () => Promise<void>
): Promise<void> => {
  let n = 0
  const next = async (play: Play): Promise<void> => {
    const one = beside[n]
    n += 1
    if (one === undefined) return
    till.now += one.wait
    await doLate(play, n, one.late)
    await then?.()
  }
  const play = await playAll(till, steps, next)
  while (n < beside.length) await next(play)
}

const booksBefore = (operations: ReadonlyArray<Operation>, lockedUntil: Instant): unknown =>
  trialBalance(
    operations.flatMap(({ effectiveAt, entry }) => (effectiveAt < lockedUntil ? entry.postings : []))
  ).map(({ account, amount, asset }) => [account, String(amount), asset])

/** Period lock. */
export const closedBooksStay = law(
  "closed books stay",
  "Once the books are closed, nothing that is recorded later changes what they come to as of any instant before their end.",
  casesWith(fc.tuple(aroundTheLock, anything).map((parts) => parts.flat())),
  (open, { beside, configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      const closed = new Map<Instant, unknown>()
      await playLate(till, { beside, steps }, async () => {
        const { lockedUntil } = till.network()
        if (lockedUntil > 0 && !closed.has(lockedUntil))
          closed.set(lockedUntil, booksBefore(await operationsOf(till), lockedUntil))
      })
      await till.submit({ type: "Sweep", key: "last" }, "law")
      const operations = await operationsOf(till)
      for (const [lockedUntil, books] of closed) assert.deepEqual(booksBefore(operations, lockedUntil), books)
    })
)

/** What of each lot was left after each instant at which something counted. */
const leftOver = (operations: ReadonlyArray<Operation>): ReadonlyArray<readonly [string, bigint]> => {
  const changes = changesIn(operations)
  const left = new Map<string, bigint>()
  return changes.flatMap(({ at: now, lot, remaining, wallet }, n) => {
    const name = `${wallet} ${lot.id}`
    left.set(name, (left.get(name) ?? 0n) + remaining)
    return changes[n + 1]?.at === now ? [] : [...left]
  })
}

const earlier: ReadonlySet<string> = new Set(["Redeem", "Adjust", "Advice"])

/** Dating back. */
export const whatCountsEarlierWasThere = law(
  "what counts earlier was there",
  "Whatever counts earlier than it is recorded, no lot was below zero at any effective instant, and nothing was drawn from one before it was active or from its end on.",
  casesWith(anything),
  (open, { beside, configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playLate(till, { beside, steps })
      const operations = await operationsOf(till)
      for (const [lot, left] of leftOver(operations)) assert.ok(left >= 0n, `${lot} was at ${left}`)
      const since = networkOf(till.configuration).lockedUntil
      for (const { effectiveAt, entry, recordedAt, verb } of operations) {
        if (effectiveAt === recordedAt || !earlier.has(verb)) continue
        assert.ok(effectiveAt >= since)
        for (const { lot, remaining } of lotsMoved(entry))
          if (remaining < 0n) {
            assert.ok(lot.activeFrom <= effectiveAt, `${lot.id} was not active`)
            assert.ok(lot.expiresAt === undefined || effectiveAt < lot.expiresAt, `${lot.id} had ended`)
          }
      }
    })
)
