/**
 * Conformance of holder stores: records are found by id and by token, one of two writers wins, and the erased are gone.
 *
 * @module
 */
import { strict as assert } from "node:assert"
import * as Context from "effect/Context"
import * as Effect from "effect/Effect"
import {
  type ErasedHolder,
  type HolderFound,
  HolderStore,
  type SealedHolder
} from "../../ports/HolderStore.ts"
import type { CommitUnknown, StoreUnavailable } from "../../ports/Store.ts"
import type { HolderId } from "../../values/Ids.ts"

/** A case. It needs a store without records, opened for `conformanceConfiguration`, and leaves it used. */
export interface HolderCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable | CommitUnknown, HolderStore>
}

/** A second tenant's records in the same database, opened for `otherConfiguration`. */
export class OtherHolderStore extends Context.Service<OtherHolderStore, HolderStore["Service"]>()(
  "@tessera/core/testing/OtherHolderStore"
) {}

/** A case for stores that hold several tenants. */
export interface HolderTenantCase {
  readonly name: string
  readonly run: Effect.Effect<void, StoreUnavailable | CommitUnknown, HolderStore | OtherHolderStore>
}

const at = 1_795_226_400_000

/** Whether a record is what it should be does not matter here: a store does not open it. */
const sealed = (id: string, version = 1, words = `of ${id}`): SealedHolder => ({
  id: id as HolderId,
  version,
  changedAt: at + version,
  sealed: { dataKey: `key ${version} ${words}`, record: `record ${version} ${words} ${"é".repeat(version)}` }
})
const held = (id: string, version: number): SealedHolder => ({
  ...sealed(id, version),
  legalHold: { at, by: "amy", reason: 'case "7"' }
})
const erased = (id: string, version: number): ErasedHolder => ({
  id: id as HolderId,
  version,
  erased: { at: at + version, by: "amy", reason: "asked for it" }
})

const placesAndIds = (found: ReadonlyArray<HolderFound>): ReadonlyArray<string> =>
  found.map(({ place, stored }) => `${place} ${stored.id}`)

const find = (id: string) => Effect.flatMap(HolderStore, (store) => store.find(id as HolderId))
const write = (stored: SealedHolder | ErasedHolder, ...tokens: ReadonlyArray<string>) =>
  Effect.flatMap(HolderStore, (store) => store.write(stored, tokens))
/** Whether it was written, or the name of the failure. */
const endOf = (stored: SealedHolder | ErasedHolder, ...tokens: ReadonlyArray<string>) =>
  Effect.match(write(stored, ...tokens), {
    onSuccess: (isWritten): boolean | string => isWritten,
    onFailure: ({ _tag }) => _tag
  })
const search = (tokens: ReadonlyArray<string>, limit = 10, after?: { place: number; id: string }) =>
  Effect.flatMap(HolderStore, (store) => store.search({ tokens, limit, ...(after && { after }) }))
const idsBy = (token: string) =>
  Effect.map(search([token]), (found) => found.map(({ stored }) => String(stored.id)))

const keeping: ReadonlyArray<HolderCase> = [
  {
    name: "a record is found as it was written, and nothing under another id",
    run: Effect.gen(function* () {
      assert.equal(yield* write(sealed("h1"), "t1"), true)
      assert.deepEqual(yield* find("h1"), sealed("h1"))
      assert.equal(yield* find("H1"), undefined)
      assert.equal(yield* find("h"), undefined)
    })
  },
  {
    name: "a record is replaced by the next version, and its legal hold with it",
    run: Effect.gen(function* () {
      yield* write(sealed("h1"))
      assert.equal(yield* write(held("h1", 2)), true)
      assert.deepEqual(yield* find("h1"), held("h1", 2))
      assert.equal(yield* write(sealed("h1", 3)), true)
      assert.deepEqual(yield* find("h1"), sealed("h1", 3))
    })
  },
  {
    name: "another version than the next one changes nothing, not even a token",
    run: Effect.gen(function* () {
      yield* write(sealed("h1"), "t1")
      for (const version of [1, 3]) {
        assert.equal(yield* write(sealed("h1", version, "of somebody else"), "t2"), false)
        assert.equal(yield* write(erased("h1", version)), false)
      }
      assert.equal(yield* write(sealed("h2", 2), "t2"), false)
      assert.deepEqual(yield* find("h1"), sealed("h1"))
      assert.equal(yield* find("h2"), undefined)
      assert.deepEqual([yield* idsBy("t1"), yield* idsBy("t2")], [["h1"], []])
    })
  },
  {
    name: "of many writers on one version exactly one wins, with its record and its tokens",
    run: Effect.gen(function* () {
      for (const version of [1, 2, 3]) {
        const writers = Array.from({ length: 16 }, (_, n) => n)
        const ends = yield* Effect.forEach(
          writers,
          (n) => write(sealed("h1", version, `of writer ${n}`), `t${n}`),
          { concurrency: "unbounded" }
        )
        assert.equal(ends.filter((isWritten) => isWritten).length, 1)
        const winner = ends.indexOf(true)
        assert.deepEqual(yield* find("h1"), sealed("h1", version, `of writer ${winner}`))
        const found = yield* search(writers.map((n) => `t${n}`))
        assert.deepEqual(placesAndIds(found), [`${winner} h1`])
      }
    })
  }
]

const searching: ReadonlyArray<HolderCase> = [
  {
    name: "a token finds everybody who has it, and a changed record by its new tokens alone",
    run: Effect.gen(function* () {
      yield* write(sealed("h1"), "t1", "t2", "t2")
      yield* write(sealed("h2"), "t2")
      assert.deepEqual(yield* idsBy("t2"), ["h1", "h2"])
      yield* write(sealed("h1", 2), "t2", "t3")
      assert.deepEqual(
        [yield* idsBy("t1"), yield* idsBy("t2"), yield* idsBy("t3")],
        [[], ["h1", "h2"], ["h1"]]
      )
      assert.deepEqual((yield* search(["t3"]))[0], { place: 0, stored: sealed("h1", 2) })
      yield* write(sealed("h1", 3))
      assert.deepEqual(yield* idsBy("t2"), ["h2"])
    })
  },
  {
    name: "records come in the order of the tokens, then of the ids byte by byte",
    run: Effect.gen(function* () {
      for (const id of ["b", "Z", "a", "ж", "B"]) yield* write(sealed(id), "all", `own ${id}`)
      const found = yield* search(["own b", "all", "none", "own Z"])
      assert.deepEqual(placesAndIds(found), ["0 b", "1 B", "1 Z", "1 a", "1 b", "1 ж", "3 Z"])
      assert.deepEqual(yield* search([]), [])
    })
  },
  {
    name: "page by page everything is found once, whatever the size of the page",
    run: Effect.gen(function* () {
      for (const n of [1, 2, 3, 4, 5]) yield* write(sealed(`h${n}`), "all", n % 2 === 0 ? "even" : "odd")
      const tokens = ["odd", "all", "even"]
      const whole = placesAndIds(yield* search(tokens, 100))
      for (const limit of [1, 2, 3, 5, 10]) {
        const pages: Array<HolderFound> = []
        for (let isMore = true; isMore;) {
          const last = pages.at(-1)
          const after = last && { place: last.place, id: last.stored.id }
          const page = yield* search(tokens, limit, after)
          assert.ok(page.length <= limit)
          pages.push(...page)
          isMore = page.length > 0
        }
        assert.deepEqual(placesAndIds(pages), whole)
      }
    })
  }
]

const erasing: ReadonlyArray<HolderCase> = [
  {
    name: "of an erased record nothing is left but who erased it, when and why; no token finds it",
    run: Effect.gen(function* () {
      yield* write(sealed("h1"), "t1", "t2")
      yield* write(sealed("h2"), "t2")
      assert.equal(yield* write(erased("h1", 2)), true)
      assert.deepEqual(yield* find("h1"), erased("h1", 2))
      assert.deepEqual([yield* idsBy("t1"), yield* idsBy("t2")], [[], ["h2"]])
    })
  },
  {
    name: "an erased record never changes again",
    run: Effect.gen(function* () {
      yield* write(sealed("h1"), "t1")
      yield* write(erased("h1", 2))
      assert.equal(yield* write(sealed("h1")), false)
      assert.equal(yield* endOf(sealed("h1", 3), "t1"), "StoreUnavailable")
      assert.deepEqual(yield* find("h1"), erased("h1", 2))
      assert.deepEqual(yield* idsBy("t1"), [])
    })
  },
  {
    name: "a record under legal hold is not erased, even if it is asked for",
    run: Effect.gen(function* () {
      yield* write(held("h1", 1), "t1")
      assert.equal(yield* endOf(erased("h1", 2)), "StoreUnavailable")
      assert.deepEqual(yield* find("h1"), held("h1", 1))
      assert.deepEqual(yield* idsBy("t1"), ["h1"])
      yield* write(sealed("h1", 2), "t1")
      assert.equal(yield* write(erased("h1", 3)), true)
    })
  }
]

export const holderCases: ReadonlyArray<HolderCase> = [...keeping, ...searching, ...erasing]

export const holderTenantCases: ReadonlyArray<HolderTenantCase> = [
  {
    name: "the same ids and tokens are two people for two tenants",
    run: Effect.gen(function* () {
      const theirs = yield* OtherHolderStore
      yield* write(sealed("h1"), "t1")
      assert.equal(yield* theirs.find("h1" as HolderId), undefined)
      assert.deepEqual(yield* theirs.search({ tokens: ["t1"], limit: 10 }), [])
      assert.equal(yield* theirs.write(sealed("h1", 1, "of theirs"), ["t1", "t2"]), true)
      assert.equal(yield* theirs.write(erased("h1", 2), []), true)
      assert.deepEqual(yield* find("h1"), sealed("h1"))
      assert.deepEqual(yield* idsBy("t1"), ["h1"])
    })
  }
]
