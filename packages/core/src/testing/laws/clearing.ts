/**
 * Laws of clearing: who is due what is told again from the journal, period by period, in networks of many owners.
 *
 * @module
 */
import assert from "node:assert/strict"
import type { NetPosition } from "../../account/ClearingPeriod.ts"
import { clearingUnder } from "../../clearing/clear.ts"
import { gather, type Gathered, linesOf } from "../../clearing/gather.ts"
import { positionsOf, withIssuers } from "../../clearing/settle.ts"
import { readStored } from "../../command/Outcome.ts"
import type { Operation } from "../../journal/Operation.ts"
import { cycleOf, cyclesOf } from "../../network/ClearingTerms.ts"
import { canonicalText } from "../../values/canonical.ts"
import type { OwnerId } from "../../values/Ids.ts"
import { dateText, localDate } from "../../values/Zone.ts"
import { type Case, cases, hour, issuersIn, Story } from "../arbitraries/clearingStory.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const told = (
  open: Parameters<typeof onLedger>[0],
  { document, steps }: Case,
  check: (till: Till, story: Story) => Promise<void>
) =>
  onLedger(open, document, async (till) => {
    const story = new Story(till)
    await story.begin()
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
          const totals = new Map<string, bigint>()
          for (const { asset, due } of withIssuers(positions))
            totals.set(asset, (totals.get(asset) ?? 0n) + due)
          for (const [asset, total] of totals) assert.equal(total, 0n, asset)
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
      if (owner === undefined || issuersIn(till).has(owner) || funding === "promotional") continue
      const on = dateText(localDate(zone, fundedAt))
      const rule = clearing?.collections?.find(
        ({ from, loaders }) =>
          (loaders === undefined || loaders.includes(owner)) && (from === undefined || from <= on)
      )
      const name = `${owner} ${wallet.asset}`
      if (rule?.by === "loader") kept.set(name, (kept.get(name) ?? 0n) + remaining)
    }
  return kept
}

/** What is due to each owner but the issuers, of periods that are not paid. */
const unpaid = async (till: Till): Promise<ReadonlyMap<string, bigint>> => {
  const due = new Map<string, bigint>()
  for (const { operation } of await till.journal()) {
    const isPaid = operation.verb === "PayPeriod"
    if (!operation.approved || (operation.verb !== "CutOff" && !isPaid)) continue
    const { positions, status } = periodOf(operation)
    if (isPaid && status === "failed") continue
    for (const one of positions) {
      const name = `${one.owner} ${one.asset}`
      if (!issuersIn(till).has(one.owner))
        due.set(name, (due.get(name) ?? 0n) + (isPaid ? -one.due : one.due))
    }
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
      const [kept, due, issuers] = [await keptBy(till), await unpaid(till), issuersIn(till)]
      const expected = {
        cashClearing: new Map<string, bigint>(),
        merchantPayable: new Map<string, bigint>(),
        fundsHeld: kept,
        ownerSettlement: new Map([...due].map(([owner, amount]) => [owner, -amount]))
      }
      const found = new Map<string, bigint>()
      for (const { account, amount, asset } of await till.books()) {
        if (account.owner === undefined || issuers.has(account.owner) || !(account.kind in expected)) continue
        const name = `${account.kind} ${account.owner} ${asset}`
        found.set(name, (found.get(name) ?? 0n) + amount)
      }
      const wanted = Object.entries(expected).flatMap(([kind, all]) =>
        [...all].map(([name, amount]) => [`${kind} ${name}`, amount] as const)
      )
      const withoutNothing = (all: Iterable<readonly [string, bigint]>) =>
        canonicalText(Object.fromEntries([...all].filter(([, amount]) => amount !== 0n)))
      assert.equal(withoutNothing(found), withoutNothing(wanted))
    })
)
