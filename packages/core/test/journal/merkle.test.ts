/** Merkle trees: their hashes worked out by hand, and proofs that hold for what is so and for nothing else. */
import { createHash } from "node:crypto"
import * as fc from "fast-check"
import { describe, expect, it } from "vitest"
import {
  between,
  besides,
  Edge,
  joined,
  leafHash,
  rootFromLeaf,
  rootOf,
  spansOf
} from "../../src/journal/merkle.ts"

const sha256 = (text: string): string => createHash("sha256").update(text).digest("hex")
const node = (left: string, right: string): string => sha256(`\u0001${left}${right}`)
const leaves = (count: number): ReadonlyArray<string> =>
  Array.from({ length: count }, (_, n) => leafHash(sha256, `row ${n}`))
const grown = (hashes: ReadonlyArray<string>): Edge => {
  const edge = new Edge(sha256)
  for (const hash of hashes) edge.add(hash)
  return edge
}

describe("the tree of a few rows", () => {
  const [a = "", b = "", c = "", d = "", e = ""] = leaves(5)

  it.each([
    [0, sha256("")],
    [1, a],
    [2, node(a, b)],
    [3, node(node(a, b), c)],
    [4, node(node(a, b), node(c, d))],
    [5, node(node(node(a, b), node(c, d)), e)]
  ])("of %i is hashed as the standard says", (count, root) => {
    expect(grown(leaves(count)).root).toBe(root)
  })

  it("hashes a row as nothing else is hashed", () => {
    expect(leafHash(sha256, "row")).toBe(
      createHash("sha256")
        .update(Buffer.from([0, 114, 111, 119]))
        .digest("hex")
    )
  })

  it.each([
    [0, []],
    [1, [[0, 1]]],
    [
      6,
      [
        [0, 4],
        [4, 6]
      ]
    ],
    [
      7,
      [
        [0, 4],
        [4, 6],
        [6, 7]
      ]
    ],
    [8, [[0, 8]]]
  ])("of %i has this right edge", (count, spans) => {
    expect(spansOf(count).map(({ from, to }) => [from, to])).toEqual(spans)
    expect(grown(leaves(count)).hashes).toHaveLength(spans.length)
  })

  it.each([
    [
      0,
      5,
      [
        [1, 2],
        [2, 4],
        [4, 5]
      ]
    ],
    [4, 5, [[0, 4]]],
    [
      2,
      5,
      [
        [3, 4],
        [0, 2],
        [4, 5]
      ]
    ],
    [0, 1, []]
  ])("has beside the way from %i in %i these parts", (leaf, size, spans) => {
    expect(besides(leaf, size).map(({ from, to }) => [from, to])).toEqual(spans)
  })
})

describe("trees of any size", () => {
  const sizes = fc.integer({ min: 1, max: 200 })

  it("go on from their right edge as if they had never stopped", () => {
    fc.assert(
      fc.property(sizes, fc.nat(200), (before, more) => {
        const all = leaves(before + more)
        const first = grown(all.slice(0, before))
        const again = new Edge(sha256, first.size, first.hashes)
        for (const hash of all.slice(before)) again.add(hash)
        expect([again.root, again.hashes]).toEqual([grown(all).root, grown(all).hashes])
        expect(rootOf(sha256, again.hashes)).toBe(again.root)
      }),
      { seed: 20_261_122 }
    )
  })

  it("prove that a row is in them, and of another row, place, size or way nothing", () => {
    fc.assert(
      fc.property(sizes, fc.nat(199), fc.nat(199), (size, drawn, other) => {
        const all = leaves(size)
        const [leaf, wrong] = [drawn % size, other % size]
        const path = besides(leaf, size).map(({ from, to }) => grown(all.slice(from, to)).root)
        const { root } = grown(all)
        const from = (
          at: { leaf: number; size: number },
          hash: string | undefined,
          way: ReadonlyArray<string>
        ) => rootFromLeaf(sha256, at, hash ?? "", way)
        expect(from({ leaf, size }, all[leaf], path)).toBe(root)
        if (wrong !== leaf) {
          expect(from({ leaf, size }, all[wrong], path)).not.toBe(root)
          expect(from({ leaf: wrong, size }, all[leaf], path)).not.toBe(root)
        }
        expect(from({ leaf, size }, all[leaf], [...path, root])).toBeUndefined()
        expect(from({ leaf: size, size }, all[leaf], path)).toBeUndefined()
        expect(
          from(
            { leaf: -1, size },
            all[leaf],
            besides(-1, size).map(() => root)
          )
        ).toBeUndefined()
        if (path.length > 1) expect(from({ leaf, size }, all[leaf], path.toReversed())).not.toBe(root)
      }),
      { seed: 20_261_122 }
    )
  })

  it.each<readonly [number, number, string]>([
    [4, 4, ""],
    [4, 5, "4-5"],
    [4, 7, "4-6 6-7"],
    [4, 8, "4-8"],
    [3, 8, "3-4 4-8"],
    [6, 17, "6-8 8-16 16-17"]
  ])("from %i rows to %i have beside them what is full: %s", (smaller, larger, spans) => {
    const { added } = between(smaller, larger)
    expect(added.map(({ from, to }) => `${from}-${to}`).join(" ")).toBe(spans)
  })

  it("prove that a smaller one is their beginning", () => {
    fc.assert(
      fc.property(sizes, fc.nat(200), (smaller, more) => {
        const all = leaves(smaller + more)
        const { added, edge } = between(smaller, smaller + more)
        const hashes = grown(all.slice(0, smaller)).hashes
        const parts = [
          ...edge.map(({ from, to }, n) => ({ width: to - from, hash: hashes[n] ?? "" })),
          ...added.map(({ from, to }) => ({ width: to - from, hash: grown(all.slice(from, to)).root }))
        ]
        expect(rootOf(sha256, joined(sha256, parts))).toBe(grown(all).root)
        expect(added.length).toBeLessThanOrEqual(2 * Math.ceil(Math.log2(smaller + more + 1)))
      }),
      { seed: 20_261_122 }
    )
  })
})
