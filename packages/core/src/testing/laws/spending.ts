/**
 * Laws of spending: bounds that hold after every step, and rules that no slice ever breaks.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Lot } from "../../account/Lot.ts"
import type { Wallet } from "../../account/Wallet.ts"
import { canonicalText } from "../../values/canonical.ts"
import { commandOf, instantOf } from "../arbitraries/commandOf.ts"
import { largest } from "../../values/Amount.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll, take } from "../arbitraries/play.ts"
import { histories, moments, steps } from "../arbitraries/steps.ts"
import { after, law, onLedger } from "./Law.ts"

const cases = fc.record({ configuration: configurations(), steps: histories() })

export const lotBounds = law(
  "lot bounds",
  "Of every lot, at all times, 0 ≤ held ≤ remaining ≤ funded, and nothing is negative.",
  cases,
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps, async () => {
        for (const { lots, receivable } of await till.wallets()) {
          assert.ok(receivable >= 0n)
          for (const { funded, held, promised, remaining } of lots)
            assert.ok(
              0n <= held && held <= remaining && remaining <= funded && promised >= 0n,
              `${held} held of ${remaining} of ${funded}, ${promised} promised`
            )
        }
      })
    })
)

const pinnedTo = ({ holds }: Wallet, lot: Lot): bigint =>
  holds.flatMap(({ pins }) => pins).reduce((sum, pin) => (pin.lot === lot.id ? sum + pin.amount : sum), 0n)

export const heldTotal = law(
  "held total",
  "What is held of a wallet equals what its open holds have outstanding, lot by lot; held at first and increments is what was captured, released and is outstanding.",
  cases,
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps, async () => {
        for (const wallet of await till.wallets()) {
          for (const lot of wallet.lots) assert.equal(lot.held, pinnedTo(wallet, lot))
          const ids = new Set<string>(wallet.lots.map(({ id }) => id))
          for (const { asked, captured, pins } of wallet.holds) {
            for (const { amount, lot } of pins) assert.ok(amount > 0n && ids.has(lot))
            const outstanding = pins.reduce((sum, { amount }) => sum + amount, 0n)
            assert.ok(captured >= 0n && (captured + outstanding === asked || captured > 0n))
          }
        }
      })
    })
)

export const quoteIsCommit = law(
  "quote is commit",
  "With no change in between, the plan committed is the plan quoted, and what was quoted as approvable is approved.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 10 }),
    last: steps("redeem"),
    wait: moments
  }),
  (open, { configuration, last, steps, wait }) =>
    onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      play.till.now = await instantOf(play, wait)
      const sent = { ...(await commandOf(play, last)) }
      fc.pre(Number(sent["amount"]) <= Number(largest))
      const quoted = await till.quote(sent)
      const fingerprint = "quote" in quoted && { quote: quoted.quote }
      const outcome = await till.submit({ ...sent, ...fingerprint, key: "redeem" })
      if ("_tag" in quoted) {
        assert.equal(outcome.outcome === "declined" && outcome.decline._tag, quoted._tag)
        return
      }
      const asked = quoted.due
      const isEnough = quoted.approvable >= asked || (sent["partial"] === true && quoted.approvable > 0n)
      if (!isEnough) return assert.equal(outcome.outcome, "declined")
      if (outcome.outcome !== "approved")
        throw new Error(`Expected what was quoted to be approved: ${canonicalText(outcome)}`)
      assert.equal(canonicalText(outcome.receipt.drawn ?? []), canonicalText(quoted.plan))
      assert.equal(outcome.receipt.approved, quoted.approvable < asked ? quoted.approvable : asked)
    }),
  3
)

export const staleQuote = law(
  "stale quote",
  "A redemption that carries a quote draws what was quoted, or nothing.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 6 }),
    last: steps("redeem"),
    between: fc.array(steps("load", "redeem", "hold", "adjust", "wait"), { minLength: 1, maxLength: 2 })
  }),
  (open, { between, configuration, last, steps }) =>
    after(open, { configuration, steps }, async (play) => {
      const sent = { ...(await commandOf(play, last)) }
      fc.pre(Number(sent["amount"]) <= Number(largest))
      const quoted = await play.till.quote(sent)
      for (const step of between) await take(play, step)
      if ("_tag" in quoted) return
      const outcome = await play.till.submit({ ...sent, quote: quoted.quote, key: "redeem" })
      if (outcome.outcome === "approved")
        assert.equal(canonicalText(outcome.receipt.drawn ?? []), canonicalText(quoted.plan))
    })
)
