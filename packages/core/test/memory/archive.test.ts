/** Old operations of the store in memory: kept as bytes, and the same to everybody who asks. */
import { expect, it } from "@effect/vitest"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import * as Redacted from "effect/Redacted"
import * as Result from "effect/Result"
import { client, configuration, issue, load, opensAt, redeem } from "../../bench/shop.ts"
import { readCommand } from "../../src/command/Command.ts"
import { outcomeText } from "../../src/command/Outcome.ts"
import { entryText } from "../../src/journal/entryText.ts"
import { trialBalance } from "../../src/journal/trialBalance.ts"
import { Archive } from "../../src/memory/Archive.ts"
import { MemoryStore } from "../../src/memory/MemoryStore.ts"
import { NodeDigest, NodeKeyVault, NodeOperationIds } from "../../src/node/index.ts"
import { Store } from "../../src/ports/Store.ts"
import { StoredValue } from "../../src/StoredValue.ts"
import { verify } from "../../src/verify.ts"
import { counter } from "../tables/counter.ts"

it("a filed operation has every field of the one that was recorded, its entry included", () => {
  const till = counter()
  till.tell(
    "Load 30 subWallet=gift tender=other; Load 70; Redeem 60 key=r; Refund 10 originalKey=r; ?Redeem 500"
  )
  const all = till.recorded
  expect(all.map(({ operation }) => operation.approved)).toContain(false)
  const archive = new Archive()
  for (const recorded of all) archive.add(recorded)
  expect(archive.at(all.length)).toBeUndefined()
  for (const [n, recorded] of all.entries()) {
    const { operation: filed, text } = archive.at(n) ?? recorded
    expect(filed).not.toBe(recorded.operation)
    expect(text).toBe(recorded.text)
    const { entry, ...fields } = recorded.operation
    for (const [name, value] of Object.entries(fields))
      expect([name, Reflect.get(filed, name)]).toEqual([name, value])
    if (recorded.operation.approved) expect(entryText(filed.entry)).toBe(entryText(entry))
    else expect(filed.entry).toEqual(entry)
  }
})

it("an archive keeps what is larger than one of its parts, and whatever is written in it", () => {
  const till = counter()
  till.tell("Load 30 subWallet=gift tender=other")
  const [first] = till.recorded
  if (first === undefined) throw new Error("nothing was recorded")
  const asked = ["ж".repeat(6_000_000), "中\n文 \u{1F381}", "", "plain 12 34\n"]
  const archive = new Archive()
  for (const text of asked)
    archive.add({ ...first, operation: { ...first.operation, asked: text, outcome: `${text}!` } })
  expect(archive.size).toBe(4)
  asked.forEach((text, n) => {
    const { operation } = archive.at(n) ?? first
    expect(operation.asked === text).toBe(true)
    expect(operation.outcome === `${text}!`).toBe(true)
    expect(operation.links).toEqual(first.operation.links)
  })
})

const layer = Layer.fresh(StoredValue.layer(configuration)).pipe(
  Layer.provideMerge(Layer.fresh(MemoryStore.layer)),
  Layer.provideMerge(
    Layer.mergeAll(
      NodeDigest.layer,
      NodeKeyVault.layer(Redacted.make("kept for this test only, 32 characters")),
      NodeOperationIds.layer
    )
  )
)
const submissionOf = (sent: object) => ({
  client,
  command: Result.getOrThrow(readCommand(sent)),
  receivedAt: opensAt
})

it.effect("an operation of long ago is refunded and verified like one of now", () =>
  Effect.gen(function* () {
    const { submitMany } = yield* StoredValue
    const store = yield* Store
    const first = redeem("CARD0001", 30_000)
    yield* submitMany([issue("CARD0001"), load("CARD0001", "1000+200", 100_000), first].map(submissionOf))
    yield* submitMany(Array.from({ length: 1_200 }, () => submissionOf(redeem("CARD0001", 1))))
    const [[old], [again]] = [
      yield* store.journal({ shard: 0, after: 2, limit: 1 }),
      yield* store.journal({ shard: 0, after: 2, limit: 1 })
    ]
    expect(old?.operation).not.toBe(again?.operation)
    expect(old?.text).toBe(again?.text)
    const refund = { ...first, type: "Refund", key: "refund", amount: 30_000, originalKey: first.key }
    const [ended] = yield* submitMany([submissionOf(refund)])
    expect(ended && outcomeText(Result.getOrThrow(ended))).toContain('"outcome":"approved"')
    expect((yield* verify(store)).bad).toBeUndefined()
    expect(yield* store.books()).toEqual(
      trialBalance(
        (yield* store.journal({ shard: 0, after: 0, limit: 20_000 })).flatMap(
          ({ operation }) => operation.entry.postings
        )
      )
    )
  }).pipe(Effect.provide(layer))
)
