/**
 * Laws of idempotency: a key is used once and for ever.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { declines } from "../../command/Decline.ts"
import type { Invalid, Outcome } from "../../command/Outcome.ts"
import { outcomeText } from "../../command/Outcome.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import type { Play, Said } from "../arbitraries/soFar.ts"
import { histories } from "../arbitraries/steps.ts"
import { projection } from "../projection.ts"
import type { Sent, Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const cases = fc.record({
  configuration: configurations(),
  steps: histories(),
  order: fc.infiniteStream(fc.nat(999)).map((stream) => [...stream.take(60)])
})

/** The outcome byte for byte, without its envelope. */
const bytes = (outcome: Outcome | Invalid): string => {
  if (outcome.outcome !== "approved" && outcome.outcome !== "declined") return outcomeText(outcome)
  const { reversedBy: _, ...stored } = { ...outcome, replayed: false }
  return outcomeText(stored)
}

/** Whether the list of declines says that it is remembered; what could not be read uses up no key. */
const isStored = ({ outcome }: Said): boolean =>
  outcome.outcome === "approved" || (outcome.outcome === "declined" && declines[outcome.decline._tag].stored)

/** What was first said under each key and remembered. */
const remembered = ({ said }: Play): ReadonlyArray<Said> => {
  const first = new Map<unknown, Said>()
  for (const one of said) if (isStored(one) && !first.has(one.sent["key"])) first.set(one.sent["key"], one)
  return [...first.values()]
}

const shuffled = <A>(all: ReadonlyArray<A>, order: ReadonlyArray<number>): ReadonlyArray<A> =>
  all
    .map((one, n) => ({ one, rank: (order[n % order.length] ?? 0) * 1000 + n }))
    .toSorted((a, b) => a.rank - b.rank)
    .map(({ one }) => one)

const stateOf = async (till: Till): Promise<string> => {
  const journal = await till.journal()
  return [journal.length, ...(await till.wallets()).map(projection)].join("\n---\n")
}

/** The same command as a till sends it again: a new one-time code does not make it another. */
const sentAgain = (sent: Sent): Sent => ({ ...sent, oneTimeCode: "424242" })

export const idempotency = law(
  "idempotency",
  "Any command sent again, any number of times, in any order, at any later time, gets its first outcome byte for byte and changes nothing, declines included.",
  fc.record({ history: cases, later: fc.constantFrom(0, 1, 86_400_000, 40_000_000_000) }),
  (open, { history: { configuration, order, steps }, later }) =>
    onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      const before = await stateOf(till)
      till.now += later
      for (const { outcome, sent } of shuffled(remembered(play), order)) {
        const again = await till.submit(sentAgain(sent))
        assert.equal(bytes(again), bytes(outcome))
        assert.ok("replayed" in again && again.replayed)
      }
      assert.equal(await stateOf(till), before)
    })
)

export const exactlyOnce = law(
  "exactly once",
  "Commands sent several times at once, in any interleaving, have one journal effect each and answer all their copies alike.",
  cases,
  async (open, { configuration, order, steps }) => {
    const said = await onLedger(open, configuration, async (till) => (await playAll(till, steps)).said)
    const commands = said
      .map(({ sent }) => sent)
      .filter(({ type }) => type !== "Sweep" && type !== "ChangeExpiry" && type !== "Issue")
      .filter(({ key }, n, all) => all.findIndex((one) => one["key"] === key) === n)
    await onLedger(open, configuration, async (till) => {
      await playAll(till, [])
      const copies = shuffled([...commands, ...commands, ...commands], order)
      const outcomes = await Promise.all(copies.map((sent) => till.submit(sent)))
      const answers = new Map<unknown, Set<string>>()
      outcomes.forEach((outcome, n) => {
        const key = copies[n]?.["key"]
        answers.set(key, (answers.get(key) ?? new Set()).add(bytes(outcome)))
      })
      for (const [key, different] of answers)
        assert.equal(different.size, 1, `${String(key)}: ${[...different].join("\n")}`)
      const keys = (await till.journal()).map(({ operation }) => `${operation.client} ${operation.key}`)
      assert.equal(new Set(keys).size, keys.length)
    })
  }
)

const alterations: Record<string, (sent: Sent) => Sent> = {
  reference: (sent) => ({ ...sent, reference: "another body" }),
  amount: (sent) => ({ ...sent, amount: Number(sent["amount"] ?? 0) + 1, currency: "CNY" }),
  outlet: (sent) => ({ ...sent, outlet: sent["outlet"] === "KTV2" ? "KTV1" : "KTV2" }),
  card: (sent) => ({ ...sent, card: "CARD0099" }),
  type: (sent) => ({ ...sent, type: sent["type"] === "Redeem" ? "Hold" : "Redeem" }),
  at: (sent) => ({ ...sent, at: "2026-01-01T00:00:00Z" })
}

export const otherBody = law(
  "other body",
  "A used key with another body never changes anything and never returns the old result.",
  fc.record({ history: cases, how: fc.constantFrom(...Object.keys(alterations)) }),
  (open, { history: { configuration, order, steps }, how }) =>
    onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      const before = await stateOf(till)
      for (const { sent } of shuffled(remembered(play), order)) {
        const outcome = await till.submit(alterations[how]?.(sent) ?? sent)
        const tag = outcome.outcome === "declined" ? outcome.decline._tag : outcome.outcome
        assert.ok(
          tag === "IdempotencyConflict" || tag === "invalid",
          `${String(sent["type"])} ${how}: ${tag}`
        )
      }
      assert.equal(await stateOf(till), before)
    })
)
