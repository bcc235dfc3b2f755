/** Reading in ledger time gives every operation of an extent once, in the order in which they were recorded. */
import * as Effect from "effect/Effect"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import type { Recorded } from "../src/batch/decideBatch.ts"
import type { Extent } from "../src/foldJournal.ts"
import { Store } from "../src/ports/Store.ts"
import { readJournal } from "../src/readJournal.ts"
import { ledgerOf } from "./shards.ts"

interface Read {
  readonly pages: ReadonlyArray<number>
  readonly places: ReadonlyArray<string>
  /** The most operations that were asked for at once. */
  readonly most: number
}

/** Reads a journal of which only places and times matter: the times of each shard, which never go back. */
const read = (times: ReadonlyArray<ReadonlyArray<number>>, extent: Extent): Read => {
  let most = 0
  const store = Store.of({
    ...ledgerOf(times.length).store,
    journal: ({ after, limit, shard }) => {
      most = Math.max(most, limit)
      const page = (times[shard] ?? []).slice(after, after + limit)
      return Effect.succeed(
        page.map(
          (recordedAt, n) => ({ operation: { shard, sequence: after + n + 1, recordedAt } }) as Recorded
        )
      )
    }
  })
  const next = readJournal(store, extent)
  const pages: Array<number> = []
  const places: Array<string> = []
  for (;;) {
    const page = Effect.runSync(next)
    if (page.length === 0) return { pages, places, most }
    pages.push(page.length)
    places.push(
      ...page.map(({ operation }) => `${operation.recordedAt} ${operation.shard}:${operation.sequence}`)
    )
  }
}

/** What there is to read, in order. */
const expected = (
  times: ReadonlyArray<ReadonlyArray<number>>,
  { after, cut, until = Number.POSITIVE_INFINITY }: Extent
): ReadonlyArray<string> =>
  times
    .flatMap((ofShard, shard) =>
      ofShard
        .map((recordedAt, n) => ({ recordedAt, shard, sequence: n + 1 }))
        .filter(
          ({ recordedAt, sequence }) =>
            sequence > (after?.[shard] ?? 0) &&
            sequence <= (cut === undefined ? Number.POSITIVE_INFINITY : (cut[shard] ?? 0)) &&
            recordedAt <= until
        )
    )
    .toSorted((a, b) => a.recordedAt - b.recordedAt || a.shard - b.shard || a.sequence - b.sequence)
    .map(({ recordedAt, sequence, shard }) => `${recordedAt} ${shard}:${sequence}`)

const upTo = (length: number, step: number) => Array.from({ length }, (_, n) => n * step)

describe("the journal in ledger time", () => {
  it.each<readonly [string, ReadonlyArray<ReadonlyArray<number>>, Extent]>([
    ["nothing of an empty ledger", [[], []], {}],
    [
      "two shards at the same instants",
      [
        [1, 1, 2],
        [1, 2, 2]
      ],
      {}
    ],
    [
      "up to an instant, which is included",
      [
        [1, 2, 3],
        [2, 3]
      ],
      { until: 2 }
    ],
    [
      "between two cuts",
      [
        [1, 2, 3],
        [2, 3]
      ],
      { after: [1, 0], cut: [2, 1] }
    ],
    ["nothing of a shard that is not in the cut", [[1], [2]], { cut: [1] }],
    ["many pages of one shard and few of another", [upTo(2500, 1), upTo(3, 1000)], {}],
    ["a page that is just full", [upTo(1000, 1), upTo(2000, 1)], {}],
    ["a cut at the end of a page", [upTo(3000, 1), upTo(2, 1)], { cut: [2000, 2] }]
  ])("%s", (_, times, extent) => {
    expect(read(times, extent).places).toEqual(expected(times, extent))
  })

  it("keeps a page of each shard, not the journal", () => {
    const { most, pages } = read([upTo(5_000, 1), upTo(5_000, 1)], {})
    expect(most).toBe(1000)
    expect(Math.max(...pages)).toBeLessThanOrEqual(2000)
    expect(pages.length).toBeGreaterThanOrEqual(5)
  })

  it("reads every extent of every journal", () => {
    const shard = fc
      .array(fc.nat({ max: 20 }), { maxLength: 30 })
      .map((times) => times.toSorted((a, b) => a - b))
    const cut = fc.array(fc.nat({ max: 35 }), { maxLength: 4 })
    const extents = fc.record({ after: cut, cut, until: fc.nat({ max: 21 }) }, { requiredKeys: [] })
    fc.assert(
      fc.property(fc.array(shard, { minLength: 1, maxLength: 4 }), extents, (times, extent) => {
        expect(read(times, extent).places).toEqual(expected(times, extent))
      }),
      { numRuns: 1_000 }
    )
  })
})
