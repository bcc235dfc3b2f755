/** Reminders: each thing is said once, in time, however often and wherever the job runs. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { describe, expect, it } from "@effect/vitest"
import { readCommand } from "../src/command/Command.ts"
import { HolderRecords } from "../src/HolderRecords.ts"
import { MemoryStore } from "../src/memory/index.ts"
import { readConfiguration } from "../src/network/Configuration.ts"
import { NodeDigest } from "../src/node/NodeDigest.ts"
import { NodeKeyVault } from "../src/node/NodeKeyVault.ts"
import { NodeOperationIds } from "../src/node/NodeOperationIds.ts"
import { NodePersonVault } from "../src/node/NodePersonVault.ts"
import { Reminders } from "../src/Reminders.ts"
import { StoredValue } from "../src/StoredValue.ts"
import { walkJournal } from "../src/walkJournal.ts"
import { Store } from "../src/ports/Store.ts"
import type { ClientId } from "../src/values/Ids.ts"
import { bearer, member, shop } from "./tables/shop.ts"

const secret = Redacted.make("thirty-two characters or more, kept outside")
const calendar = Result.getOrThrow(
  readConfiguration(
    shop(
      {
        subWallets: [
          { id: "gift", funding: "promotional", validity: { days: 30 } },
          { id: "coupon", funding: "promotional", validity: { days: 60 }, vouchers: {} },
          { id: "main", funding: "paid" },
          { id: "refund", funding: "refund" }
        ],
        offers: [],
        dormancy: { after: { months: 12 }, fee: { amount: 2, every: "month" } },
        cardTypes: [{ id: "gold" }],
        vouchers: [
          { id: "cake", subWallet: "coupon", amount: 5, when: { anniversary: "birthday" } },
          {
            id: "wine",
            subWallet: "coupon",
            amount: 9,
            when: { anniversary: "fields.wedding" },
            cardTypes: ["gold"]
          }
        ],
        reminders: { expiryDays: 7, feeDays: 14, anniversaries: ["birthday"] }
      },
      {
        holders: { fields: [{ id: "wedding", label: "Wedding day", kind: "date", anniversary: true }] }
      }
    )
  )
)

const ledger = (configuration = calendar) => {
  const service = StoredValue.layer(configuration)
  const records = HolderRecords.layer(configuration)
  return Layer.mergeAll(Reminders.layer.pipe(Layer.provideMerge(Layer.merge(service, records)))).pipe(
    Layer.provideMerge(MemoryStore.layer),
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer, NodeKeyVault.layer(secret)]),
    Layer.provideMerge(NodePersonVault.layer(secret)),
    Layer.fresh
  )
}

const at = (date: string): number => Date.parse(`${date}T10:00:00+08:00`)
const begin = at("2026-11-21")
let keys = 0

/** Sends commands of a card at an instant; all of them have to be approved. */
const send = Effect.fnUntraced(function* (now: number, ...all: ReadonlyArray<object>) {
  const { submit } = yield* StoredValue
  for (const sent of all) {
    const command = Result.getOrThrow(readCommand({ key: `k${(keys += 1)}`, outlet: "A1", ...sent }))
    const { outcome } = yield* submit("till" as ClientId, command, now)
    expect(outcome).toBe("approved")
  }
})

const cash = { currency: "CNY", tender: { kind: "cash" } }
const issue = (card: string, more: object = {}) => ({ type: "Issue", program: "member", card, ...more })
const load = (card: string, amount: number, subWallet: string) => ({
  type: "Load",
  card,
  amount,
  subWallet,
  ...cash,
  tender: { kind: "other" }
})

const remind = (now: number) => Effect.flatMap(Reminders, (reminders) => reminders.remind(now))
const none = { expiries: 0, fees: 0, dormancies: 0, anniversaries: 0, vouchers: 0 }

/** The verbs that the job recorded, and what each was about. */
const recorded = Effect.gen(function* () {
  const told: Array<string> = []
  yield* walkJournal(yield* Store, ({ operation }) => {
    if (operation.client === "(system)" && operation.approved) told.push(`${operation.verb} ${operation.key}`)
    return undefined
  })
  return told
})

/** Cards fall asleep after a year: those of members pay nothing for it, those of bearers do. */
const sleepy = Result.getOrThrow(
  readConfiguration(
    shop(
      {},
      {
        programs: [
          { ...member, dormancy: { after: { months: 12 } }, reminders: { dormantDays: 30 } },
          {
            ...bearer,
            capabilities: { load: true },
            dormancy: { after: { months: 12 }, fee: { amount: 2, every: "month" } },
            reminders: { dormantDays: 30, feeDays: 14 }
          }
        ]
      }
    )
  )
)

describe("cards that become dormant", () => {
  const asleep = Date.parse("2027-11-22T00:00:00+08:00")
  const days = (n: number) => n * 86_400_000

  it.effect("are told of once, so many days before, where no fee is ever taken", () =>
    Effect.gen(function* () {
      yield* send(begin, issue("ANNA"), load("ANNA", 50, "main"))
      expect(yield* remind(asleep - days(30) - 1)).toEqual(none)
      expect(yield* remind(asleep - days(30))).toEqual({ ...none, dormancies: 1 })
      expect(yield* remind(asleep - 1)).toEqual(none)
    }).pipe(Effect.provide(ledger(sleepy)))
  )

  it.effect("and again when they were used since", () =>
    Effect.gen(function* () {
      const spend = { type: "Redeem", card: "ANNA", amount: 10, currency: "CNY" }
      yield* send(begin, issue("ANNA"), load("ANNA", 50, "main"))
      yield* send(at("2027-11-10"), spend)
      expect(yield* remind(at("2027-11-10"))).toEqual(none)
      expect(yield* remind(at("2028-11-01"))).toEqual({ ...none, dormancies: 1 })
    }).pipe(Effect.provide(ledger(sleepy)))
  )

  it.effect("not when they are asleep, and nothing is due on them from then on", () =>
    Effect.gen(function* () {
      yield* send(begin, issue("ANNA"), load("ANNA", 50, "main"))
      yield* send(asleep, { type: "Sweep" })
      expect(yield* remind(asleep)).toEqual(none)
      expect(yield* (yield* Store).due(asleep + days(1000), 10)).toHaveLength(0)
      yield* send(asleep + 1, {
        type: "Adjust",
        card: "ANNA",
        amount: 5,
        currency: "CNY",
        subWallet: "gift",
        reason: "x"
      })
      expect(yield* remind(asleep + 1)).toEqual(none)
    }).pipe(Effect.provide(ledger(sleepy)))
  )

  it.effect("not when nothing is on them", () =>
    Effect.gen(function* () {
      const spend = { type: "Redeem", card: "ANNA", amount: 50, currency: "CNY" }
      yield* send(begin, issue("ANNA"), load("ANNA", 50, "main"), spend)
      expect(yield* remind(asleep - 1)).toEqual(none)
    }).pipe(Effect.provide(ledger(sleepy)))
  )

  it.effect("beside the fee that comes then, and not with those that follow", () =>
    Effect.gen(function* () {
      yield* send(begin, issue("BEAR", { program: "bearer" }), load("BEAR", 50, "main"))
      expect(yield* remind(asleep - days(30))).toEqual({ ...none, dormancies: 1 })
      expect(yield* remind(asleep - days(14))).toEqual({ ...none, fees: 1 })
      yield* send(asleep, { type: "Sweep" })
      expect(yield* remind(asleep + days(20))).toEqual(none)
    }).pipe(Effect.provide(ledger(sleepy)))
  )
})

describe("value that ends soon", () => {
  it.effect("is said so many days before it ends, and once", () =>
    Effect.gen(function* () {
      yield* send(begin, issue("ANNA"), load("ANNA", 10, "gift"))
      const ends = Date.parse("2026-12-22T00:00:00+08:00")
      expect(yield* remind(ends - 7 * 86_400_000 - 1)).toEqual(none)
      expect(yield* remind(ends - 7 * 86_400_000)).toEqual({ ...none, expiries: 1 })
      expect(yield* remind(at("2026-12-16"))).toEqual(none)
    }).pipe(Effect.provide(ledger()))
  )

  it.effect("by one of two jobs that run at the same time", () =>
    Effect.gen(function* () {
      const cards = Array.from({ length: 300 }, (_, n) => `CARD${1000 + n}`)
      yield* send(begin, ...cards.flatMap((card) => [issue(card), load(card, 10, "gift")]))
      const both = yield* Effect.all([remind(at("2026-12-15")), remind(at("2026-12-15"))], {
        concurrency: "unbounded"
      })
      expect(both[0].expiries + both[1].expiries).toBe(300)
      expect(new Set(yield* recorded).size).toBe(300)
    }).pipe(Effect.provide(ledger()))
  )

  it.effect("not when it has been spent, and not of accounts that are closed", () =>
    Effect.gen(function* () {
      const spend = { type: "Redeem", card: "ANNA", amount: 10, currency: "CNY" }
      yield* send(
        begin,
        issue("ANNA"),
        load("ANNA", 10, "gift"),
        spend,
        issue("BELA"),
        load("BELA", 10, "gift")
      )
      yield* send(begin, {
        type: "Adjust",
        card: "BELA",
        amount: -10,
        currency: "CNY",
        subWallet: "gift",
        reason: "x"
      })
      yield* send(begin, { type: "Close", card: "BELA", reason: "x" })
      expect(yield* remind(at("2026-12-15"))).toEqual(none)
    }).pipe(Effect.provide(ledger()))
  )
})

describe("an account on which nothing may be done", () => {
  const frozen = (side: "both" | "credit") => ({
    type: "Freeze",
    card: "ANNA",
    reason: "x",
    ...(side === "both" ? { quarantine: true } : { side })
  })
  const thawed = { type: "Unfreeze", card: "ANNA", reason: "x" }

  it.effect("is reminded of what ends when it is released in time", () =>
    Effect.gen(function* () {
      yield* send(begin, issue("ANNA"), load("ANNA", 10, "gift"), frozen("both"))
      expect(yield* remind(at("2026-12-15"))).toEqual(none)
      yield* send(at("2026-12-15"), thawed)
      expect(yield* remind(at("2026-12-16"))).toEqual({ ...none, expiries: 1 })
    }).pipe(Effect.provide(ledger()))
  )

  it.effect.each(["both", "credit"] as const)(
    "has its holder's day when it is released in time: %s",
    (side) =>
      Effect.gen(function* () {
        const { put } = yield* HolderRecords
        yield* put({ id: "H1", birthday: "--12-01" })
        yield* send(begin, issue("ANNA", { holder: "H1" }), frozen(side))
        const first = yield* remind(at("2026-12-01"))
        expect(first).toEqual({ ...none, anniversaries: side === "both" ? 0 : 1 })
        yield* send(at("2026-12-01"), thawed)
        expect(yield* remind(at("2026-12-02"))).toEqual({
          ...none,
          anniversaries: 1 - first.anniversaries,
          vouchers: 1
        })
      }).pipe(Effect.provide(ledger()))
  )
})

describe("a fee for a card that sleeps", () => {
  it.effect(
    "is said before the first, not before every one, and again when the card falls asleep again",
    () =>
      Effect.gen(function* () {
        yield* send(begin, issue("ANNA"), load("ANNA", 100, "main"))
        expect(yield* remind(at("2027-11-01"))).toEqual(none)
        expect(yield* remind(at("2027-11-10"))).toEqual({ ...none, fees: 1 })
        expect(yield* remind(at("2027-12-20"))).toEqual(none)
        yield* send(at("2027-12-21"), { type: "Redeem", card: "ANNA", amount: 1, currency: "CNY" })
        expect(yield* remind(at("2028-12-20"))).toEqual({ ...none, fees: 1 })
      }).pipe(Effect.provide(ledger()))
  )
})

describe("the holder's day", () => {
  const put = (id: string, more: object) =>
    Effect.flatMap(HolderRecords, (records) => records.put({ id, name: id, ...more }))

  it.effect("is congratulated on every account, and gives what the program grants, once a year", () =>
    Effect.gen(function* () {
      yield* put("H1", { birthday: "1990-12-01", fields: { wedding: "2015-12-01" } })
      yield* send(begin, issue("ANNA", { holder: "H1" }), issue("GOLD", { holder: "H1", cardType: "gold" }))
      expect(yield* remind(at("2026-11-30"))).toEqual(none)
      expect(yield* remind(at("2026-12-01"))).toEqual({ ...none, anniversaries: 2, vouchers: 3 })
      expect(yield* remind(at("2026-12-02"))).toEqual(none)
      // What is granted is value that ends: by the next birthday it has been reminded of.
      const { expiries } = yield* remind(at("2027-01-27"))
      expect(expiries).toBe(3)
      expect(yield* remind(at("2027-12-01"))).toMatchObject({ anniversaries: 2, vouchers: 3 })
    }).pipe(Effect.provide(ledger()))
  )

  it.effect("is made up for when the job did not run, for two days", () =>
    Effect.gen(function* () {
      yield* put("H1", { birthday: "--12-01" })
      yield* put("H2", { birthday: "--11-30" })
      yield* send(begin, issue("ANNA", { holder: "H1" }), issue("BELA", { holder: "H2" }))
      expect(yield* remind(at("2026-12-03"))).toEqual({ ...none, anniversaries: 1, vouchers: 1 })
    }).pipe(Effect.provide(ledger()))
  )
})
