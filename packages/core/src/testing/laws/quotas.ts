/**
 * Laws of quotas and of loads that wait for their payment: what a place takes in is told again from the operations alone.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { Operation } from "../../journal/Operation.ts"
import { networkOf, zoneAt } from "../../network/Network.ts"
import { type MovementLimit, windowOf } from "../../program/Limit.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Till } from "../Till.ts"
import { roomSaid } from "./counters.ts"
import { law, onLedger } from "./Law.ts"

/** What a load was to bring in, without its bonus. */
const amountOf = ({ asked }: Operation): bigint => BigInt(JSON.parse(asked).amount ?? 0)

/** A load as it stands: where and in which period it counts, and until when if it waits for its payment. */
interface Counted {
  readonly asked: Operation
  readonly period: string
  readonly waitsUntil: number | undefined
}

const isLoad = ({ verb }: Operation): boolean => verb === "Load" || verb === "Issue"

/** Whatever brings value in without a sale. */
const bringsIn = (operation: Operation): boolean =>
  isLoad(operation) ||
  operation.verb === "UnlinkedRefund" ||
  (operation.verb === "Adjust" && amountOf(operation) > 0n)

/** The loads that count, kept by hand. */
class Tally {
  private readonly counted = new Map<string, Counted>()
  private readonly known = new Map<string, Operation>()
  private readonly period: (asked: Operation, at: number) => string
  private readonly isCounted: (operation: Operation) => boolean

  constructor(period: (asked: Operation, at: number) => string, isCounted = isLoad) {
    this.period = period
    this.isCounted = isCounted
  }

  total(is: (load: Counted) => boolean, at: number): bigint {
    let sum = 0n
    for (const load of this.counted.values())
      if (is(load) && (load.waitsUntil === undefined || load.waitsUntil > at)) sum += amountOf(load.asked)
    return sum
  }

  /** The periods in which an account's loads count. */
  periods(account: string | undefined): ReadonlySet<string> {
    const own = [...this.counted.values()].filter(({ asked }) => asked.account === account)
    return new Set(own.map(({ period }) => period))
  }

  private askedFor(operation: Operation): Operation | undefined {
    const original = operation.original === undefined ? undefined : this.known.get(operation.original)
    return original?.verb === "ConfirmLoad" ? this.askedFor(original) : original
  }

  take(operation: Operation): void {
    this.known.set(operation.id, operation)
    const { effectiveAt: at, verb } = operation
    const asked = this.isCounted(operation) ? operation : this.askedFor(operation)
    if (asked === undefined || !this.isCounted(asked) || !asked.approved) return
    const before = this.counted.get(asked.id)
    const period = this.period(asked, at)
    if (asked === operation) {
      const waiting = operation.entry.movements.find((one) => one.kind === "pendingLoad")
      this.counted.set(asked.id, { asked, period, waitsUntil: waiting?.after?.expiresAt })
    } else if (verb === "ConfirmLoad") {
      const isLate = before?.waitsUntil === undefined || before.waitsUntil <= at
      this.counted.set(asked.id, { asked, period: isLate ? period : before.period, waitsUntil: undefined })
    } else if (verb === "FailLoad" || verb === "Reverse") this.counted.delete(asked.id)
  }
}

const loading = [
  "load",
  "load",
  "await",
  "await",
  "confirm",
  "fail",
  "offer",
  "reverse",
  "reverse",
  "clawback",
  "redeem",
  "again",
  "wait"
] as const

export const quotasHold = law(
  "quotas",
  "What a restricted outlet has loaded, corrected upwards or credited for goods, or will have loaded when what waits is paid, is never more than it was granted; a reversal gives back, a load that fails or lapses too, and what a decline says is left is exactly that.",
  fc.record({
    configuration: configurations({ limited: false, restricted: true }),
    steps: histories({ longest: 30, of: [...loading, "adjust", "merchandise", "grant"] })
  }),
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      let granted = 0n
      const tally = new Tally(() => "ever", bringsIn)
      for (const { operation } of await till.journal()) {
        const used = () => tally.total(({ asked }) => asked.outlet === "FR1", operation.effectiveAt)
        const said = roomSaid(operation, "quota_exceeded")
        if (said !== undefined) assert.equal(BigInt(said.room), granted - used())
        if (!operation.approved) continue
        if (operation.verb === "GrantQuota") granted += BigInt(JSON.parse(operation.asked).amount)
        tally.take(operation)
        assert.ok(used() <= granted, `${used()} of ${granted}`)
      }
    }),
  2
)

const checkLimit = async (till: Till, limit: MovementLimit): Promise<void> => {
  const network = networkOf(till.configuration)
  const tally = new Tally(({ outlet: id }, at) => {
    const outlet = id === undefined ? undefined : network.outlets.get(id)
    return windowOf(limit.per, zoneAt(network, outlet), at).name
  })
  for (const { operation } of await till.journal()) {
    if (!operation.approved) continue
    tally.take(operation)
    if (!isLoad(operation) && operation.verb !== "ConfirmLoad") continue
    const { account, effectiveAt: at } = operation
    for (const period of tally.periods(account)) {
      const used = tally.total((load) => load.asked.account === account && load.period === period, at)
      assert.ok(used <= limit.amount, `${limit.id} in ${period}: ${used} of ${limit.amount}`)
    }
  }
  for (const { account, uses } of await till.wallets())
    for (const { consumed, limit: id, reserved, window } of uses)
      if (id === limit.id) {
        const used = tally.total((load) => load.asked.account === account && load.period === window, till.now)
        assert.equal(consumed + reserved, used, window)
      }
}

/** How each load that waited ended, in the order in which it came about. */
const endsIn = (operations: ReadonlyArray<Operation>): ReadonlyMap<string, ReadonlyArray<string>> => {
  const ends = new Map<string, Array<string>>()
  for (const { approved, entry, id, original, verb } of operations) {
    if (!approved) continue
    if (verb === "Load" && entry.movements.some(({ kind }) => kind === "pendingLoad")) ends.set(id, [])
    if (original !== undefined) ends.get(original)?.push(verb)
  }
  return ends
}

const endings = new Set(["", "ConfirmLoad", "FailLoad", "Reverse", "LapseLoad", "LapseLoad ConfirmLoad"])

export const pendingLoadsEndOnce = law(
  "pending loads",
  "A load that waits for its payment is no value, and ends once: confirmed, failed, cancelled or lapsed, and what has lapsed may still be confirmed; it counts in limits once, from when it is asked for.",
  fc.record({
    configuration: configurations(),
    steps: histories({ longest: 30, of: [...loading, "sweep"] })
  }),
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      await playAll(till, steps)
      await till.submit({ type: "Sweep", key: "last" }, "law")
      const operations = (await till.journal()).map(({ operation }) => operation)
      const ends = endsIn(operations)
      for (const [load, verbs] of ends) assert.ok(endings.has(verbs.join(" ")), `${load}: ${verbs.join(" ")}`)
      for (const { approved, entry, id, verb } of operations)
        if (approved && (ends.has(id) || verb === "FailLoad" || verb === "LapseLoad"))
          assert.deepEqual(entry.postings, [], verb)
      const waiting = (await till.wallets()).flatMap(({ pendingLoads = [] }) =>
        pendingLoads.map(({ load }) => String(load))
      )
      const open = [...ends].flatMap(([load, verbs]) => (verbs.length === 0 ? [load] : []))
      assert.deepEqual(waiting.toSorted(), open.toSorted())
      for (const limit of till.configuration.programs[0]?.limits ?? [])
        if ("verb" in limit && limit.verb === "Load") await checkLimit(till, limit)
    }),
  2
)
