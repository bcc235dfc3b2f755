/** The journal of several shards walked as one: what follows comes after, and damage is named where it was done. */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "@effect/vitest"
import { decideBatch, type Recorded } from "../src/batch/decideBatch.ts"
import { pageOf } from "../src/memory/memoryRows.ts"
import { NodeDigest } from "../src/node/index.ts"
import { Store } from "../src/ports/Store.ts"
import { canonicalText } from "../src/values/canonical.ts"
import { verify } from "../src/verify.ts"
import { walkJournal } from "../src/walkJournal.ts"
import { facts, issued, ledgerOf, moved, redeemed, taskOf } from "./shards.ts"

type Step = readonly [shard: number, sent: object]

/** What the steps leave in a ledger with so many shards. */
const written = Effect.fnUntraced(function* (shards: number, steps: ReadonlyArray<Step>) {
  const ledger = ledgerOf(shards)
  for (const [shard, sent] of steps) {
    const tasks = [taskOf("till", sent)]
    yield* ledger.store.commit(shard, tasks, (view) => decideBatch({ ...facts, shard }, view, tasks))
  }
  return ledger
})
type Ledger = Effect.Success<ReturnType<typeof written>>

const walked = (store: Store["Service"]) => {
  const all: Array<Recorded> = []
  return Effect.as(
    walkJournal(store, (recorded) => {
      all.push(recorded)
      return undefined
    }),
    all
  )
}

const keysIn = (all: ReadonlyArray<Recorded>) => all.map(({ operation }) => operation.key)

/** Whether every operation comes after those that it follows in the chains of its wallets. */
const isInOrder = (all: ReadonlyArray<Recorded>): boolean => {
  const versions = new Map<string, number>()
  return all.every(({ operation }) =>
    operation.links.every(({ version, wallet }) => {
      const isNext = version === (versions.get(wallet) ?? 0) + 1
      versions.set(wallet, version)
      return isNext
    })
  )
}

/** Two cards of shards 0 and 1, and value that goes to and fro between them. */
const crossing: ReadonlyArray<Step> = [
  [1, issued("1", "CARD000A")],
  [0, issued("2", "CARD000B")],
  [0, moved("3", "CARD000A", "CARD000B", 10)],
  [1, redeemed("4", "CARD000B", 5)],
  [1, moved("5", "CARD000B", "CARD000A", 3)],
  [0, redeemed("6", "CARD000A", 2)],
  [2, redeemed("7", "CARD000B", 5_000)],
  [0, moved("8", "CARD000A", "CARD000B", 1)],
  [1, redeemed("9", "CARD000A", 2)]
]

const changed =
  (key: string, change: (recorded: Recorded) => Recorded | undefined) =>
  ({ journals, store }: Ledger): Store["Service"] => {
    const all = journals.map((journal) =>
      journal.flatMap((recorded) => (recorded.operation.key === key ? (change(recorded) ?? []) : [recorded]))
    )
    const journal: Store["Service"]["journal"] = ({ after, limit, shard }) =>
      Effect.succeed((all[shard] ?? []).filter(({ operation }) => operation.sequence > after).slice(0, limit))
    const page: Store["Service"]["audit"]["page"] = (query) =>
      Effect.map(journal(query), (operations) => pageOf(operations, query.leaves))
    return Store.of({ ...store, journal, audit: { ...store.audit, page } })
  }

const relinked =
  (change: (link: Recorded["operation"]["links"][number]) => object) =>
  ({ operation, text }: Recorded): Recorded => ({
    text,
    operation: { ...operation, links: operation.links.map((link) => ({ ...link, ...change(link) })) }
  })

const found = (store: Store["Service"]) => Effect.provide(verify(store), NodeDigest.layer)

describe("the journal of several shards", () => {
  it.effect("is walked so that what crosses shards comes after what it follows in each", () =>
    Effect.gen(function* () {
      const { journals, store } = yield* written(3, crossing)
      expect(journals.map((journal) => keysIn(journal))).toEqual([
        ["2", "3", "6", "8"],
        ["1", "4", "5", "9"],
        ["7"]
      ])
      const all = yield* walked(store)
      expect(isInOrder(all)).toBe(true)
      expect(keysIn(all).filter((key) => key !== "7")).toEqual(["2", "1", "3", "4", "5", "6", "8", "9"])
      expect(yield* found(store)).toEqual({
        operations: 9,
        wallets: 2,
        bad: undefined,
        failing: [],
        newer: 0,
        unnamed: 0
      })
    })
  )

  it.effect("is walked to what was looked for, and no further", () =>
    Effect.gen(function* () {
      const { store } = yield* written(3, crossing)
      const visited: Array<string> = []
      const found = yield* walkJournal(store, ({ operation }) => {
        visited.push(operation.key)
        return operation.key === "4" ? operation.verb : undefined
      })
      expect([found, visited]).toEqual(["Redeem", expect.arrayContaining(["2", "1", "3", "4"])])
      expect(visited).not.toContain("5")
    })
  )

  it.effect("is walked over many pages, of which one shard's may be far ahead", () =>
    Effect.gen(function* () {
      const steps = Array.from({ length: 1_300 }, (_, n): Step => [
        n < 600 ? 0 : n % 2,
        n === 0 ? issued("0", "CARD000A", 5_000) : redeemed(String(n), "CARD000A")
      ])
      const { store } = yield* written(2, steps)
      expect(keysIn(yield* walked(store))).toEqual(steps.map((_, n) => String(n)))
    })
  )

  it("however it is split, every operation comes once and after those that it follows, and it verifies", async () => {
    const step = fc.record({
      shard: fc.nat(3),
      verb: fc.constantFrom("issue", "redeem", "move"),
      from: fc.nat(3),
      to: fc.nat(3)
    })
    const card = (n: number): string => `CARD${1000 + n}`
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 40 }), async (drawn) => {
        const steps = drawn.map(({ from, shard, to, verb }, n): Step => {
          const key = String(n)
          if (verb === "issue") return [shard, issued(key, card(from), 20)]
          return [shard, verb === "redeem" ? redeemed(key, card(from)) : moved(key, card(from), card(to))]
        })
        const { committed, store } = await Effect.runPromise(written(4, steps))
        const all = await Effect.runPromise(walked(store))
        expect(isInOrder(all)).toBe(true)
        expect(keysIn(all).toSorted()).toEqual(keysIn(committed).toSorted())
        const { bad, operations } = await Effect.runPromise(found(store))
        expect([bad, operations]).toEqual([undefined, committed.length])
      }),
      { numRuns: 100, seed: 20_261_122 }
    )
  })
})

describe("a damaged journal of several shards", () => {
  const row = (ledger: Ledger, key: string): string => {
    const operation = ledger.committed.find(({ operation }) => operation.key === key)?.operation
    return `operation ${operation?.id}`
  }

  it.effect.each([
    ["a version counted up", relinked(({ version }) => ({ version: version + 1 })), /is missing/],
    [
      "a version counted down",
      relinked(({ version }) => ({ version: version - 1 })),
      /is missing|does not follow/
    ],
    ["a wallet that never was", relinked(() => ({ wallet: "wal_none_0" })), /in whose chain it is not/],
    [
      "an entry before it that is not there",
      relinked(() => ({ follows: { shard: 7, sequence: 9 } })),
      /does not name/
    ],
    [
      "an entry before it that is still to come",
      relinked(({ follows }) => ({ follows: { ...follows, sequence: 4 } })),
      /does not name/
    ],
    ["another hash before it", relinked(() => ({ previous: "0".repeat(64) })), /does not follow/],
    ["another hash", relinked(() => ({ hash: "0".repeat(64) })), /was altered/]
  ] as const)("with %s ends, and the row that was altered is named", ([_, change, why]) =>
    Effect.gen(function* () {
      for (const key of ["3", "4", "5", "6", "8"]) {
        const ledger = yield* written(3, crossing)
        const { bad } = yield* found(changed(key, change)(ledger))
        expect([key, bad?.row, bad?.why]).toEqual([key, row(ledger, key), expect.stringMatching(why)])
      }
    })
  )

  it.effect("from which a row was taken out is found bad where it is missing", () =>
    Effect.gen(function* () {
      for (const key of ["1", "2", "3", "4", "5", "6"]) {
        const ledger = yield* written(3, crossing)
        const { bad } = yield* found(changed(key, () => undefined)(ledger))
        expect([key, bad?.why]).toEqual([key, expect.stringMatching(/missing|follows sequence|never opened/)])
      }
    })
  )

  it("ends whatever was altered, and is found bad", async () => {
    const keys = crossing.map(([, sent]) => String(Reflect.get(sent, "key"))).filter((key) => key !== "7")
    const links = fc.record(
      {
        version: fc.integer({ min: -1, max: 12 }),
        previous: fc.constantFrom("", "0"),
        follows: fc.record({
          shard: fc.integer({ min: -1, max: 4 }),
          sequence: fc.integer({ min: -1, max: 9 })
        }),
        hash: fc.constantFrom("", "0")
      },
      { requiredKeys: [] }
    )
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...keys), links, async (key, damage) => {
        const ledger = await Effect.runPromise(written(3, crossing))
        const before = ledger.committed.find(({ operation }) => operation.key === key)
        const isSame = before?.operation.links.every(
          (link) => canonicalText(link) === canonicalText({ ...link, ...damage })
        )
        const { bad } = await Effect.runPromise(
          found(
            changed(
              key,
              relinked(() => damage)
            )(ledger)
          )
        )
        expect(bad === undefined).toBe(isSame)
      }),
      { numRuns: 200, seed: 20_261_122 }
    )
  })
})
