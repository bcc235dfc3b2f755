/**
 * Conformance of sweeps that meet: several processes sweep at once, some are killed, and what is due is posted once.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Effect from "effect/Effect"
import * as Fiber from "effect/Fiber"
import * as Result from "effect/Result"
import { Store } from "../../ports/Store.ts"
import { verify } from "../../verify.ts"
import { ask, deskOn } from "../races/Desk.ts"
import { servicesFor } from "../secrets.ts"
import type { StoreCase } from "./StoreCase.ts"

const day = 86_400_000
const money = { outlet: "S1", currency: "CNY" }
const cards = Array.from({ length: 12 }, (_, n) => `SLEEPY-${n}`)

export const sweepCases: ReadonlyArray<StoreCase> = [
  {
    name: "sweeps of several processes meet while a dormancy fee is due, half of them are killed on the way, and each card pays once",
    run: Effect.gen(function* () {
      const store = yield* Store
      const desks = yield* Effect.forEach([1, 2, 3, 4, 5, 6], (seed) => deskOn(store, 900 + seed))
      const [first] = desks
      assert.ok(first)
      for (const card of cards)
        yield* ask(
          first,
          {
            client: "till",
            sent: {
              type: "Issue",
              key: card,
              program: "sleepy",
              card,
              amount: 1_000,
              ...money,
              tender: { kind: "cash" }
            }
          },
          0
        )
      // The first fee is due after nine days and the day on which they end, the second a month later.
      for (const [round, { at, paid }] of [
        { at: 11 * day, paid: 300n },
        { at: 42 * day, paid: 600n },
        { at: 400 * day, paid: 1_000n }
      ].entries()) {
        const sweeping = yield* Effect.forEach(desks, (desk, n) =>
          Effect.forkChild(
            Effect.result(
              ask(desk, { client: `job-${n}`, sent: { type: "Sweep", key: `sweep-${round}` } }, at)
            ),
            { startImmediately: true }
          )
        )
        // A process that is killed leaves its sweep where it is: between two pages, or before the commit of its own operation.
        for (const [n, fiber] of sweeping.entries()) {
          for (let turns = 0; turns < n * 3; turns++) yield* Effect.yieldNow
          if (n % 2 === 1) yield* Fiber.interrupt(fiber)
        }
        for (const [n, fiber] of sweeping.entries())
          if (n % 2 === 0) assert.ok(Result.isSuccess(yield* Fiber.join(fiber)))
        const books = yield* store.books()
        const income = books.find(({ account }) => account.kind === "feeIncome")
        assert.equal(-(income?.amount ?? 0n), paid * BigInt(cards.length), `round ${round}`)
      }
      const { bad } = yield* Effect.provide(verify(store), servicesFor(1))
      assert.equal(bad, undefined)
    }).pipe(Effect.scoped)
  }
]
