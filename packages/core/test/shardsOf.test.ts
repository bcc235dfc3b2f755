/** Shards that another process has added: whoever reads the journal reads them too, also a process that knows of fewer. */
import { describe, expect, it } from "@effect/vitest"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { configuration } from "../bench/shop.ts"
import { decideBatch } from "../src/batch/decideBatch.ts"
import { checkpoint } from "../src/checkpoint.ts"
import { Events } from "../src/Events.ts"
import { foldJournal } from "../src/foldJournal.ts"
import { NodeDigest } from "../src/node/index.ts"
import { Store } from "../src/ports/Store.ts"
import { readJournal } from "../src/readJournal.ts"
import { ends, inEachShard, readOn } from "../src/readOn.ts"
import { verify } from "../src/verify.ts"
import { walkJournal } from "../src/walkJournal.ts"
import { facts, issued, ledgerOf, redeemed, taskOf } from "./shards.ts"

const commands = [1, 2, 3].map((n) => redeemed(`r${n}`, "CARD000A"))

/** A card that was sold on in shard after shard, as a process sees it that was started when there was one. */
const ledger = Effect.gen(function* () {
  const { store } = ledgerOf(3)
  for (const [n, sent] of [issued("i1", "CARD000A"), ...commands].entries()) {
    const [shard, tasks] = [n % 3, [taskOf("till", sent)]]
    yield* store.commit(shard, tasks, (view) => decideBatch({ ...facts, shard }, view, tasks))
  }
  return { ...store, shards: 1 }
})

describe("a process that knows of one shard of three", () => {
  it.effect("folds, walks and reads all of the journal", () =>
    Effect.gen(function* () {
      const store = yield* ledger
      const [folded, walked]: ReadonlyArray<Array<string>> = [[], []]
      expect(yield* foldJournal(store, {}, ({ operation }) => void folded?.push(operation.key))).toEqual([
        2, 1, 1
      ])
      expect(folded?.toSorted()).toEqual(["i1", "r1", "r2", "r3"])
      yield* walkJournal(store, ({ operation }) => void walked?.push(operation.key))
      expect(walked).toEqual(["i1", "r1", "r2", "r3"])
      expect(yield* readJournal(store, {})).toHaveLength(4)
    })
  )

  it.effect("tells all that happened, in its order", () =>
    Effect.gen(function* () {
      const store = yield* ledger
      const { reached, recorded } = yield* readOn(store, yield* inEachShard(store, []), 10)
      expect(recorded.map(({ operation }) => operation.key)).toEqual(["i1", "r1", "r2", "r3"])
      expect([reached, yield* ends(store)]).toEqual([
        [2, 1, 1],
        [2, 1, 1]
      ])
      const layer = Layer.provide(Layer.fresh(Events.layer(configuration)), Layer.succeed(Store, store))
      const events = Context.get(yield* Layer.build(layer), Events)
      expect(yield* events.page({ limit: 10 })).toMatchObject({ reached: [2, 1, 1], isEnd: true })
    })
  )

  it.effect("verifies all of it, and takes a checkpoint of all of it", () =>
    Effect.gen(function* () {
      const store = yield* ledger
      expect(yield* verify(store)).toMatchObject({ operations: 4, failing: [] })
      const { shards } = yield* checkpoint(store)
      expect(shards.map(({ sequence }) => sequence)).toEqual([2, 1, 1])
    }).pipe(Effect.provide(NodeDigest.layer))
  )
})
