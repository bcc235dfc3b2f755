/**
 * The law of dormancy fees: what is taken, from what, and after how long, told again from the operations alone.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import { lotsMoved } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import type { Dormancy } from "../../program/Dormancy.ts"
import type { WalletId } from "../../values/Ids.ts"
import { localDate } from "../../values/Zone.ts"
import { instantOf } from "../arbitraries/commandOf.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories, moments } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { law, onLedger } from "./Law.ts"

const day = 86_400_000
const leastDays = ({ after }: Dormancy): number => ("days" in after ? after.days : 28)

/** Verbs by which a holder does something, under each name that a program may give for it. */
const uses: Readonly<Record<string, ReadonlyArray<string>>> = {
  Redeem: ["Redeem", "CashOut"],
  Hold: ["Hold", "IncrementHold", "Capture", "Reinstate"],
  Load: ["Issue", "Load", "ConfirmLoad", "Transfer"],
  Refund: ["Refund", "UnlinkedRefund"]
}

const touches = ({ entry, links }: Operation, wallet: WalletId): boolean =>
  links.some((link) => link.wallet === wallet) &&
  entry.movements.some(({ kind }) => kind === "lot" || kind === "hold")

/** When the holder last did something that counts and was not taken back. */
const lastUse = (before: ReadonlyArray<Operation>, wallet: WalletId, ends: ReadonlyArray<string>): number => {
  const verbs = ends.flatMap((name) => uses[name] ?? [])
  const undone = new Set(before.flatMap(({ original, verb }) => (verb === "Reverse" ? (original ?? []) : [])))
  const all = before.filter((one) => verbs.includes(one.verb) && touches(one, wallet) && !undone.has(one.id))
  return all.at(-1)?.effectiveAt ?? Number.NEGATIVE_INFINITY
}

const checkFee = (fee: Operation, before: ReadonlyArray<Operation>, terms: Dormancy): bigint => {
  const [wallet] = fee.links.map((link) => link.wallet)
  assert.ok(wallet)
  const used = lastUse(before, wallet, terms.endsWith ?? ["Redeem", "Hold", "Load"])
  assert.ok(fee.effectiveAt - used >= leastDays(terms) * day, `${fee.key} after ${used}`)
  let taken = 0n
  for (const { held, lot, promised, remaining } of lotsMoved(fee.entry)) {
    assert.ok((terms.fee?.from ?? ["paid"]).includes(lot.funding), lot.funding)
    assert.deepEqual([remaining < 0n, held, promised], [true, 0n, 0n])
    taken -= remaining
  }
  const mayBeFrozen = before.some(({ account, verb }) => verb === "Freeze" && account === fee.account)
  assert.ok(taken > 0n || mayBeFrozen, "a fee takes something")
  assert.ok(taken <= (terms.fee?.amount ?? 0n), `${taken} taken`)
  for (const { kind } of fee.entry.movements) assert.ok(kind === "lot" || kind === "inactivity", kind)
  return taken
}

const check = async (till: Till, terms: Dormancy): Promise<void> => {
  const before: Array<Operation> = []
  const months = new Set<string>()
  let taken = 0n
  for (const { operation } of await till.journal()) {
    if (operation.approved && operation.verb === "DormancyFee") {
      taken += checkFee(operation, before, terms)
      const { month, year } = localDate(till.configuration.zone, operation.effectiveAt)
      const name = `${operation.links[0]?.wallet} ${year} ${month}`
      assert.ok(!months.has(name) || "days" in terms.after, `two fees in ${name}`)
      months.add(name)
    }
    if (operation.approved) before.push(operation)
  }
  const income = (await till.books()).reduce(
    (sum, { account, amount }) => (account.kind === "feeIncome" ? sum - amount : sum),
    0n
  )
  assert.ok(income <= taken, `${income} of ${taken}`)
  if (terms.fee?.from?.includes("promotional") !== true) assert.equal(income, taken)
}

export const dormancyFeesHold = law(
  "dormancy fees",
  "A fee is taken only after the whole time without use, once in a calendar month where that is a month or more, of the classes that pay it, at most its amount, never of what is held, and nobody ever owes one.",
  fc.record({
    configuration: configurations({ dormant: true }),
    steps: histories({ longest: 20 }),
    waits: fc.array(moments, { maxLength: 6 })
  }),
  (open, { configuration, steps, waits }) =>
    onLedger(open, configuration, async (till) => {
      const play = await playAll(till, steps)
      for (const [n, wait] of waits.entries()) {
        till.now = await instantOf(play, wait)
        await till.submit({ type: "Sweep", key: `sweep.${n}` }, "law")
      }
      const terms = till.configuration.programs[0]?.dormancy
      assert.ok(terms)
      await check(till, terms)
    }),
  2
)
