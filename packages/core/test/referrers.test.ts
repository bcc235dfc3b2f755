/** Who brought a holder is read when a sale is taken from its line, and what has fallen due there is posted before it. */
import { describe, expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { readCommand } from "../src/command/Command.ts"
import { MemoryStore } from "../src/memory/MemoryStore.ts"
import { NodeDigest, NodeKeyVault } from "../src/node/index.ts"
import { OperationIds, operationIds } from "../src/ports/OperationIds.ts"
import { Store } from "../src/ports/Store.ts"
import { StoredValue } from "../src/StoredValue.ts"
import { till } from "../src/testing/index.ts"
import { configurationOf } from "../src/testing/secrets.ts"
import type { AccountId } from "../src/values/Ids.ts"
import { ClientId } from "../src/values/Ids.ts"

const chain = {
  tenant: "chain",
  zone: "Asia/Shanghai",
  owners: [{ id: "hq", kind: "headOffice" }],
  outlets: [{ id: "S1", owner: "hq" }],
  programs: [
    {
      id: "member",
      version: 1,
      kind: "registered",
      asset: { code: "CNY", exponent: 2 },
      subWallets: [
        { id: "gift", funding: "promotional" },
        { id: "main", funding: "paid" }
      ],
      offers: [
        {
          id: "staged",
          pay: 300,
          bonus: {
            subWallet: "gift",
            amount: 90,
            release: { instalments: 3, every: "day", first: "atLoad" }
          }
        }
      ],
      points: {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "points", funding: "promotional" },
        earn: [{ points: 1, per: 1 }],
        referral: { percent: 10 }
      }
    }
  ]
}

const opens = Date.parse("2026-11-21T02:00:00Z")
const place = { outlet: "S1", currency: "CNY" }
const cash = { tender: { kind: "cash" } }
const issue = (card: string, more = {}) => ({
  type: "Issue",
  key: `i-${card}`,
  program: "member",
  card,
  ...more
})
const load = { type: "Load", key: "load", card: "BELA", amount: 500, ...place, ...cash }
const sale = { type: "Redeem", key: "sale", card: "BELA", amount: 200, ...place }
const refund = { type: "Refund", key: "refund", originalKey: "sale", amount: 200, ...place }

const serviceOn = (store: Layer.Layer<Store>) =>
  StoredValue.layer(configurationOf(chain)).pipe(
    Layer.provide([
      store,
      NodeDigest.layer,
      NodeKeyVault.layer(Redacted.make("kept for this test only, 32 characters")),
      Layer.succeed(OperationIds, OperationIds.of({ next: operationIds(() => 0.5) }))
    ])
  )

/** The store in memory, whose reads take a while; it says which accounts a commit points at. */
const slowStore = (pointed: (key: string, accounts: ReadonlyArray<AccountId>) => void) =>
  Layer.effect(
    Store,
    Effect.map(Store, (store) =>
      Store.of({
        ...store,
        read: (references) => Effect.andThen(Effect.sleep(5), store.read(references)),
        commit: (shard, tasks, decide) => {
          for (const task of tasks)
            if ("request" in task) pointed(task.request.command.key, task.request.references.accounts)
          return store.commit(shard, tasks, decide)
        }
      })
    )
  ).pipe(Layer.provide(Layer.fresh(MemoryStore.layer)))

const submit = (sent: object) =>
  Effect.flatMap(StoredValue, (service) =>
    service.submit(ClientId.make("T1"), Result.getOrThrow(readCommand(sent)), opens)
  )

describe("a sale of a holder whom another one brought", () => {
  it.live("comes before what its client sends after it, and its store is told who else earns", () =>
    Effect.gen(function* () {
      const pointed = new Map<string, ReadonlyArray<AccountId>>()
      const store = slowStore((key, accounts) => pointed.set(key, accounts))
      const outcomes = yield* Effect.gen(function* () {
        const anna = yield* submit(issue("ANNA"))
        yield* submit(issue("BELA", { referrer: "ANNA" }))
        yield* submit(load)
        const together = yield* Effect.all([submit(sale), submit(refund)], { concurrency: "unbounded" })
        return { anna, together }
      }).pipe(Effect.provide(serviceOn(store)))
      expect(outcomes.together.map(({ outcome }) => outcome)).toEqual(["approved", "approved"])
      const [sold] = outcomes.together
      expect(sold?.outcome === "approved" && sold.receipt.referral).toMatchObject({ earned: 20n })
      const { anna } = outcomes
      expect(pointed.get("sale")).toEqual(anna.outcome === "approved" ? [anna.receipt.account] : [])
    })
  )

  it("posts first what has fallen due on who brought them, also where it is declined", () => {
    const ledger = till(chain, { at: opens })
    const offer = {
      type: "Load",
      key: "offer",
      card: "ANNA",
      offer: "staged",
      amount: 300,
      ...place,
      ...cash
    }
    for (const sent of [issue("ANNA"), issue("BELA", { referrer: "ANNA" }), offer]) ledger.submit(sent)
    ledger.now += 86_400_000
    expect(ledger.submit(sale)).toMatchObject({ outcome: "declined" })
    expect(ledger.journal().map(({ operation: { verb } }) => verb)).toEqual([
      "Issue",
      "Issue",
      "Load",
      "Vest",
      "Redeem"
    ])
  })
})
