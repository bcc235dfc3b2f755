/**
 * Laws of rules and limits: judged again from the outside, on what was recorded.
 *
 * @module
 */
import assert from "node:assert/strict"
import * as fc from "fast-check"
import type { LotMoved } from "../../journal/Entry.ts"
import { slicesOf } from "../../journal/Entry.ts"
import type { Operation } from "../../journal/Operation.ts"
import { networkOf, zoneAt } from "../../network/Network.ts"
import { type MovementLimit, windowOf } from "../../program/Limit.ts"
import type { SpendRule } from "../../program/SpendRule.ts"
import { localDate, minuteOfDay, weekdayOf } from "../../values/Zone.ts"
import { configurations } from "../arbitraries/configurations.ts"
import { playAll } from "../arbitraries/play.ts"
import { histories } from "../arbitraries/steps.ts"
import type { Sent, Till } from "../Till.ts"
import { beginnings, law, onLedger } from "./Law.ts"

const linesOf = (sent: Sent): ReadonlyArray<{ readonly category?: unknown; readonly amount: unknown }> =>
  Array.isArray(sent["lines"]) ? sent["lines"] : [{ amount: sent["amount"] }]

const minutes = (text: string): number => Number(text.slice(0, 2)) * 60 + Number(text.slice(3))

const isWithin = (
  { from, until }: { readonly from: string; readonly until: string },
  minute: number
): boolean =>
  minutes(from) <= minutes(until)
    ? minutes(from) <= minute && minute < minutes(until)
    : minute >= minutes(from) || minute < minutes(until)

const isListed = (list: ReadonlyArray<unknown> | undefined, value: unknown): boolean =>
  list === undefined || list.includes(value)

/** Whether a rule lets value of a lot be used where, when and by what an operation was asked. */
const isAllowed = (
  rule: SpendRule,
  lot: LotMoved["lot"],
  operation: Operation,
  sent: Sent,
  till: Till
): boolean => {
  const network = networkOf(till.configuration)
  const outlet = operation.outlet === undefined ? undefined : network.outlets.get(operation.outlet)
  const zone = zoneAt(network, outlet)
  const loaded = lot.loadedAt
  return (
    isListed(rule.outlets, operation.outlet) &&
    isListed(rule.owners, operation.owner) &&
    isListed(rule.channels, sent["channel"]) &&
    isListed(rule.weekdays, weekdayOf(localDate(zone, operation.effectiveAt))) &&
    (rule.hours === undefined || isWithin(rule.hours, minuteOfDay(zone, operation.effectiveAt))) &&
    (rule.onlyWhereLoaded !== "outlet" || loaded.outlet === operation.outlet) &&
    (rule.onlyWhereLoaded !== "owner" || loaded.owner === operation.owner)
  )
}

const bySubWallet = (slices: ReadonlyArray<LotMoved>): ReadonlyMap<string, bigint> => {
  const sums = new Map<string, bigint>()
  for (const { held, lot, remaining } of slices)
    sums.set(lot.subWallet, (sums.get(lot.subWallet) ?? 0n) + (held > 0n ? held : -remaining))
  return sums
}

const ruleIn = (till: Till, subWallet: string): SpendRule =>
  till.configuration.programs[0]?.subWallets.find(({ id }) => id === subWallet)?.rule ?? {}

const checkSpend = (till: Till, operation: Operation, sent: Sent): void => {
  const basket = BigInt(Number(sent["basket"] ?? sent["amount"]))
  const slices = slicesOf(operation.entry)
  for (const { lot } of slices) {
    const rule = ruleIn(till, lot.subWallet)
    assert.ok(isAllowed(rule, lot, operation, sent, till), `${lot.subWallet} is not accepted there`)
    assert.ok(lot.activeFrom <= operation.effectiveAt, "a lot before its start")
    assert.ok(lot.expiresAt === undefined || operation.effectiveAt < lot.expiresAt, "a lot after its end")
    assert.ok(rule.minimumBasket === undefined || basket >= rule.minimumBasket, "a basket too small")
  }
  for (const [subWallet, amount] of bySubWallet(slices)) {
    const { maximumPerOperation, maximumShare } = ruleIn(till, subWallet)
    if (maximumPerOperation !== undefined) assert.ok(amount <= maximumPerOperation, "more than at a time")
    if (maximumShare !== undefined)
      assert.ok(amount * 100n <= basket * BigInt(maximumShare), "more than its share")
  }
}

/** The slices as the receipt shows them pay lines that their rules allow, and no line more than it costs. */
const checkLines = (
  till: Till,
  drawn: ReadonlyArray<{
    readonly subWallet: string
    readonly amount: bigint
    readonly line?: number | undefined
  }>,
  sent: Sent
): void => {
  const lines = linesOf(sent)
  for (const { line, subWallet } of drawn) {
    const { categories } = ruleIn(till, subWallet)
    assert.ok(isListed(categories, lines[line ?? 0]?.category), `${subWallet} does not pay line ${line}`)
  }
  lines.forEach(({ amount }, n) => {
    const paid = drawn.reduce((sum, { amount, line }) => ((line ?? 0) === n ? sum + amount : sum), 0n)
    assert.ok(paid <= BigInt(Number(amount)), `line ${n} was paid twice`)
  })
}

const pinsTaken = (operations: ReadonlyArray<Operation>): ReadonlyMap<string, readonly [bigint, bigint]> => {
  const pins = new Map<string, [bigint, bigint]>()
  for (const { entry } of operations)
    for (const { held, lot, remaining } of slicesOf(entry)) {
      const [pinned, taken] = pins.get(lot.id) ?? [0n, 0n]
      if (held > 0n) pins.set(lot.id, [pinned + held, taken])
      else if (held < 0n && remaining < 0n) pins.set(lot.id, [pinned, taken - remaining])
    }
  return pins
}

export const restrictionSafety = law(
  "restriction safety",
  "No slice violates its spend rule at the context of the redemption or hold, and captures take only what was pinned.",
  fc.record({
    configuration: configurations(),
    steps: histories({
      longest: 24,
      of: [
        "redeem",
        "redeem",
        "hold",
        "hold",
        "capture",
        "increment",
        "wait",
        "load",
        "offer",
        "refund",
        "prolong"
      ]
    })
  }),
  (open, { configuration, steps }) =>
    onLedger(open, configuration, async (till) => {
      const { said } = await playAll(till, steps)
      const operations = (await till.journal()).map(({ operation }) => operation)
      for (const { outcome, sent } of said) {
        if (outcome.outcome !== "approved" || outcome.replayed) continue
        const operation = operations.find(({ id }) => id === outcome.receipt.operation)
        if (operation === undefined) throw new Error("Expected what was approved in the journal")
        if (operation.verb !== "Redeem" && operation.verb !== "Hold") continue
        checkSpend(till, operation, sent)
        checkLines(till, outcome.receipt.drawn ?? [], sent)
        const ofHold = operations.filter(
          ({ id, original }) => id === operation.id || original === operation.id
        )
        if (operation.verb === "Hold")
          for (const [lot, [pinned, taken]] of pinsTaken(ofHold))
            assert.ok(taken <= pinned, `${lot} gave too much`)
      }
    }),
  4
)

/** What was consumed and is reserved of a limit, per period, told again from the amounts of the operations alone. */
const counted = (till: Till, limit: MovementLimit, operations: ReadonlyArray<Operation>) => {
  const network = networkOf(till.configuration)
  const consumed = new Map<string, bigint>()
  const reserved = new Map<string, Array<{ window: string; amount: bigint }>>()
  const add = (window: string, amount: bigint) => consumed.set(window, (consumed.get(window) ?? 0n) + amount)
  const total = (window: string): bigint =>
    [...reserved.values()]
      .flat()
      .reduce((sum, one) => (one.window === window ? sum + one.amount : sum), consumed.get(window) ?? 0n)
  for (const operation of operations) {
    const outlet = operation.outlet === undefined ? undefined : network.outlets.get(operation.outlet)
    const window = windowOf(limit.per, zoneAt(network, outlet), operation.effectiveAt).name
    const slices = slicesOf(operation.entry)
    const of = (pick: (slice: LotMoved) => boolean, field: "held" | "remaining"): bigint =>
      slices.filter(pick).reduce((sum, slice) => sum + slice[field], 0n)
    const hold = String(operation.original ?? operation.id)
    const shares = reserved.get(hold) ?? []
    switch (operation.verb) {
      case "Redeem":
        add(window, -of(() => true, "remaining"))
        break
      case "Hold":
      case "IncrementHold":
        reserved.set(hold, [...shares, { window, amount: of(() => true, "held") }])
        break
      case "Capture": {
        let taken = -of(({ held, remaining }) => held < 0n && remaining < 0n, "remaining")
        for (const share of shares) {
          const part = taken < share.amount ? taken : share.amount
          taken -= part
          share.amount -= part
          add(share.window, part)
        }
        add(window, -of(({ held, remaining }) => held === 0n && remaining < 0n, "remaining"))
        const isEnd = operation.entry.movements.some((one) => one.kind === "hold" && one.after === undefined)
        if (isEnd) reserved.delete(hold)
        break
      }
      case "Release":
      case "ExpireHold":
        reserved.delete(hold)
        break
      default:
        continue
    }
    assert.ok(total(window) <= limit.amount, `${limit.id} in ${window}: ${total(window)} of ${limit.amount}`)
  }
  return total
}

export const limitsHold = law(
  "limits",
  "At every approval what is consumed and reserved is within the limit of each period; release gives back to the period it was taken from, a refund gives nothing back, declines never count.",
  fc.record({
    beginning: beginnings,
    configuration: fc.oneof(configurations({ limited: "daily", sized: false }), configurations()),
    steps: histories({
      longest: 30,
      of: [
        "redeem",
        "redeem",
        "hold",
        "hold",
        "capture",
        "increment",
        "release",
        "wait",
        "load",
        "offer",
        "refund"
      ]
    })
  }),
  (open, { beginning, configuration, steps }) =>
    onLedger(
      open,
      configuration,
      async (till) => {
        await playAll(till, steps)
        const approved = (await till.journal()).flatMap(({ operation }) =>
          operation.approved ? [operation] : []
        )
        const limits = (till.configuration.programs[0]?.limits ?? []).filter(
          (limit): limit is MovementLimit =>
            "verb" in limit && limit.verb === "Redeem" && limit.per !== "operation"
        )
        const money = (await till.wallets()).filter(({ asset }) => asset === "CNY")
        for (const wallet of money)
          for (const limit of limits) {
            const own = approved.filter(({ links }) => links.some((link) => link.wallet === wallet.id))
            const total = counted(till, limit, own)
            const known = new Map(
              wallet.uses.flatMap((use) =>
                use.limit === limit.id ? [[use.window, use.consumed + use.reserved] as const] : []
              )
            )
            for (const [window, used] of known) assert.equal(used, total(window), window)
            for (const { zone } of [till.configuration, ...till.configuration.outlets]) {
              const { name } = windowOf(limit.per, zone ?? till.configuration.zone, till.now)
              assert.equal(known.get(name) ?? 0n, total(name), `${limit.id} in ${name} was forgotten`)
            }
          }
      },
      beginning
    ),
  3
)
