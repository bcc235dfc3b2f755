/**
 * Days of shifts by chance: who opens, takes over, closes and sends what, and what is done meanwhile, where and by whom.
 *
 * @module
 */
import * as fc from "fast-check"
import { isOfShifts } from "../../account/Shift.ts"
import { dateText, localDate, plusDays } from "../../values/Zone.ts"
import type { Sent, Till } from "../Till.ts"
import type { Document } from "./configurations.ts"

const outlets = ["KTV1", "KTV2", "FR1"] as const
const operators = ["amy", "bob", "cat"] as const

/**
 * Shifts are required at an outlet of head office and at one of a franchise, and counted at the other. The franchise settles day
 * by day, and bears a part of the bonuses that it accepts.
 */
export const shiftDocument: Document = {
  tenant: "law",
  zone: "Asia/Shanghai",
  owners: [
    { id: "hq", kind: "headOffice" },
    { id: "fr1", kind: "franchise" }
  ],
  outlets: [
    { id: "KTV1", owner: "hq", shifts: "required", businessDayEndsAt: "04:00" },
    { id: "KTV2", owner: "hq", shifts: "counted" },
    { id: "FR1", owner: "fr1", shifts: "required" }
  ],
  operators: operators.map((id) => ({ id, role: "manager" })),
  clearing: {
    cycles: [{ id: "daily", every: "day" }],
    agreements: [{ id: "shared", acceptors: ["fr1"], promotional: { acceptor: 40 } }]
  },
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        { id: "gift", priority: 10, funding: "promotional" },
        { id: "main", priority: 90, funding: "paid" }
      ],
      offers: [{ id: "100+30", pay: 100, bonus: { subWallet: "gift", amount: 30 } }],
      limits: [{ id: "day", scope: "account", verb: "Redeem", amount: 100_000, per: "day" }],
      reversal: { days: 30 },
      capabilities: { cashOut: true }
    }
  ]
}

const amount = fc.oneof(fc.integer({ min: 0, max: 3 }), fc.integer({ min: 1, max: 200 }))
const place = {
  outlet: fc.constantFrom(...outlets, "KTV1" as const),
  operator: fc.constantFrom("amy" as const, "bob" as const),
  /** Which of the shifts so far, or none. */
  shift: fc.option(fc.nat(7), { freq: 8, nil: undefined }),
  amount,
  tender: fc.constantFrom("cash" as const, "cash" as const, "bankCard" as const),
  pick: fc.nat(9),
  /** Whether it is done where and by whom the shift is; else anywhere by anybody. */
  isThere: fc.oneof({ weight: 5, arbitrary: fc.constant(true) }, { weight: 1, arbitrary: fc.constant(false) })
}
const step = fc.record({
  ...place,
  do: fc.constantFrom(
    "open" as const,
    "open" as const,
    "takeOver" as const,
    "close" as const,
    "close" as const,
    "remit" as const,
    "receive" as const,
    "wait" as const,
    "cutOff" as const,
    ...([
      "load",
      "load",
      "load",
      "offer",
      "redeem",
      "cashOut",
      "reverse",
      "reversePart",
      "hold",
      "pending",
      "end"
    ] as const)
  )
})
type Chance = (typeof step extends fc.Arbitrary<infer One> ? One : never) & object
interface Step extends Omit<Chance, "operator"> {
  readonly operator: (typeof operators)[number]
}

/** A shift, and where and whose it is. */
interface Opened {
  readonly shift: string
  readonly outlet: Step["outlet"]
  readonly operator: Step["operator"]
}

/** What was approved so far, by the keys that steps pick from. */
interface Story {
  readonly shifts: Array<Opened>
  readonly operations: Array<string>
  readonly remittances: Array<string>
  /** Holds and loads that were open when they were made. */
  readonly waiting: Array<{ readonly key: string; readonly isHold: boolean }>
}

const pickOf = <A>(all: ReadonlyArray<A>, n: number | undefined): A | undefined =>
  n === undefined || all.length === 0 ? undefined : all[all.length - 1 - (n % all.length)]

const card = "9902 1"
const currency = "CNY"

const commandOf = (story: Story, one: Step, key: string, yesterday: string): Sent | undefined => {
  const picked = pickOf(story.shifts, one.shift)
  const shift = picked?.shift
  const where = one.isThere && picked !== undefined && one.do !== "open" ? picked : one
  const operator = one.do === "takeOver" ? one.operator : where.operator
  const at = { key, outlet: where.outlet, operator }
  const done = { ...at, ...(shift !== undefined && { shift }) }
  const originalKey = pickOf(story.operations, one.pick) ?? "never"
  const named = shift ?? "never"
  switch (one.do) {
    case "open":
    case "takeOver": {
      const from = one.do === "takeOver" ? { takesOverFrom: named } : {}
      return { type: "OpenShift", ...at, shift: key, float: { amount: one.amount, currency }, ...from }
    }
    case "close": {
      const counted = [
        { tender: "cash", amount: one.amount, currency },
        ...(one.pick % 2 === 0 ? [{ tender: "bankCard", amount: one.amount, currency }] : [])
      ]
      const leaves = one.pick % 3 === 0 ? { leaves: Math.min(one.amount, one.pick) } : {}
      return { type: "CloseShift", ...at, shift: named, counted, ...leaves }
    }
    case "remit":
      return { type: "Remit", ...at, shift: named, amount: (one.amount % 60) + 1, currency, reference: "bag" }
    case "receive": {
      const sent = pickOf(story.remittances, one.pick) ?? "never"
      return { type: "ReceiveRemittance", key, originalKey: sent, amount: one.amount, currency }
    }
    case "load":
    case "pending": {
      const tender = { kind: one.tender }
      const pending = one.do === "pending" ? { pending: true } : {}
      return { type: "Load", ...done, card, amount: one.amount + 1, currency, tender, ...pending }
    }
    case "hold":
      return { type: "Hold", ...done, card, amount: one.amount + 1, currency }
    case "end": {
      const { isHold, key: opened = "never" } = pickOf(story.waiting, one.pick) ?? {}
      return isHold === true
        ? { type: "Release", ...done, holdKey: opened }
        : { type: "ConfirmLoad", ...done, originalKey: opened }
    }
    case "offer":
      return {
        type: "Load",
        ...done,
        card,
        amount: 100,
        currency,
        offer: "100+30",
        tender: { kind: one.tender }
      }
    case "redeem":
      return { type: "Redeem", ...done, card, amount: one.amount + 1, currency }
    case "cashOut":
      return { type: "CashOut", ...done, card, amount: one.amount + 1, currency, tender: { kind: "cash" } }
    case "reverse":
      return { type: "Reverse", ...done, originalKey, reason: "malfunction" }
    case "reversePart":
      return { type: "Reverse", ...done, originalKey, amount: 1, currency, reason: "malfunction" }
    case "cutOff":
      return { type: "CutOff", key, cycle: "daily", through: yesterday }
    case "wait":
      return undefined
  }
}

const outletOf = ({ outlet }: Sent): Step["outlet"] => outlets.find((one) => one === outlet) ?? "KTV1"
const operatorOf = ({ operator }: Sent): Step["operator"] =>
  operators.find((one) => one === operator) ?? "amy"

const hour = 3_600_000

/** Plays a story at a till; `each` looks at it after every step. */
export const playShifts = async (
  till: Till,
  steps: ReadonlyArray<Step>,
  each?: (step: number) => Promise<void>
): Promise<void> => {
  const story: Story = { shifts: [], operations: [], remittances: [], waiting: [] }
  await till.submit({ type: "Issue", key: "issue", program: "member", card })
  for (const [n, one] of steps.entries()) {
    const key = `k${n}`
    till.now += one.do === "cutOff" ? 24 * hour : one.do === "wait" ? 5 * hour : 60_000
    const { zone } = till.configuration
    const sent = commandOf(story, one, key, dateText(plusDays(localDate(zone, till.now - 4 * hour), -1)))
    if (sent === undefined) continue
    const outcome = await till.submit(sent)
    await each?.(n)
    if (outcome.outcome !== "approved") continue
    if (one.do === "hold" || one.do === "pending") story.waiting.push({ key, isHold: one.do === "hold" })
    if (sent["type"] === "OpenShift")
      story.shifts.push({ shift: key, outlet: outletOf(sent), operator: operatorOf(sent) })
    else if (sent["type"] === "Remit") story.remittances.push(key)
    else if (!isOfShifts(String(sent["type"]))) story.operations.push(key)
  }
}

/**
 * A shift of somebody who has no other, so that nothing prevents it: cash is taken and sent from the drawer, the drawer is
 * counted, too little or too much is in it, and of what is sent then a part arrives.
 */
const wholeShift: fc.Arbitrary<ReadonlyArray<Step>> = fc
  .record({
    outlet: fc.constantFrom(...outlets),
    float: fc.nat(50),
    taken: fc.integer({ min: 100, max: 200 }),
    counted: fc.integer({ min: 60, max: 300 }),
    sent: fc.integer({ min: 1, max: 58 }),
    pick: fc.nat(9)
  })
  .map(({ counted, float, outlet, pick, sent, taken }) => {
    const done = { outlet, operator: "cat", shift: 0, tender: "cash", pick: 0, isThere: true } as const
    return [
      { ...done, do: "open", amount: float },
      { ...done, do: "load", amount: taken },
      { ...done, do: "remit", amount: sent },
      { ...done, do: "close", amount: counted, pick },
      { ...done, do: "remit", amount: sent },
      { ...done, do: "receive", amount: sent }
    ]
  })

/** Stories of shifts. One shift is whole in each of them: where a ledger is slow, there are few. */
export const shiftStories = fc
  .tuple(fc.array(step, { maxLength: 15 }), wholeShift, fc.array(step, { maxLength: 20 }))
  .map((parts) => parts.flat())
