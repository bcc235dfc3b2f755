/**
 * Filed operations: old ones, kept as bytes outside of what the garbage collector looks at, so that a million of them cost
 * no more to hold than the first.
 *
 * @module
 */
import type { Recorded } from "../batch/decideBatch.ts"
import type { Operation } from "../journal/Operation.ts"
import { ReadOperation } from "../journal/ReadOperation.ts"

/** What of an operation is written as a document; its three long texts stand beside it as they are. */
type Head = Omit<Operation, "asked" | "outcome" | "entry">

/** Written out: to copy all but three of so many fields costs several times as much. */
const headOf = (operation: Operation): Head => ({
  id: operation.id,
  client: operation.client,
  key: operation.key,
  verb: operation.verb,
  shard: operation.shard,
  sequence: operation.sequence,
  recordedAt: operation.recordedAt,
  effectiveAt: operation.effectiveAt,
  occurredAt: operation.occurredAt,
  businessDate: operation.businessDate,
  outlet: operation.outlet,
  owner: operation.owner,
  terminal: operation.terminal,
  operator: operation.operator,
  account: operation.account,
  original: operation.original,
  fingerprint: operation.fingerprint,
  approved: operation.approved,
  links: operation.links
})

const slabSize = 2 ** 24

/** A character takes three bytes at most. */
const widest = 3

/** Of each operation the slab, where in it it begins, and where each of its four texts ends. */
const marks = 6

/** Operations in the order in which they were filed. */
export class Archive {
  readonly #slabs: Array<Uint8Array> = []
  readonly #encoder = new TextEncoder()
  readonly #decoder = new TextDecoder("utf-8", { ignoreBOM: true })
  #places = new Uint32Array(marks * 1024)
  #used = slabSize
  #size = 0

  get size(): number {
    return this.#size
  }

  /** The newest slab, with room for so many bytes. */
  #slabFor(bytes: number): Uint8Array {
    const slab = this.#slabs.at(-1)
    if (slab !== undefined && slab.length - this.#used >= bytes) return slab
    const fresh = new Uint8Array(Math.max(slabSize, bytes))
    this.#slabs.push(fresh)
    this.#used = 0
    return fresh
  }

  add({ operation, text }: Recorded): void {
    const said = JSON.stringify(headOf(operation))
    const { asked, outcome } = operation
    const slab = this.#slabFor((said.length + asked.length + outcome.length + text.length) * widest)
    let at = this.#placeOfNext()
    this.#places[at++] = this.#slabs.length - 1
    this.#places[at++] = this.#used
    // Text by text: to put them together first costs twice as much as writing them.
    for (const one of [said, asked, outcome, text]) {
      this.#used += this.#encoder.encodeInto(one, slab.subarray(this.#used)).written
      this.#places[at++] = this.#used
    }
    this.#size += 1
  }

  #placeOfNext(): number {
    const at = marks * this.#size
    if (at === this.#places.length) {
      const places = new Uint32Array(2 * at)
      places.set(this.#places)
      this.#places = places
    }
    return at
  }

  /** The nth operation that was filed, from 0 on. */
  at(n: number): Recorded | undefined {
    if (n >= this.#size) return undefined
    const place = this.#places.subarray(marks * n, marks * (n + 1))
    const bytes = this.#slabs[place[0] ?? 0]
    const textAt = (mark: number): string =>
      this.#decoder.decode(bytes?.subarray(place[mark], place[mark + 1]))
    const text = textAt(4)
    return {
      operation: new ReadOperation({ ...JSON.parse(textAt(1)), asked: textAt(2), outcome: textAt(3) }, text),
      text
    }
  }
}
