/**
 * Laws of holds: reserving and capturing is the same as paying, and giving back is the same as never having reserved.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { configurations, type Terms } from "../arbitraries/configurations.ts"
import { commandOf, instantOf } from "../arbitraries/commandOf.ts"
import { walletOf, type Play } from "../arbitraries/soFar.ts"
import { baskets, histories, moments, placesOfUse, shares, spendSizes } from "../arbitraries/steps.ts"
import { anonymous, lotsOf, projection } from "../projection.ts"
import type { Sent } from "../Till.ts"
import { after, law } from "./Law.ts"

/** A start, and a hold that is tried there. */
const holding = (terms: Terms, lines: "one" | "several") =>
  fc.record({
    configuration: configurations(terms),
    steps: histories({ longest: 6 }),
    hold: fc.record({
      do: fc.constant("hold" as const),
      card: fc.constant(0),
      size: spendSizes,
      basket: lines === "one" ? baskets.map((basket) => basket.slice(0, 1)) : baskets,
      partial: fc.constant(false),
      place: placesOfUse
    })
  })

type Holding = ReturnType<typeof holding> extends fc.Arbitrary<infer A> ? A : never

/** The hold as a command with a key, worked out for what the card holds. */
const holdOf = async (play: Play, { hold }: Holding): Promise<Sent & { readonly amount: number }> => {
  const sent = await commandOf(play, hold)
  const amount = sent?.["amount"]
  if (typeof amount !== "number") throw new Error("Expected a hold to have an amount")
  return { ...sent, key: "hold", amount }
}

const withAmount = (sent: Sent, key: string, type: string, amount: number): Sent => {
  const { lines, ...rest } = sent
  const [line] = Array.isArray(lines) ? lines : []
  return { ...rest, key, type, amount, ...(line !== undefined && { lines: [{ ...line, amount }] }) }
}

const send = async (play: Play, sent: Sent): Promise<boolean> =>
  (await play.till.submit(sent)).outcome === "approved"

const capture = (amount: number, n: number, final: boolean): Sent => ({
  type: "Capture",
  key: `capture.${n}`,
  holdKey: "hold",
  amount,
  currency: "CNY",
  outlet: "KTV1",
  final
})

/** Captures may come from any outlet of the owner that placed the hold: here from the same. */
const there = (sent: Sent, held: Sent): Sent => ({ ...sent, outlet: held["outlet"] })

const settled = async (play: Play) => {
  await play.till.submit({ type: "Sweep", key: "after" }, "law")
  return walletOf(play, 0)
}

const partOf = (share: number, whole: number): number => Math.floor(share * whole)

export const captureLaw = law(
  "capture",
  "Holding n and then capturing m finally, m ≤ n, leaves every lot as redeeming m would have, when nothing happened in between and no spend rule depends on the amount.",
  fc.record({ at: holding({ sized: false }, "one"), share: shares }),
  async (open, { at, share }) => {
    const { amount, held, wallet } = await after(open, at, async (play) => {
      const held = await holdOf(play, at)
      fc.pre(await send(play, held))
      const amount = partOf(share, held.amount)
      assert.ok(await send(play, there(capture(amount, 0, true), held)))
      return { amount, held, wallet: await settled(play) }
    })
    const redeemed = await after(open, at, async (play) => {
      if (amount > 0) assert.ok(await send(play, withAmount(held, "hold", "Redeem", amount)))
      return settled(play)
    })
    assert.equal(anonymous(projection(wallet)), anonymous(projection(redeemed)))
  }
)

export const releaseLaw = law(
  "release",
  "Void, expiry and reversal each leave every lot as before the hold, apart from time-driven expiry.",
  fc.record({
    at: holding({}, "several"),
    wait: moments,
    end: fc.constantFrom("release", "expire", "reverse", "captureNothing")
  }),
  async (open, { at, end, wait }) => {
    const [wallet, until] = await after(open, at, async (play) => {
      const held = await holdOf(play, at)
      fc.pre(await send(play, held))
      const hold = (await walletOf(play, 0)).holds.at(-1)
      play.till.now = end === "expire" ? (hold?.expiresAt ?? 0) : await instantOf(play, wait)
      if (end === "release") await play.till.submit({ type: "Release", key: "end", holdKey: "hold" })
      if (end === "captureNothing") await send(play, there(capture(0, 0, true), held))
      const reversal = { type: "Reverse", key: "end", originalKey: "hold", reason: "malfunction" }
      const undone = end === "reverse" ? await play.till.submit(reversal) : undefined
      if (undone?.outcome === "declined" && (await walletOf(play, 0)).holds.length > 0) {
        assert.equal(undone.decline._tag, "ReversalWindowClosed")
        fc.pre(false)
      }
      return [await settled(play), play.till.now]
    })
    const untouched = await after(open, at, async (play) => {
      play.till.now = until
      return settled(play)
    })
    assert.equal(lotsOf(wallet), lotsOf(untouched))
    assert.equal(wallet.holds.length, untouched.holds.length)
    const counted = new Set(projection(untouched).split("\n"))
    for (const line of projection({ ...wallet, lots: [], holds: [] }).split("\n"))
      assert.ok(line === "" || counted.has(line), `the limit was not given back: ${line}`)
  }
)

export const splitCapture = law(
  "split capture",
  "Captures of several parts and then the end of the hold leave every lot as one final capture of their sum.",
  // Every capture is a sale of its own, for which a program may give.
  fc.record({
    at: holding({ giving: false }, "several"),
    parts: fc.array(shares, { minLength: 1, maxLength: 3 })
  }),
  async (open, { at, parts }) => {
    const { sum, wallet } = await after(open, at, async (play) => {
      const held = await holdOf(play, at)
      fc.pre(await send(play, held))
      let left = held.amount
      for (const [n, share] of parts.entries()) {
        const part = partOf(share, left)
        if (part > 0) assert.ok(await send(play, there(capture(part, n, false), held)))
        left -= part
      }
      assert.equal(await send(play, there(capture(0, parts.length, true), held)), left > 0)
      return { sum: held.amount - left, wallet: await settled(play) }
    })
    const once = await after(open, at, async (play) => {
      const held = await holdOf(play, at)
      await send(play, held)
      assert.ok(await send(play, there(capture(sum, 0, true), held)))
      return settled(play)
    })
    assert.equal(projection(wallet), projection(once))
  },
  2
)

export const increment = law(
  "increment",
  "Holding a and incrementing by b pins the same lots as holding a + b, when nothing happened in between and no spend rule depends on the amount.",
  fc.record({ at: holding({ sized: false }, "one"), share: shares }),
  async (open, { at, share }) => {
    const { isRaised, held, wallet } = await after(open, at, async (play) => {
      const held = await holdOf(play, at)
      const first = Math.max(1, partOf(share, held.amount - 1))
      fc.pre(held.amount > 1 && (await send(play, withAmount(held, "hold", "Hold", first))))
      const { card: _, channel, key: __, lines: ___, type: ____, ...money } = held
      const raised = await send(play, {
        ...money,
        ...(channel !== undefined && { channel }),
        type: "IncrementHold",
        key: "increment",
        holdKey: "hold",
        amount: held.amount - first
      })
      return { held, isRaised: raised, wallet: await settled(play) }
    })
    const atOnce = await after(open, at, async (play) => {
      assert.equal(await send(play, held), isRaised)
      return settled(play)
    })
    if (isRaised) assert.equal(projection(wallet), projection(atOnce))
  }
)
