/**
 * Merkle trees over a journal: one hash that stands for all of it, and short proofs that a row is in it and that it only grew.
 *
 * The trees are those of RFC 9162 (Certificate Transparency) with hashes written as hexadecimal text: a leaf is
 * `SHA-256(0x00 ‖ text)`, a node `SHA-256(0x01 ‖ left ‖ right)` over the 64 characters of each side, the tree of nothing
 * `SHA-256("")`. Everything here is a plain function: whoever has a document can check it, without a ledger.
 *
 * @module
 */
import type { Sha256 } from "./hashChain.ts"

/** The hash of one leaf. */
export const leafHash = (sha256: Sha256, text: string): string => sha256(`\u0000${text}`)

const nodeHash = (sha256: Sha256, left: string, right: string): string => sha256(`\u0001${left}${right}`)

/** A place in a tree: from the first leaf on, counted from 0, up to and without the last. */
export interface Span {
  readonly from: number
  readonly to: number
}

/** The largest power of two below a size of at least 2: where a tree is split. */
const splitOf = (size: number): number => {
  let split = 1
  while (split * 2 < size) split *= 2
  return split
}

/**
 * The right edge of a tree that grows: the hashes of its full subtrees, largest first, one for each 1 in the binary number
 * of its leaves. It is all that has to be kept to go on.
 */
export class Edge {
  #size: number
  readonly #hashes: Array<string>
  readonly #sha256: Sha256

  constructor(sha256: Sha256, size = 0, hashes: ReadonlyArray<string> = []) {
    this.#sha256 = sha256
    this.#size = size
    this.#hashes = [...hashes]
  }

  get size(): number {
    return this.#size
  }

  get hashes(): ReadonlyArray<string> {
    return [...this.#hashes]
  }

  /** Adds the hash of the next leaf. */
  add(leaf: string): void {
    let hash = leaf
    for (let rest = this.#size; rest % 2 === 1; rest = (rest - 1) / 2)
      hash = nodeHash(this.#sha256, this.#hashes.pop() ?? "", hash)
    this.#hashes.push(hash)
    this.#size += 1
  }

  /** The hash of the tree as it is. */
  get root(): string {
    return rootOf(this.#sha256, this.#hashes)
  }
}

/** The root of the tree with this right edge. */
export const rootOf = (sha256: Sha256, edge: ReadonlyArray<string>): string =>
  edge.length === 0 ? sha256("") : edge.reduceRight((right, left) => nodeHash(sha256, left, right))

/** The leaves under each hash of a right edge, largest first. */
export const spansOf = (size: number): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  let from = 0
  for (let rest = size; rest > 0;) {
    const width = splitOf(rest + 1)
    spans.push({ from, to: from + width })
    from += width
    rest -= width
  }
  return spans
}

/** The subtrees beside the way from a leaf to the root, the nearest first. */
export const besides = (leaf: number, size: number): ReadonlyArray<Span> => {
  const spans: Array<Span> = []
  let [from, to] = [0, size]
  while (to - from > 1) {
    const middle = from + splitOf(to - from)
    if (leaf < middle) {
      spans.push({ from: middle, to })
      to = middle
    } else {
      spans.push({ from, to: middle })
      from = middle
    }
  }
  return spans.toReversed()
}

/** The root that follows from a leaf and the hashes beside its way, or nothing when there are not as many as there must be. */
export const rootFromLeaf = (
  sha256: Sha256,
  at: { readonly leaf: number; readonly size: number },
  hash: string,
  path: ReadonlyArray<string>
): string | undefined => {
  const spans = besides(at.leaf, at.size)
  if (at.leaf < 0 || at.leaf >= at.size || spans.length !== path.length) return undefined
  return spans.reduce((below, { from }, n) => {
    const beside = path[n] ?? ""
    return from > at.leaf ? nodeHash(sha256, below, beside) : nodeHash(sha256, beside, below)
  }, hash)
}

/**
 * The subtrees that show a tree to be the beginning of a larger one: those of the smaller tree's right edge, largest first,
 * then those that the larger one has to the right of them, nearest first.
 */
export const between = (
  smaller: number,
  larger: number
): { readonly edge: ReadonlyArray<Span>; readonly added: ReadonlyArray<Span> } => {
  const edge = spansOf(smaller)
  const added: Array<Span> = []
  for (let from = smaller; from < larger;) {
    // As wide as what ends here can be doubled, and as there is.
    let width = 1
    while (from % (width * 2) === 0 && from + width * 2 <= larger) width *= 2
    added.push({ from, to: from + width })
    from += width
  }
  return { edge, added }
}

/** The right edge that comes of adding full subtrees to one, in the order of their leaves. */
export const joined = (
  sha256: Sha256,
  edge: ReadonlyArray<{ readonly width: number; readonly hash: string }>
): ReadonlyArray<string> => {
  const stack: Array<{ readonly width: number; readonly hash: string }> = []
  for (const part of edge) {
    let top = part
    for (let left = stack.at(-1); left !== undefined && left.width === top.width; left = stack.at(-1)) {
      stack.pop()
      top = { width: left.width * 2, hash: nodeHash(sha256, left.hash, top.hash) }
    }
    stack.push(top)
  }
  return stack.map(({ hash }) => hash)
}
