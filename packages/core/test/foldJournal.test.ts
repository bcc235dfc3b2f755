/** A fold reads every operation between two cuts once, whatever the pages are. */
import * as Effect from "effect/Effect"
import { describe, expect, it } from "@effect/vitest"
import type { Recorded } from "../src/batch/decideBatch.ts"
import { type Extent, foldJournal } from "../src/foldJournal.ts"
import { Store } from "../src/ports/Store.ts"
import { ledgerOf } from "./shards.ts"

/** A journal of which only places and times matter: one operation a second in each shard. */
const journalOf = (lengths: ReadonlyArray<number>): Store["Service"] =>
  Store.of({
    ...ledgerOf(lengths.length).store,
    journal: ({ after, limit, shard }) => {
      const length = Math.max(0, Math.min(limit, (lengths[shard] ?? 0) - after))
      const at = (n: number) => ({ shard, sequence: after + n + 1, recordedAt: (after + n + 1) * 1000 })
      return Effect.succeed(
        Array.from({ length }, (_, n) => ({ operation: at(n), text: "" }) as unknown as Recorded)
      )
    }
  })

const folded = Effect.fnUntraced(function* (lengths: ReadonlyArray<number>, extent: Extent) {
  const seen: Array<string> = []
  const cut = yield* foldJournal(journalOf(lengths), extent, ({ operation }) => {
    seen.push(`${operation.shard}:${operation.sequence}`)
  })
  return { cut, seen }
})

const between = (shard: number, after: number, to: number): ReadonlyArray<string> =>
  Array.from({ length: to - after }, (_, n) => `${shard}:${after + n + 1}`)

const cases: ReadonlyArray<
  readonly [string, ReadonlyArray<number>, Extent, ReadonlyArray<readonly [number, number]>]
> = [
  [
    "nothing of an empty ledger",
    [0, 0],
    {},
    [
      [0, 0],
      [0, 0]
    ]
  ],
  [
    "all of it, over many pages",
    [2500, 3],
    {},
    [
      [0, 2500],
      [0, 3]
    ]
  ],
  ["a page that is just full", [1000], {}, [[0, 1000]]],
  [
    "up to a cut",
    [2500, 3],
    { cut: [1000, 2] },
    [
      [0, 1000],
      [0, 2]
    ]
  ],
  [
    "nothing of a shard that is not in the cut",
    [5, 3],
    { cut: [4] },
    [
      [0, 4],
      [0, 0]
    ]
  ],
  [
    "from a cut on",
    [2500, 3],
    { after: [1999, 3] },
    [
      [1999, 2500],
      [3, 3]
    ]
  ],
  [
    "between two cuts",
    [2500, 9],
    { after: [10, 4], cut: [1011, 4] },
    [
      [10, 1011],
      [4, 4]
    ]
  ],
  [
    "up to an instant, which is in it",
    [2500, 3],
    { until: 1500_000 },
    [
      [0, 1500],
      [0, 3]
    ]
  ],
  ["not what came a moment later", [2500], { until: 1499_999 }, [[0, 1499]]]
]

describe("folding the journal", () => {
  it.effect.each(cases)("%s", ([, lengths, extent, expected]) =>
    Effect.gen(function* () {
      const { cut, seen } = yield* folded(lengths, extent)
      expect(seen).toEqual(expected.flatMap(([after, to], shard) => between(shard, after, to)))
      expect(cut).toEqual(expected.map(([after, to]) => Math.max(after, to)))
    })
  )
})
