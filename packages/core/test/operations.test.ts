/** Operations looked up: page by page nothing is left out, nothing comes twice, and the newest comes first. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Result from "effect/Result"
import * as Redacted from "effect/Redacted"
import * as fc from "fast-check"
import { describe, expect, it } from "@effect/vitest"
import { readCommand } from "../src/command/Command.ts"
import type { Operation } from "../src/journal/Operation.ts"
import { MemoryStore } from "../src/memory/MemoryStore.ts"
import { readConfiguration } from "../src/network/Configuration.ts"
import { NodeDigest, NodeKeyVault, NodeOperationIds } from "../src/node/index.ts"
import { Operations, type OperationsAsked, type Reached } from "../src/Operations.ts"
import { type JournalQuery, Store } from "../src/ports/Store.ts"
import { StoredValue } from "../src/StoredValue.ts"
import { demoConfiguration } from "../src/testing/demoConfiguration.ts"
import type { ClientId, Key } from "../src/values/Ids.ts"

const secret = Redacted.make("at least 32 characters, kept outside of the database")
const shopOf = (configuration: object) =>
  Layer.mergeAll(
    StoredValue.layer(Result.getOrThrow(readConfiguration(configuration))),
    Operations.layer
  ).pipe(
    Layer.provide([NodeDigest.layer, NodeOperationIds.layer, NodeKeyVault.layer(secret)]),
    Layer.provideMerge(MemoryStore.layer)
  )
const shop = shopOf(demoConfiguration)

/** Members get a point for ten fen: a sale changes two wallets. */
const withPoints = {
  ...demoConfiguration,
  programs: demoConfiguration.programs.map((program) =>
    program.id === "member"
      ? {
          ...program,
          points: {
            asset: { code: "PTS", exponent: 0 },
            subWallet: { id: "stars", funding: "promotional" },
            earn: [{ points: 1, per: 10 }]
          }
        }
      : program
  )
}

const client = "till" as ClientId
const card = { card: "4000-1234", outlet: "KTV1", currency: "CNY" }
const story = [
  { type: "Issue", key: "1", program: "giftCard", amount: 5000, tender: { kind: "cash" }, ...card },
  { type: "Redeem", key: "2", amount: 100, ...card },
  { type: "Redeem", key: "3", amount: 900_000, ...card },
  { type: "Redeem", key: "4", amount: 200, ...card, outlet: "FR1", terminal: "T2" },
  { type: "Reverse", key: "5", originalKey: "2", reason: "malfunction" },
  { type: "Reverse", key: "6", originalKey: "late", reason: "malfunction" }
]

const play = Effect.gen(function* () {
  const { submit } = yield* StoredValue
  for (const sent of story) yield* submit(client, Result.getOrThrow(readCommand(sent)))
  return yield* Operations
})

const pages = Effect.fnUntraced(function* (
  { list }: Operations["Service"],
  asked: OperationsAsked,
  limit: number
) {
  const all: Array<Operation> = []
  let next: Reached | undefined
  do {
    const page = yield* list(asked, { limit, ...(next !== undefined && { next }) })
    all.push(...page.operations)
    next = page.next
  } while (next !== undefined)
  return all
})

describe("operations", () => {
  it.effect.each<[string, OperationsAsked, string]>([
    ["all", {}, "6 5 4 3 2 1"],
    ["of a verb", { type: "Redeem" }, "4 3 2"],
    ["that were declined", { outcome: "declined" }, "3"],
    ["of an outlet", { outlet: "FR1" as never }, "4"],
    ["of an owner", { owner: "hq" as never, type: "Redeem" }, "3 2"],
    ["of a terminal", { terminal: "T2" as never }, "4"],
    ["of nobody", { operator: "ana" as never }, ""],
    ["of a time that is over", { to: 0 }, ""]
  ])("are listed: %s", ([, asked, keys]) =>
    Effect.gen(function* () {
      const operations = yield* play
      for (const limit of [1, 2, 50])
        expect((yield* pages(operations, asked, limit)).map(({ key }) => key).join(" ")).toBe(keys)
    }).pipe(Effect.provide(shop))
  )

  it.effect("of an account are those that moved its value", () =>
    Effect.gen(function* () {
      const operations = yield* play
      const [issue] = (yield* pages(operations, { type: "Issue" }, 1)).slice(-1)
      if (issue?.account === undefined) throw new Error("no account")
      const found = yield* pages(operations, { account: issue.account }, 1)
      expect(found.map(({ key }) => key)).toEqual(["5", "4", "2", "1"])
    }).pipe(Effect.provide(shop))
  )

  it.effect("of an account are there once, on whatever page, where two of its wallets changed", () =>
    Effect.gen(function* () {
      const { submit } = yield* StoredValue
      const sold = { type: "Redeem", amount: 1000, ...card }
      const issue = { type: "Issue", program: "member", amount: 5000, tender: { kind: "cash" }, ...card }
      const sent = [{ ...issue, key: "1" }, ...["2", "3", "4"].map((key) => ({ ...sold, key }))]
      for (const one of sent) yield* submit(client, Result.getOrThrow(readCommand(one)))
      const operations = yield* Operations
      const [sale] = yield* pages(operations, { type: "Redeem" }, 1)
      if (sale?.account === undefined) throw new Error("nothing was sold")
      expect(sale.links.length).toBe(2)
      for (const limit of [1, 2, 3, 50]) {
        const found = yield* pages(operations, { account: sale.account }, limit)
        expect([limit, ...found.map(({ key }) => key)]).toEqual([limit, "4", "3", "2", "1"])
      }
    }).pipe(Effect.provide(shopOf(withPoints)))
  )

  // A sale that earns points is in the histories of two wallets.
  it.effect.each([0, 1])(
    "of an account come once, whichever of its wallets they moved, %s ms apart",
    (apart) => {
      const asset = { code: "EUR", exponent: 2 }
      const points = {
        asset: { code: "PTS", exponent: 0 },
        subWallet: { id: "points", funding: "promotional" },
        earn: [{ points: 1, per: 100 }],
        conversion: { points: 2, amount: 1, subWallet: "main" }
      }
      const document = {
        tenant: "demo",
        zone: "Europe/Sofia",
        owners: [{ id: "hq", kind: "headOffice" }],
        outlets: [{ id: "S1", owner: "hq" }],
        programs: [
          {
            id: "member",
            version: 1,
            kind: "registered",
            asset,
            points,
            subWallets: [{ id: "main", funding: "paid" }]
          }
        ]
      }
      const at = { card: "4000-1234", outlet: "S1" }
      const money = { ...at, currency: "EUR" }
      const sent = [
        { type: "Issue", program: "member", amount: 9_000, tender: { kind: "cash" }, ...money },
        { type: "Redeem", amount: 1_000, ...money },
        { type: "Redeem", amount: 50, ...money },
        { type: "Earn", amount: 5, currency: "PTS", reason: "luck", ...at },
        { type: "Redeem", amount: 2_000, ...money },
        { type: "ConvertPoints", amount: 4, currency: "PTS", ...at },
        { type: "Redeem", amount: 300, ...money }
      ]
      return Effect.gen(function* () {
        const { submit } = yield* StoredValue
        for (const [n, one] of sent.entries()) {
          const command = Result.getOrThrow(readCommand({ key: String(n), ...one }))
          expect((yield* submit(client, command, n * apart)).outcome).toBe("approved")
        }
        const operations = yield* Operations
        const account = (yield* pages(operations, {}, 50))[0]?.account
        if (account === undefined) throw new Error("no account")
        for (const limit of [1, 2, 3, 50]) {
          const keys = (yield* pages(operations, { account }, limit)).map(({ key }) => key)
          // Of the same instant, what is of different wallets alone has no order.
          expect((apart === 0 ? keys.toSorted().toReversed() : keys).join(" ")).toBe("6 5 4 3 2 1 0")
        }
      }).pipe(Effect.provide(shopOf(document)))
    }
  )

  it.effect("are found by id and by key, with what undid them", () =>
    Effect.gen(function* () {
      const { byKey, operation } = yield* play
      const sale = yield* byKey(client, "2" as Key)
      const reversal = yield* byKey(client, "5" as Key)
      if (sale === undefined || "tombstone" in sale || reversal === undefined || "tombstone" in reversal)
        throw new Error("not found")
      expect(sale.reversedBy).toBe(reversal.operation.id)
      expect((yield* operation(sale.operation.id))?.operation.key).toBe("2")
      expect(yield* byKey("another" as ClientId, "2" as Key)).toBeUndefined()
      expect(yield* byKey(client, "late" as Key)).toMatchObject({ tombstone: expect.stringMatching(/^op_/) })
    }).pipe(Effect.provide(shop))
  )

  /** Of the journal of two shards only what is needed to list it: where each operation is, and when it was recorded. */
  const shardsOf = (times: ReadonlyArray<readonly [shard: number, pause: number]>) => {
    const shards: ReadonlyArray<Array<{ readonly operation: Operation }>> = [[], []]
    let now = 0
    for (const [shard, pause] of times) {
      now += pause
      const sequence = (shards[shard]?.length ?? 0) + 1
      const operation = { id: `op_${shard}_${sequence}`, shard, sequence, recordedAt: now, verb: "Redeem" }
      shards[shard]?.push({ operation: operation as unknown as Operation })
    }
    return shards
  }

  const listing = (shards: ReturnType<typeof shardsOf>) =>
    Layer.provide(
      Operations.layer,
      Layer.succeed(Store, {
        journal: ({ after, limit, shard }: JournalQuery) =>
          Effect.succeed((shards[shard] ?? []).slice(after, after + limit) as never),
        audit: {
          shards: () =>
            Effect.succeed(
              shards.map((all, shard) => ({ shard, sequence: all.length, recordedAt: 0, network: 0 }))
            )
        }
      } as unknown as Store["Service"])
    )

  it("of several shards come in one order, whatever the size of the pages", () => {
    const times = fc.array(fc.tuple(fc.nat(1), fc.nat(2)), { maxLength: 350 })
    fc.assert(
      fc.property(times, fc.integer({ min: 1, max: 200 }), (all, limit) => {
        const shards = shardsOf(all)
        const listed = Effect.flatMap(Operations, (operations) => pages(operations, {}, limit))
        const found = Effect.runSync(Effect.provide(listed, listing(shards)))
        expect(found.length).toBe(all.length)
        expect(new Set(found.map(({ id }) => id)).size).toBe(all.length)
        const rise = found.slice(1).filter(({ recordedAt }, n) => recordedAt > (found[n]?.recordedAt ?? 0))
        expect(rise).toEqual([])
      }),
      { numRuns: 60 }
    )
  })
})
