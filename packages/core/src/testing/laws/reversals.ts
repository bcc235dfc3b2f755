/**
 * Laws of reversals: an operation taken back is as if it had never been; where others built on it, it stands.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { commandOf } from "../arbitraries/commandOf.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll, take } from "../arbitraries/play.ts"
import type { Play } from "../arbitraries/soFar.ts"
import { histories, shares, type StepName, steps } from "../arbitraries/steps.ts"
import { type Operation, systemClient } from "../../journal/Operation.ts"
import { cardTypesIn, projection } from "../projection.ts"
import { after, law, onLedger } from "./Law.ts"

const stateOf = async ({ till }: Play): Promise<string> =>
  [...(await till.wallets()).map(projection), cardTypesIn(await till.journal())].join("\n---\n")

const reversible: ReadonlyArray<StepName> = [
  "load",
  "offer",
  "redeem",
  "hold",
  "increment",
  "capture",
  "release",
  "extend",
  "refund",
  "adjust",
  "merchandise",
  "cashOut",
  "transfer",
  "prolong"
]

const systemOperations = async ({ till }: Play): Promise<number> =>
  (await till.journal()).filter(({ operation }) => operation.client === systemClient).length

export const reversalIsInverse = law(
  "reversal is the inverse",
  "Reversing an operation that was its wallet's last restores the projection: lots, holds, what limits counted, what is owed, the card type.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 10 }),
    last: steps(...reversible)
  }),
  (open, { configuration, last, steps }) =>
    after(open, { configuration, steps }, async (play) => {
      const before = await stateOf(play)
      const posted = await systemOperations(play)
      const said = await take(play, last)
      fc.pre(said?.outcome.outcome === "approved")
      // What the operation made lapse at once (the released part of an expired lot) was not its own doing.
      fc.pre(posted === (await systemOperations(play)))
      const key = said?.sent["key"]
      const reversal = {
        type: "Reverse",
        key: "undo",
        originalKey: key,
        reason: "malfunction"
      }
      const undone = await play.till.submit(reversal)
      assert.equal(
        undone.outcome,
        "approved",
        JSON.stringify(undone.outcome === "declined" && undone.decline._tag)
      )
      assert.equal(await stateOf(play), before)
      const again = await play.till.submit({ ...reversal, key: "undo.again" })
      assert.equal(again.outcome === "declined" && again.decline._tag, "PreviouslyReversed")
      assert.equal(await stateOf(play), before)
    })
)

export const reversalInParts = law(
  "reversal in parts",
  "Partial reversals that add up to a redemption restore the projection as one reversal of the whole does, and never more.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 8 }),
    last: steps("redeem", "capture"),
    share: shares
  }),
  (open, { configuration, last, share, steps }) =>
    after(open, { configuration, steps }, async (play) => {
      const before = await stateOf(play)
      const posted = await systemOperations(play)
      const said = await take(play, last)
      if (said?.outcome.outcome !== "approved" || said.sent["type"] !== "Redeem") return fc.pre(false)
      const drawn = Number((said.outcome.receipt.drawn ?? []).reduce((sum, { amount }) => sum + amount, 0n))
      const first = Math.max(1, Math.floor(drawn * share))
      const undo = (amount: number, n: number) => ({
        type: "Reverse",
        key: `undo.${n}`,
        originalKey: said.sent["key"],
        amount,
        currency: "CNY",
        reason: "customerCancel"
      })
      assert.equal((await play.till.submit(undo(first, 1))).outcome, "approved")
      if (drawn > first) {
        assert.equal((await play.till.submit(undo(drawn - first + 1, 2))).outcome, "declined")
        const { amount: _, currency: __, ...rest } = undo(1, 3)
        assert.equal((await play.till.submit(rest)).outcome, "approved")
      }
      fc.pre(posted === (await systemOperations(play)))
      const now = await stateOf(play)
      const isUse = (line: string) => line.startsWith('["spend"') || line.startsWith('["life"')
      const apart = (text: string) =>
        text
          .split("\n")
          .filter((line) => !isUse(line))
          .join("\n")
      assert.equal(apart(now), apart(before))
      // A period that is over everywhere may be forgotten, and is not remembered again.
      for (const line of now.split("\n")) assert.ok(before.includes(line), line)
    })
)

/** What an operation moved of lots; what a sale gave beside may be used or over by the time it is taken back. */
const deltas = ({ entry }: Operation): ReadonlyMap<string, readonly [bigint, bigint]> => {
  const sums = new Map<string, [bigint, bigint]>()
  for (const movement of entry.movements) {
    if (movement.kind !== "lot" || movement.why !== undefined || movement.lot.subWallet === "stars") continue
    const sum = sums.get(movement.lot.id) ?? [0n, 0n]
    sums.set(movement.lot.id, [sum[0] + movement.remaining + movement.promised, sum[1] + movement.held])
  }
  return new Map([...sums].filter(([, [value, held]]) => value !== 0n || held !== 0n))
}

export const reversalDeltas = law(
  "reversal deltas",
  "A reversal of the whole adds back exactly what the operation took from each lot, whatever happened in between.",
  fc.record({
    configuration: configurations(),
    steps: histories({
      longest: 20,
      of: ["load", "offer", "redeem", "hold", "capture", "reverse", "reverse", "wait"]
    })
  }),
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      const operations = (await till.journal()).map(({ operation }) => operation)
      for (const reversal of operations.filter(({ approved, verb }) => approved && verb === "Reverse")) {
        const original = operations.find(({ id }) => id === reversal.original)
        if (original === undefined) continue
        const negated = new Map([...deltas(original)].map(([lot, [value, held]]) => [lot, [-value, -held]]))
        assert.deepEqual(deltas(reversal), negated, original.verb)
      }
    })
)

export const dependentsPreventReversal = law(
  "dependents prevent reversal",
  "A redemption with a refund, and a load of which value was spent, are not reversed, and nothing changes.",
  fc.record({
    configuration: configurations({ limited: false }),
    steps: histories({ longest: 6 }),
    last: steps("redeem"),
    isLoad: fc.boolean()
  }),
  (open, { configuration, isLoad, last, steps }) =>
    after(open, { configuration, steps }, async (play) => {
      const sent = await commandOf(play, last)
      const redeemed = await play.till.submit({ ...sent, key: "redeem" })
      if (redeemed.outcome !== "approved") return fc.pre(false)
      const lots = new Set((redeemed.receipt.drawn ?? []).map(({ lot }) => lot))
      const load = play.said.find(
        ({ outcome, sent }) =>
          sent["type"] === "Load" &&
          outcome.outcome === "approved" &&
          (outcome.receipt.lots ?? []).some(({ lot }) => lots.has(lot))
      )
      if (isLoad) fc.pre(load !== undefined)
      else
        await play.till.submit({
          type: "Refund",
          key: "refund",
          originalKey: "redeem",
          amount: 1,
          currency: "CNY",
          outlet: "KTV1"
        })
      const before = await stateOf(play)
      const original = isLoad ? load?.sent["key"] : "redeem"
      const outcome = await play.till.submit({
        type: "Reverse",
        key: "undo",
        originalKey: original,
        reason: "malfunction"
      })
      assert.equal(outcome.outcome, "declined")
      const tag = outcome.outcome === "declined" ? outcome.decline._tag : ""
      const allowed = ["FurtherActivityPreventsReversal", "PreviouslyReversed", "ReversalWindowClosed"]
      assert.ok(allowed.includes(tag), tag)
      assert.equal(await stateOf(play), before)
    })
)
