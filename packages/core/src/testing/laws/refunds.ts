/**
 * Laws of refunds: never more than was paid, exactly in reverse, back to the very lots.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Wallet } from "../../account/Wallet.ts"
import { commandOf, instantOf } from "../arbitraries/commandOf.ts"
import { configurations, type Terms } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { type Play, spendsOf, walletOf } from "../arbitraries/soFar.ts"
import { baskets, histories, moments, placesOfUse, shares, spendSizes } from "../arbitraries/steps.ts"
import { canonicalText } from "../../values/canonical.ts"
import { cardTypesIn, lotsOf } from "../projection.ts"
import type { Sent } from "../Till.ts"
import { after, law, onLedger } from "./Law.ts"

const redeeming = (terms: Terms, lines: "one" | "several") =>
  fc.record({
    configuration: configurations(terms),
    steps: histories({ longest: 6 }),
    redeem: fc.record({
      do: fc.constant("redeem" as const),
      card: fc.constant(0),
      size: spendSizes,
      basket: lines === "one" ? baskets.map((basket) => basket.slice(0, 1)) : baskets,
      partial: fc.constant(false),
      place: placesOfUse
    })
  })

type Redeeming = ReturnType<typeof redeeming> extends fc.Arbitrary<infer A> ? A : never
interface Redemption {
  readonly sent: Sent
  readonly amount: number
}

const redemptionOf = async (play: Play, { redeem }: Redeeming): Promise<Redemption> => {
  const sent = await commandOf(play, redeem)
  const amount = sent?.["amount"]
  if (sent === undefined || typeof amount !== "number") throw new Error("Expected an amount to redeem")
  return { sent: { ...sent, key: "redeem" }, amount }
}

const paying = ({ sent }: Redemption, amount: number): Sent => {
  const { lines, ...rest } = sent
  const [line] = Array.isArray(lines) ? lines : []
  return { ...rest, amount, ...(line !== undefined && { lines: [{ ...line, amount }] }) }
}

const refund = (amount: number, n: number): Sent => ({
  type: "Refund",
  key: `refund.${n}`,
  originalKey: "redeem",
  amount,
  currency: "CNY",
  outlet: "KTV1"
})

const isApproved = async (play: Play, sent: Sent): Promise<boolean> =>
  (await play.till.submit(sent)).outcome === "approved"

const settled = async (play: Play): Promise<Wallet> => {
  await play.till.submit({ type: "Sweep", key: "after" }, "law")
  return walletOf(play, 0)
}

const partOf = (share: number, whole: number): number => Math.max(1, Math.floor(share * whole))

export const refundCap = law(
  "refund cap",
  "What is given back of a redemption or capture, by refunds and partial reversals together, is never more than it took.",
  fc.record({
    configuration: configurations(),
    steps: histories({
      longest: 24,
      of: ["redeem", "hold", "capture", "refund", "refund", "undo", "reverse", "wait", "load"]
    })
  }),
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps, (play) => {
        for (const { key, left } of spendsOf(play))
          assert.ok(left >= 0n, `${key} was given back ${-left} too much`)
      })
    })
)

/** What a holder has: lots of money and points, progress, and the type of the card; what limits counted is not given back. */
const had = async ({ cards, till }: Play): Promise<string> => {
  const wallets = await till.walletsOf(cards[0])
  return [
    ...wallets.flatMap((wallet) => [lotsOf(wallet), wallet.receivable, canonicalText(wallet.progress ?? {})]),
    cardTypesIn(await till.journal())
  ].join("\n")
}

export const refundInFull = law(
  "refund in full",
  "Refunding a redemption completely, in parts of any size, restores each lot exactly while it has not expired, and takes back what it gave; then nothing is left to refund.",
  fc.record({ at: redeeming({}, "several"), parts: fc.array(shares, { maxLength: 3 }) }),
  (open, { at, parts }) =>
    after(open, at, async (play) => {
      const before = await had(play)
      const redemption = await redemptionOf(play, at)
      fc.pre(await isApproved(play, redemption.sent))
      let left = redemption.amount
      for (const [n, share] of parts.entries()) {
        const part = partOf(share, left)
        if (left > 0) assert.ok(await isApproved(play, refund(part, n)))
        left -= Math.min(part, left)
      }
      if (left > 0) assert.ok(await isApproved(play, refund(left, parts.length)))
      assert.equal(await had(play), before)
      const more = await play.till.submit(refund(1, 99))
      assert.deepEqual(more.outcome === "declined" && more.decline, { _tag: "ExceedsRefundable", left: 0n })
    })
)

/** Value by its terms: which grace lot it stands in does not matter, only when and as what it may be used. */
const valueOf = ({ lots }: Wallet): string => {
  const sums = new Map<string, bigint>()
  for (const { expiresAt, funding, remaining, subWallet } of lots) {
    const terms = canonicalText({ subWallet, funding, expiresAt })
    sums.set(terms, (sums.get(terms) ?? 0n) + remaining)
  }
  return canonicalText([...sums].toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

export const refundsCompose = law(
  "refunds compose",
  "Refunding r and then s restores what refunding r + s restores, also when lots expired since the redemption.",
  fc.record({ at: redeeming({}, "several"), share: shares, share2: shares, wait: moments }),
  async (open, { at, share, share2, wait }) => {
    const first = await after(open, at, async (play) => {
      const redemption = await redemptionOf(play, at)
      fc.pre(redemption.amount > 1 && (await isApproved(play, redemption.sent)))
      play.till.now = await instantOf(play, wait)
      const r = partOf(share, redemption.amount - 1)
      const s = partOf(share2, redemption.amount - r)
      assert.ok(await isApproved(play, refund(r, 1)))
      assert.ok(await isApproved(play, refund(s, 2)))
      return { sum: r + s, now: play.till.now, wallet: await settled(play) }
    })
    const atOnce = await after(open, at, async (play) => {
      await isApproved(play, (await redemptionOf(play, at)).sent)
      play.till.now = first.now
      assert.ok(await isApproved(play, refund(first.sum, 1)))
      return settled(play)
    })
    assert.equal(valueOf(first.wallet), valueOf(atOnce))
  }
)

export const refundAsIfLess = law(
  "refund as if less",
  "Nothing else having happened, refunding r of a redemption n leaves every lot as if n − r had been redeemed, when no spend rule depends on the amount.",
  fc.record({ at: redeeming({ sized: false, giving: false }, "one"), share: shares }),
  async (open, { at, share }) => {
    const { left, wallet } = await after(open, at, async (play) => {
      const redemption = await redemptionOf(play, at)
      fc.pre(await isApproved(play, redemption.sent))
      const back = partOf(share, redemption.amount)
      assert.ok(await isApproved(play, refund(back, 1)))
      return { left: redemption.amount - back, wallet: await settled(play) }
    })
    const less = await after(open, at, async (play) => {
      const redemption = await redemptionOf(play, at)
      if (left > 0) assert.ok(await isApproved(play, paying(redemption, left)))
      return settled(play)
    })
    assert.equal(lotsOf(wallet), lotsOf(less))
  }
)

export const refundOrder = law(
  "refund order",
  "A refund gives back the slices of a redemption in the exact reverse of the order in which they were drawn.",
  fc.record({ at: redeeming({}, "several"), share: shares }),
  (open, { at, share }) =>
    after(open, at, async (play) => {
      const redemption = await redemptionOf(play, at)
      const redeemed = await play.till.submit(redemption.sent)
      fc.pre(redeemed.outcome === "approved")
      const refunded = await play.till.submit(refund(partOf(share, redemption.amount), 1))
      if (redeemed.outcome !== "approved" || refunded.outcome !== "approved")
        throw new Error("Expected a refund")
      let left = BigInt(partOf(share, redemption.amount))
      const expected = (redeemed.receipt.drawn ?? []).toReversed().flatMap((slice) => {
        const amount = slice.amount < left ? slice.amount : left
        left -= amount
        return amount > 0n ? [canonicalText({ ...slice, amount })] : []
      })
      assert.deepEqual((refunded.receipt.restored ?? []).map(canonicalText), expected)
    })
)
